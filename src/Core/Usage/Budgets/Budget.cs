using Artisan.Core.Data;

namespace Artisan.Core.Usage.Budgets;

/// <summary>Whose use a budget limits.</summary>
public enum BudgetSubject
{
    /// <summary>The whole organisation.</summary>
    Tenant = 1,
    /// <summary>One workspace.</summary>
    Workspace = 2,
    /// <summary>One member.</summary>
    Member = 3,
    /// <summary>Every member for himself.</summary>
    EveryMember = 4,
    /// <summary>One API key.</summary>
    Key = 5,
    /// <summary>Every API key for itself.</summary>
    EveryKey = 6,
    /// <summary>One use case.</summary>
    UseCase = 7,
}

/// <summary>Over what time a budget counts.</summary>
public enum BudgetWindow
{
    /// <summary>One request.</summary>
    Request = 1,
    /// <summary>A clock minute (UTC): a rate limit.</summary>
    Minute = 2,
    /// <summary>A day in the tenant's time zone.</summary>
    Day = 3,
    /// <summary>A calendar month in the tenant's time zone.</summary>
    Month = 4,
}

/// <summary>A limit of tokens, money or requests over a window, as the tenant has set it. Every node holds it in memory.</summary>
public sealed class Budget : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";
    /// <summary>Whose use it limits.</summary>
    public BudgetSubject Subject { get; set; }
    /// <summary>Workspace, member or key; null where <see cref="Subject"/> names no single one.</summary>
    public Guid? SubjectId { get; set; }
    /// <summary>The use case, for <see cref="BudgetSubject.UseCase"/>.</summary>
    public string? UseCase { get; set; }
    /// <summary>Over what time.</summary>
    public BudgetWindow Window { get; set; }
    /// <summary>Tokens; null for no limit.</summary>
    public long? LimitTokens { get; set; }
    /// <summary>USD; null for no limit.</summary>
    public decimal? LimitUsd { get; set; }
    /// <summary>Requests; null for no limit.</summary>
    public long? LimitRequests { get; set; }
    /// <summary>From this share on it warns, 0 to 1.</summary>
    public double SoftShare { get; set; } = 0.8;
    /// <summary>Whether it refuses what does not fit; else it only warns.</summary>
    public bool Hard { get; set; } = true;
    /// <summary>Steps of the descent as JSON (<see cref="BudgetStep"/>).</summary>
    public string OptionsJson { get; set; } = "[]";
    /// <summary>Whether it holds.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Counts changes, so that two people do not overwrite each other's.</summary>
    public int Revision { get; set; }
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}

/// <summary>What happens from a share of a budget on.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Action">One of <see cref="BudgetActions"/>.</param>
/// <param name="Model">For <see cref="BudgetActions.CheaperModel"/>: which.</param>
public sealed record BudgetStep(double Share, string Action, string? Model = null);

/// <summary>The steps of a descent.</summary>
public static class BudgetActions
{
    /// <summary>Another model is tried first, where a policy chose the model.</summary>
    public const string CheaperModel = "cheaper_model";
    /// <summary>An answer from the cache is preferred.</summary>
    public const string CacheFirst = "cache_first";
    /// <summary>Calls are refused.</summary>
    public const string Refuse = "refuse";
}

/// <summary>What kind of change of a limit.</summary>
public enum BudgetChangeKind
{
    /// <summary>Adds to the limits, or takes off, until it ends.</summary>
    Adjustment = 1,
    /// <summary>Takes the limits' place until it ends.</summary>
    Override = 2,
    /// <summary>Counting began anew within the window; kept as a record.</summary>
    Reset = 3,
}

/// <summary>A change of a budget's limits for a while, or a reset, with its reason. Never edited; ended by its time or by <see cref="RevokedAt"/>.</summary>
public sealed class BudgetChange : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Which budget; also of built-in ones.</summary>
    public Guid BudgetId { get; set; }
    /// <summary>For budgets of every member or key: whose; null for all.</summary>
    public Guid? SubjectId { get; set; }
    /// <summary>What kind.</summary>
    public BudgetChangeKind Kind { get; set; }
    /// <summary>Tokens added (or the limit in their place); null leaves that unit.</summary>
    public long? Tokens { get; set; }
    /// <summary>USD, likewise.</summary>
    public decimal? Usd { get; set; }
    /// <summary>Requests, likewise.</summary>
    public long? Requests { get; set; }
    /// <summary>Why.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Reason { get; set; } = "";
    /// <summary>From when on it holds (UTC).</summary>
    public DateTimeOffset FromAt { get; set; }
    /// <summary>Until when (UTC).</summary>
    public DateTimeOffset UntilAt { get; set; }
    /// <summary>When it was taken back (UTC); null while it holds.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
    /// <summary>By whom it was made.</summary>
    public string CreatedBy { get; set; } = "";
}
