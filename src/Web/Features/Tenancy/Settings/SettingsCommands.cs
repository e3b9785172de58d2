using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Tenancy.Settings;

/// <summary>The tabs of the settings.</summary>
internal static class SettingsTabs
{
    /// <summary>Those that a scope may open, in their order; empty for those who may not open the page.</summary>
    public static IReadOnlyList<Tab> Of(TenantScope scope)
    {
        var tabs = new List<Tab>();
        if (scope.MaySee(Area.Settings))
            tabs.AddRange([new("organisation", "Organisation"), new("members", "Members"), new("keys", "API keys"), new("fields", "Fields"), new("features", "Features"), new("providers", "Providers"), new("configuration", "Configuration")]);
        if (scope.MaySee(Area.Compliance))
            tabs.Add(new("audit", "Audit"));
        if (scope.IsOperator)
            tabs.Add(new("organisations", "Organisations"));
        if (scope.MaySee(Area.Settings) || scope.IsOperator)
            tabs.Add(new("about", "About and licences"));
        return tabs;
    }
}

/// <summary>What is done and found in the settings, for the palette: a tab by its name, and what people come to add.</summary>
internal sealed class SettingsCommands : ICommandSource
{
    public ValueTask<IReadOnlyList<Command>> FindAsync(string text, TenantScope scope, CancellationToken cancellationToken)
    {
        // Without a text the pages stand there, and this would bury them.
        if (text.Length == 0)
            return new([]);
        IEnumerable<Command> all = SettingsTabs.Of(scope).Select(t => new Command(t.Title, "Settings", "settings") { Href = $"/settings?tab={t.Key}", Hint = "Settings" });
        if (scope.MayEdit(Area.Settings))
            all = all.Concat([Do("Create API key", "key-round", "keys", "key"), Do("Add member", "user-plus", "members", "member"), Do("New workspace", "layers", "organisation", "workspace"), Do("Add field", "tag", "fields", "field")]);
        if (scope.MayEdit(Area.AiControl))
            all = all.Append(new Command("Connect provider", "Actions", "plug") { Href = "/admin/ai-control?tab=providers&provider=new" });
        return new([.. all.Select(c => (Command: c, Score: CommandMatch.Score(text, c.Title))).Where(c => c.Score > 0).OrderByDescending(c => c.Score).Select(c => c.Command)]);
    }

    private static Command Do(string title, string icon, string tab, string drawer) => new(title, "Actions", icon) { Href = $"/settings?tab={tab}&{drawer}=new" };
}
