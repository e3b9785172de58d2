using Artisan.Core.Tenancy;

namespace Artisan.Core.Operations.Jobs;

/// <summary>In whose name a job works; part of its input, so that any node can make the scope again.</summary>
/// <param name="Kind">Kind of caller.</param>
/// <param name="Id">Membership or key.</param>
/// <param name="Name">Name of the member or key.</param>
/// <param name="Role">The member's role when the job was asked for; null for keys.</param>
/// <param name="KeyScopes">The key's scopes.</param>
/// <param name="Workspaces">The workspaces that "team" means.</param>
public sealed record JobActor(ActorKind Kind, Guid Id, string Name, Role? Role, KeyScopes KeyScopes, IReadOnlyList<Guid> Workspaces)
{
    /// <summary>Of the caller that asks for the job.</summary>
    public static JobActor Of(TenantScope scope) => new(scope.ActorKind, scope.ActorId, scope.ActorName, scope.Role, scope.KeyScopes, [.. scope.Workspaces]);

    /// <summary>The caller's scope, for the job's own tenant and workspace.</summary>
    /// <exception cref="InvalidOperationException">When the job belongs to no tenant or workspace.</exception>
    public TenantScope ScopeOf(JobRun run) => new()
    {
        TenantId = run.TenantId ?? throw new InvalidOperationException($"Job {run.Id} has no tenant."),
        WorkspaceId = run.WorkspaceId ?? throw new InvalidOperationException($"Job {run.Id} has no workspace."),
        ActorKind = Kind,
        ActorId = Id,
        ActorName = Name,
        Role = Role,
        KeyScopes = KeyScopes,
        Workspaces = Workspaces.ToHashSet(),
    };
}
