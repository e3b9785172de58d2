using Artisan.Core.Kernel;

namespace Artisan.Core.Tenancy;

/// <summary>What kind of caller stands behind a scope.</summary>
public enum ActorKind
{
    /// <summary>A person, signed in to the console.</summary>
    Member = 1,
    /// <summary>A program with an API key.</summary>
    ApiKey = 2,
    /// <summary>Artisan itself: a job, a webhook, the start.</summary>
    System = 3,
}

/// <summary>
/// Who calls, for which tenant and workspace, with what rights. Made at the door (cookie, key, socket, webhook, job), immutable, and demanded by every use case.
/// </summary>
public sealed record TenantScope
{
    /// <summary>The wall that no data crosses.</summary>
    public required Guid TenantId { get; init; }
    /// <summary>The workspace in whose name the call is made.</summary>
    public required Guid WorkspaceId { get; init; }
    /// <summary>What kind of caller.</summary>
    public required ActorKind ActorKind { get; init; }
    /// <summary>Membership id, API key id, or <see cref="Guid.Empty"/> for the system.</summary>
    public required Guid ActorId { get; init; }
    /// <summary>The person's or key's name, for audit and display.</summary>
    public required string ActorName { get; init; }
    /// <summary>The account behind a membership; null for keys and the system.</summary>
    public Guid? AccountId { get; init; }
    /// <summary>The member's role; null for keys and the system.</summary>
    public Role? Role { get; init; }
    /// <summary>What an API key may be used for.</summary>
    public KeyScopes KeyScopes { get; init; }
    /// <summary>Counts changes of the membership; an older scope has lost its rights.</summary>
    public int Epoch { get; init; }
    /// <summary>Whether the account is an operator of the deployment.</summary>
    public bool IsOperator { get; init; }
    /// <summary>The workspaces that "team" means for this caller.</summary>
    public IReadOnlySet<Guid> Workspaces { get; init; } = new HashSet<Guid>();

    /// <summary>A scope for Artisan's own work in one tenant, such as a job.</summary>
    public static TenantScope System(Guid tenantId, Guid workspaceId, string name) => new()
    {
        TenantId = tenantId,
        WorkspaceId = workspaceId,
        ActorKind = ActorKind.System,
        ActorId = Guid.Empty,
        ActorName = name,
    };

    /// <summary>What this caller may do in an area.</summary>
    public Access AccessTo(Area area)
    {
        Access own = ActorKind switch
        {
            ActorKind.Member when Role is { } role => AccessMatrix.Of(role, area),
            ActorKind.ApiKey => AccessMatrix.Of(KeyScopes, area),
            ActorKind.System => new Access(Level.Edit, Reach.All),
            _ => Access.Nothing,
        };
        return own;
    }

    /// <summary>Whether the caller may look at the area.</summary>
    public bool MaySee(Area area) => AccessTo(area).Level >= Level.See;

    /// <summary>Whether the caller may change things in the area.</summary>
    public bool MayEdit(Area area) => AccessTo(area).Level >= Level.Edit;

    /// <summary>Demands at least this level, and answers whose things the caller reaches.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Forbidden"/>, saying what is missing.</exception>
    public Reach Demand(Area area, Level level)
    {
        Access access = AccessTo(area);
        if (access.Level >= level)
            return access.Reach;
        string who = ActorKind == ActorKind.ApiKey ? $"This API key (scopes: {KeyScopes})" : $"The role {Role}";
        throw ArtisanException.Forbidden($"{who} may not {(level == Level.Edit ? "change" : "see")} {Words(area)}. Ask an admin of your organisation.");
    }

    /// <summary>Demands that the caller operates the deployment.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Forbidden"/>.</exception>
    public void DemandOperator()
    {
        if (!IsOperator && ActorKind != ActorKind.System)
            throw ArtisanException.Forbidden("Only an operator of this deployment may do this.");
    }

    private static string Words(Area area) => area switch
    {
        Area.Leads => "leads",
        Area.AiUse => "AI functions",
        Area.RequestFigures => "requests",
        Area.RequestContent => "prompts and answers",
        Area.AiControl => "AI control",
        Area.Guardrails => "guardrails and the security log",
        Area.Knowledge => "knowledge",
        Area.Memory or Area.MemoryPurge => "memories",
        Area.Compliance => "the compliance center",
        Area.Usage => "usage",
        Area.Billing => "billing",
        Area.Settings => "settings",
        Area.Approvals or Area.ComplianceApprovals => "approvals",
        Area.Jobs => "jobs",
        _ => area.ToString(),
    };
}
