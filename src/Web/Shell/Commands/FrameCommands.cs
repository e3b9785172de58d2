using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Layout;

namespace Artisan.Web.Shell.Commands;

/// <summary>What the frame itself can do: theme, navigation, workspace, account.</summary>
internal sealed class FrameCommands(Preferences preferences, ShellScripts scripts, ICurrentScope current) : ICommandSource
{
    public async ValueTask<IReadOnlyList<Command>> FindAsync(string text, TenantScope scope, CancellationToken cancellationToken)
    {
        FrameIdentity identity = await current.GetFrameAsync(cancellationToken);
        IEnumerable<Command> all =
        [
            .. identity.Workspaces.Where(w => w.Id != identity.WorkspaceId).Select(w => Do($"Switch to workspace {w.Name}", "layers", () =>
            {
                current.ChooseWorkspace(w.Id);
                return Task.CompletedTask;
            })),
            Do("Use the dark theme", "moon", () => preferences.ChooseThemeAsync("dark")),
            Do("Use the light theme", "sun", () => preferences.ChooseThemeAsync("light")),
            Do("Follow the system's theme", "monitor", () => preferences.ChooseThemeAsync(null)),
            Do(preferences.NarrowNav ? "Widen navigation" : "Narrow navigation", "panel-left", preferences.ToggleNavAsync),
            Do("Sign out", "log-out", () => scripts.RunAsync("postForm", AccountForms.SignOut)),
        ];
        return [.. all.Select(c => (Command: c, Score: CommandMatch.Score(text, c.Title))).Where(c => c.Score > 0).OrderByDescending(c => c.Score).Select(c => c.Command)];
    }

    private static Command Do(string title, string icon, Func<Task> run) => new(title, "Actions", icon) { Run = run };
}
