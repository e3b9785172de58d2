using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Artisan.Web.Tests.Shell;

/// <summary>A browser tab for components: the shell's services, somebody signed in, scripts that do nothing.</summary>
public abstract class ShellContext : BunitContext, IAsyncLifetime
{
    protected ShellContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Module = JSInterop.SetupModule(ShellScripts.ModulePath);
        Module.Mode = JSRuntimeMode.Loose;
        Services.AddShellParts();
        Services.AddSingleton<ICurrentScope>(Scope);
    }

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    // The shell's services end asynchronously, as in a circuit.
    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    /// <summary>Who is signed in.</summary>
    protected FakeScope Scope { get; } = new();

    /// <summary>The shell's own script.</summary>
    protected BunitJSModuleInterop Module { get; }

    /// <summary>The address.</summary>
    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    /// <summary>The address's query.</summary>
    protected UrlState Url => Services.GetRequiredService<UrlState>();
}

/// <summary>A signed-in member whose role can be changed.</summary>
public sealed class FakeScope : ICurrentScope
{
    private static readonly Guid s_default = Guid.CreateVersion7();

    /// <summary>What he is.</summary>
    public Role Role { get; set; } = Role.Admin;

    /// <summary>Whether the account is an operator.</summary>
    public bool IsOperator { get; set; }

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The chosen workspace.</summary>
    public Guid WorkspaceId { get; private set; } = s_default;

    /// <summary>The tenant.</summary>
    public Guid TenantId { get; } = Guid.CreateVersion7();

    /// <summary>Another one that can be chosen.</summary>
    public Guid OtherWorkspaceId { get; } = Guid.CreateVersion7();

    public event Action? Changed;

    /// <summary>How many listen.</summary>
    public int Listeners => Changed?.GetInvocationList().Length ?? 0;

    public ValueTask<TenantScope> GetAsync(CancellationToken cancellationToken = default) => Failure is not null ? throw Failure : new(new TenantScope
    {
        TenantId = TenantId,
        WorkspaceId = WorkspaceId,
        ActorKind = ActorKind.Member,
        ActorId = Guid.CreateVersion7(),
        ActorName = "Ada Lindqvist",
        Role = Role,
        IsOperator = IsOperator,
    });

    public ValueTask<FrameIdentity> GetFrameAsync(CancellationToken cancellationToken = default) =>
        new(new FrameIdentity("Ada Lindqvist", "ada@northwind.example", "Northwind", Role, IsOperator, WorkspaceId,
            [(s_default, "default", "Default"), (OtherWorkspaceId, "emea", "EMEA")], [(Guid.CreateVersion7(), "Contoso")]));

    public void ChooseWorkspace(Guid workspaceId)
    {
        WorkspaceId = workspaceId;
        Change();
    }

    /// <summary>Tells that something changed.</summary>
    public void Change() => Changed?.Invoke();
}
