namespace Artisan.Core.Usage.Budgets;

/// <summary>A budget as nodes hold it: the tenant's own, or one that is built in.</summary>
public sealed record BudgetRule
{
    /// <summary>Its id; of built-in ones always the same.</summary>
    public required Guid Id { get; init; }
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }
    /// <summary>Where it comes from: <c>budget</c>, <c>setting</c>, <c>use case</c> or <c>deployment</c>.</summary>
    public required string Origin { get; init; }
    /// <summary>Whose use it limits.</summary>
    public required BudgetSubject Subject { get; init; }
    /// <summary>Workspace, member or key; null where no single one is named.</summary>
    public Guid? SubjectId { get; init; }
    /// <summary>The use case, for budgets of one.</summary>
    public string? UseCase { get; init; }
    /// <summary>Over what time.</summary>
    public required BudgetWindow Window { get; init; }
    /// <summary>The limits without changes.</summary>
    public required BudgetLimits Limits { get; init; }
    /// <summary>From this share on it warns, 0 to 1.</summary>
    public double SoftShare { get; init; } = 0.8;
    /// <summary>Whether it refuses what does not fit.</summary>
    public bool Hard { get; init; } = true;
    /// <summary>The descent, by share.</summary>
    public IReadOnlyList<BudgetStep> Steps { get; init; } = [];
    /// <summary>Changes that hold now or will.</summary>
    public IReadOnlyList<BudgetChange> Changes { get; init; } = [];

    /// <summary>By what of a usage record its counts take it.</summary>
    public CountedBy CountedBy => Subject switch
    {
        BudgetSubject.Tenant => CountedBy.Tenant,
        BudgetSubject.Workspace => CountedBy.Workspace,
        BudgetSubject.UseCase => CountedBy.UseCase,
        _ => CountedBy.Actor,
    };

    /// <summary>The limits of a subject at a time: those of an override while it lasts, with all adjustments.</summary>
    public BudgetLimits LimitsFor(Guid subjectId, DateTimeOffset at)
    {
        if (Changes.Count == 0)
            return Limits;
        (long? tokens, decimal? usd, long? requests) = (Limits.Tokens, Limits.Usd, Limits.Requests);
        foreach (BudgetChange change in Holding(BudgetChangeKind.Override, subjectId, at))
            (tokens, usd, requests) = (change.Tokens ?? tokens, change.Usd ?? usd, change.Requests ?? requests);
        foreach (BudgetChange change in Holding(BudgetChangeKind.Adjustment, subjectId, at))
        {
            tokens = tokens is null ? null : Math.Max(0, tokens.Value + (change.Tokens ?? 0));
            usd = usd is null ? null : Math.Max(0, usd.Value + (change.Usd ?? 0));
            requests = requests is null ? null : Math.Max(0, requests.Value + (change.Requests ?? 0));
        }
        return new BudgetLimits(tokens, usd, requests);
    }

    private IEnumerable<BudgetChange> Holding(BudgetChangeKind kind, Guid subjectId, DateTimeOffset at) =>
        Changes.Where(c => c.Kind == kind && c.FromAt <= at && at < c.UntilAt && (c.SubjectId is null || c.SubjectId == subjectId));
}
