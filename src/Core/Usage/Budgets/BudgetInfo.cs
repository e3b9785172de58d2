namespace Artisan.Core.Usage.Budgets;

/// <summary>A budget as it stands for one subject in its window.</summary>
/// <param name="BudgetId">Its id; of built-in ones always the same.</param>
/// <param name="Name">Its name.</param>
/// <param name="Origin"><c>budget</c>, <c>setting</c>, <c>use case</c> or <c>deployment</c>.</param>
/// <param name="Subject">Whose use it limits.</param>
/// <param name="SubjectId">Workspace, member or key; the tenant for the others.</param>
/// <param name="SubjectName">For people.</param>
/// <param name="UseCase">The use case, for budgets of one.</param>
/// <param name="Window">Over what time.</param>
/// <param name="Hard">Whether it refuses; else it only warns.</param>
/// <param name="SoftShare">From this share on it warns, 0 to 1.</param>
/// <param name="Limits">The limits now, with changes.</param>
/// <param name="Used">Used since the window's begin or the last reset.</param>
/// <param name="Reserved">Booked by nodes for calls under way or to come.</param>
/// <param name="Remaining">What is left; null in units without a limit.</param>
/// <param name="UsedShare">The largest share that is used, 0 to 1 and beyond.</param>
/// <param name="Forecast">What will be used at the window's end if it goes on so; null for short windows.</param>
/// <param name="WindowFrom">Begin of the window (UTC); null for limits of one request.</param>
/// <param name="ResetsAt">When it starts anew (UTC); null for limits of one request.</param>
public sealed record BudgetStatus(Guid BudgetId, string Name, string Origin, BudgetSubject Subject, Guid SubjectId, string SubjectName, string? UseCase, BudgetWindow Window, bool Hard, double SoftShare,
    BudgetLimits Limits, BudgetAmount Used, BudgetAmount Reserved, BudgetLimits Remaining, double UsedShare, BudgetAmount? Forecast, DateTimeOffset? WindowFrom, DateTimeOffset? ResetsAt);

/// <summary>A budget for who looks after them: what is set, and how its fullest counts stand.</summary>
/// <param name="BudgetId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Setting">What is set; null for built-in ones.</param>
/// <param name="Fullest">How it stands for its subjects, the fullest first, at most ten.</param>
/// <param name="Changes">Adjustments and overrides that hold now, newest first.</param>
public sealed record BudgetOverview(Guid BudgetId, string Name, string Origin, BudgetSetting? Setting, IReadOnlyList<BudgetStatus> Fullest, IReadOnlyList<BudgetChangeInfo> Changes);

/// <summary>What is set of a budget.</summary>
public sealed record BudgetSetting
{
    /// <summary>What people call it, 1 to 200 characters.</summary>
    public required string Name { get; init; }
    /// <summary>Whose use it limits.</summary>
    public required BudgetSubject Subject { get; init; }
    /// <summary>Workspace, member or key.</summary>
    public Guid? SubjectId { get; init; }
    /// <summary>The use case, for budgets of one.</summary>
    public string? UseCase { get; init; }
    /// <summary>Over what time.</summary>
    public required BudgetWindow Window { get; init; }
    /// <summary>Tokens; null for no limit.</summary>
    public long? LimitTokens { get; init; }
    /// <summary>USD; null for no limit.</summary>
    public decimal? LimitUsd { get; init; }
    /// <summary>Requests; null for no limit.</summary>
    public long? LimitRequests { get; init; }
    /// <summary>From this share on it warns, 0 to 1.</summary>
    public double SoftShare { get; init; } = 0.8;
    /// <summary>Whether it refuses; else it only warns.</summary>
    public bool Hard { get; init; } = true;
    /// <summary>The descent; null for the usual one (from 90 % the cache first).</summary>
    public IReadOnlyList<BudgetStep>? Steps { get; init; }
    /// <summary>Whether it holds.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>The revision that was read, for changes.</summary>
    public int? Revision { get; init; }

    internal static BudgetSetting Of(Budget row) => new()
    {
        Name = row.Name,
        Subject = row.Subject,
        SubjectId = row.SubjectId,
        UseCase = row.UseCase,
        Window = row.Window,
        LimitTokens = row.LimitTokens,
        LimitUsd = row.LimitUsd,
        LimitRequests = row.LimitRequests,
        SoftShare = row.SoftShare,
        Hard = row.Hard,
        Steps = BudgetBook.StepsOf(row),
        Enabled = row.Enabled,
        Revision = row.Revision,
    };
}

/// <summary>A change of a budget's limits.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What kind.</param>
/// <param name="SubjectId">Whose; null for all.</param>
/// <param name="Tokens">Tokens added, or the limit.</param>
/// <param name="Usd">USD, likewise.</param>
/// <param name="Requests">Requests, likewise.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">Until when (UTC).</param>
/// <param name="By">By whom.</param>
public sealed record BudgetChangeInfo(Guid Id, BudgetChangeKind Kind, Guid? SubjectId, long? Tokens, decimal? Usd, long? Requests, string Reason, DateTimeOffset Until, string By)
{
    internal static BudgetChangeInfo Of(BudgetChange c) => new(c.Id, c.Kind, c.SubjectId, c.Tokens, c.Usd, c.Requests, c.Reason, c.UntilAt, c.CreatedBy);
}
