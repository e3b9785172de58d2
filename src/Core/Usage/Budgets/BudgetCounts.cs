using Artisan.Core.Data;

namespace Artisan.Core.Usage.Budgets;

/// <summary>
/// What of a budget is used and booked in one window of one subject. The ledger adds to it in the transaction that writes usage records; nodes book slices
/// of it as leases. Locked before its leases, always in the order of ids.
/// </summary>
public sealed class BudgetCount : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Which budget; also built-in ones.</summary>
    public Guid BudgetId { get; set; }
    /// <summary>What the usage is matched by (<see cref="CountedBy"/>).</summary>
    public CountedBy CountedBy { get; set; }
    /// <summary>Workspace, member or key; the tenant for the others.</summary>
    public Guid SubjectId { get; set; }
    /// <summary>The use case, for budgets of one.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Begin of the window (UTC).</summary>
    public DateTimeOffset FromAt { get; set; }
    /// <summary>Its end (UTC).</summary>
    public DateTimeOffset UntilAt { get; set; }
    /// <summary>Tokens in the ledger.</summary>
    public long UsedTokens { get; set; }
    /// <summary>USD in the ledger.</summary>
    public decimal UsedUsd { get; set; }
    /// <summary>Requests in the ledger.</summary>
    public long UsedRequests { get; set; }
    /// <summary>Of the used tokens, those before the last reset, which count no more.</summary>
    public long ResetTokens { get; set; }
    /// <summary>USD before the last reset.</summary>
    public decimal ResetUsd { get; set; }
    /// <summary>Requests before the last reset.</summary>
    public long ResetRequests { get; set; }
    /// <summary>Tokens booked by nodes: the sum of the leases.</summary>
    public long LeasedTokens { get; set; }
    /// <summary>USD booked by nodes.</summary>
    public decimal LeasedUsd { get; set; }
    /// <summary>Requests booked by nodes.</summary>
    public long LeasedRequests { get; set; }
}

/// <summary>By what of a usage record a count takes it.</summary>
public enum CountedBy
{
    /// <summary>The tenant.</summary>
    Tenant = 1,
    /// <summary>The workspace.</summary>
    Workspace = 2,
    /// <summary>The member or key.</summary>
    Actor = 3,
    /// <summary>The use case.</summary>
    UseCase = 4,
}

/// <summary>What a node has booked of a count and not yet seen in the ledger.</summary>
public sealed class BudgetLease : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The count.</summary>
    public Guid CountId { get; set; }
    /// <summary>The process that books.</summary>
    public Guid Holder { get; set; }
    /// <summary>Tokens.</summary>
    public long Tokens { get; set; }
    /// <summary>USD.</summary>
    public decimal Usd { get; set; }
    /// <summary>Requests.</summary>
    public long Requests { get; set; }
}

/// <summary>A budget crossed its soft or its hard share in a window: told once.</summary>
public sealed class BudgetAlert : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The count.</summary>
    public Guid CountId { get; set; }
    /// <summary>Whether the limit itself was reached; else the soft share.</summary>
    public bool Hard { get; set; }
    /// <summary>Which budget.</summary>
    public Guid BudgetId { get; set; }
    /// <summary>The budget's name then.</summary>
    public string Name { get; set; } = "";
    /// <summary>Whose use.</summary>
    public Guid SubjectId { get; set; }
    /// <summary>The share then, 0 to 1.</summary>
    public double Share { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>How a request for more stands.</summary>
public enum BudgetRequestState
{
    /// <summary>It waits.</summary>
    Open = 1,
    /// <summary>More was given.</summary>
    Granted = 2,
    /// <summary>It was declined.</summary>
    Declined = 3,
}

/// <summary>Somebody asks for more than a budget leaves.</summary>
public sealed class BudgetRequest : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Which budget.</summary>
    public Guid BudgetId { get; set; }
    /// <summary>Its name then.</summary>
    public string Name { get; set; } = "";
    /// <summary>Whose part of it.</summary>
    public Guid SubjectId { get; set; }
    /// <summary>Tokens wanted; null for none.</summary>
    public long? Tokens { get; set; }
    /// <summary>USD wanted.</summary>
    public decimal? Usd { get; set; }
    /// <summary>Requests wanted.</summary>
    public long? Requests { get; set; }
    /// <summary>What for.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Reason { get; set; } = "";
    /// <summary>When (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Who asks.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>Membership or key of who asks.</summary>
    public Guid CreatedById { get; set; }
    /// <summary>How it stands.</summary>
    public BudgetRequestState State { get; set; }
    /// <summary>When it was decided (UTC).</summary>
    public DateTimeOffset? DecidedAt { get; set; }
    /// <summary>By whom.</summary>
    public string? ReviewedBy { get; set; }
    /// <summary>What the decider says.</summary>
    [Guarded(KeptPlace.Requests)]
    public string? Note { get; set; }
}
