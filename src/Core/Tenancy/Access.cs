namespace Artisan.Core.Tenancy;

/// <summary>What access is asked for. The rows of the access matrix.</summary>
public enum Area
{
    /// <summary>Leads, campaigns, drafts, own calls.</summary>
    Leads,
    /// <summary>Score, generate, chat: causing AI calls.</summary>
    AiUse,
    /// <summary>Requests: route, tokens, cost, latency.</summary>
    RequestFigures,
    /// <summary>Requests: prompts and answers.</summary>
    RequestContent,
    /// <summary>Use-case policies, model policies, prompts, experiments, budgets, providers.</summary>
    AiControl,
    /// <summary>Documents and the knowledge graph.</summary>
    Knowledge,
    /// <summary>Memories.</summary>
    Memory,
    /// <summary>Purging memories.</summary>
    MemoryPurge,
    /// <summary>Compliance center, audit, exports, vault reveals.</summary>
    Compliance,
    /// <summary>Guardrails: their policy, the security log and its review.</summary>
    Guardrails,
    /// <summary>Usage and cost.</summary>
    Usage,
    /// <summary>Plans and invoices.</summary>
    Billing,
    /// <summary>Members, keys, settings, features.</summary>
    Settings,
    /// <summary>Approvals of everyday work.</summary>
    Approvals,
    /// <summary>Approvals that are compliance's to give, such as purges and exports.</summary>
    ComplianceApprovals,
    /// <summary>Jobs of the tenant; all jobs and metrics for the operator.</summary>
    Jobs,
}

/// <summary>How much of an area: nothing, look, or change.</summary>
public enum Level
{
    /// <summary>Not at all; the page says so.</summary>
    None = 0,
    /// <summary>Look only.</summary>
    See = 1,
    /// <summary>Look and change.</summary>
    Edit = 2,
}

/// <summary>Whose things: only the caller's, those of the caller's workspaces, or the whole tenant's.</summary>
public enum Reach
{
    /// <summary>Nobody's.</summary>
    None = 0,
    /// <summary>What the caller caused or owns.</summary>
    Own = 1,
    /// <summary>What happened in the caller's workspaces.</summary>
    Team = 2,
    /// <summary>The whole tenant.</summary>
    All = 3,
}

/// <summary>One cell of the matrix.</summary>
public readonly record struct Access(Level Level, Reach Reach)
{
    /// <summary>No access.</summary>
    public static readonly Access Nothing = new(Level.None, Reach.None);
}

/// <summary>The matrix of roles and key scopes; the one place that says who may do what.</summary>
public static class AccessMatrix
{
    private static readonly Access SeeAll = new(Level.See, Reach.All), EditAll = new(Level.Edit, Reach.All);
    private static readonly Access SeeTeam = new(Level.See, Reach.Team), SeeOwn = new(Level.See, Reach.Own);
    private static readonly Access EditTeam = new(Level.Edit, Reach.Team), EditOwn = new(Level.Edit, Reach.Own);

    /// <summary>What a member of this role may do in an area.</summary>
    public static Access Of(Role role, Area area) => (area, role) switch
    {
        (Area.Leads, Role.Admin or Role.Manager) => EditAll,
        (Area.Leads, Role.Rep) => EditOwn,
        (Area.Leads, _) => SeeAll,
        (Area.AiUse, Role.Admin or Role.Manager or Role.Rep) => EditAll,
        (Area.RequestFigures, Role.Rep) => SeeOwn,
        (Area.RequestFigures, _) => SeeAll,
        (Area.RequestContent, Role.Admin or Role.Compliance) => SeeAll,
        (Area.RequestContent, Role.Manager) => SeeTeam,
        (Area.RequestContent, Role.Rep) => SeeOwn,
        (Area.AiControl, Role.Admin) => EditAll,
        (Area.AiControl, Role.Compliance or Role.Manager or Role.Viewer) => SeeAll,
        (Area.Knowledge, Role.Admin or Role.Manager) => EditAll,
        (Area.Knowledge, _) => SeeAll,
        (Area.Memory, Role.Admin or Role.Compliance) => EditAll,
        (Area.Memory, Role.Manager) => EditTeam,
        (Area.Memory, Role.Rep) => EditOwn,
        (Area.MemoryPurge, Role.Compliance) => EditAll,
        (Area.Compliance, Role.Compliance) => EditAll,
        (Area.Compliance, Role.Admin) => SeeAll,
        (Area.Guardrails, Role.Admin or Role.Compliance) => EditAll,
        (Area.Usage, Role.Manager) => SeeTeam,
        (Area.Usage, Role.Rep) => SeeOwn,
        (Area.Usage, _) => SeeAll,
        (Area.Billing, Role.Admin) => EditAll,
        (Area.Billing, Role.Manager) => SeeAll,
        (Area.Settings, Role.Admin) => EditAll,
        (Area.Settings, Role.Compliance) => SeeAll,
        (Area.Approvals, Role.Admin) => EditAll,
        (Area.Approvals, Role.Manager) => EditTeam,
        (Area.Approvals, Role.Rep) => EditOwn,
        (Area.ComplianceApprovals, Role.Admin or Role.Compliance) => EditAll,
        (Area.Jobs, Role.Admin) => EditAll,
        (Area.Jobs, Role.Compliance) => SeeAll,
        _ => Access.Nothing,
    };

    /// <summary>What a program with these key scopes may do in an area. Keys act for a workspace, so they reach the whole tenant only with the admin scope.</summary>
    public static Access Of(KeyScopes scopes, Area area)
    {
        if (scopes.HasFlag(KeyScopes.Admin) && area is (Area.Settings or Area.AiControl or Area.Jobs or Area.Compliance or Area.Guardrails or Area.Billing or Area.MemoryPurge or Area.ComplianceApprovals))
            return EditAll;
        return area switch
        {
            Area.AiUse when (scopes & (KeyScopes.Gateway | KeyScopes.Ai)) != 0 => EditAll,
            Area.RequestFigures or Area.RequestContent or Area.Usage when scopes.HasFlag(KeyScopes.Ai | KeyScopes.Admin) => SeeAll,
            Area.RequestFigures or Area.RequestContent or Area.Usage when scopes.HasFlag(KeyScopes.Ai) => SeeTeam,
            Area.AiControl when scopes.HasFlag(KeyScopes.Ai) => SeeAll,
            Area.Knowledge or Area.Memory or Area.Approvals when scopes.HasFlag(KeyScopes.Ai) => EditTeam,
            Area.Leads when scopes.HasFlag(KeyScopes.Crm) => EditAll,
            // AI functions read the leads that they work on.
            Area.Leads when scopes.HasFlag(KeyScopes.Ai) => SeeAll,
            _ => Access.Nothing,
        };
    }
}
