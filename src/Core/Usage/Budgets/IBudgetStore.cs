namespace Artisan.Core.Usage.Budgets;

/// <summary>Which count: one budget, one subject, one window.</summary>
/// <param name="TenantId">Whose.</param>
/// <param name="BudgetId">The budget.</param>
/// <param name="CountedBy">By what usage is matched.</param>
/// <param name="SubjectId">Workspace, member or key; the tenant for the others.</param>
/// <param name="UseCase">The use case, for budgets of one; else empty.</param>
/// <param name="Period">The window.</param>
public sealed record CountKey(Guid TenantId, Guid BudgetId, CountedBy CountedBy, Guid SubjectId, string UseCase, BudgetPeriod Period);

/// <summary>How a count stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Used">Used since the window's begin or the last reset.</param>
/// <param name="Leased">Booked by all nodes.</param>
/// <param name="Own">Of this, by the asking process.</param>
public readonly record struct CountState(Guid Id, BudgetAmount Used, BudgetAmount Leased, BudgetAmount Own);

/// <summary>What a node wants to book.</summary>
/// <param name="Need">The least that helps.</param>
/// <param name="Want">What it would like; an eighth of what is left at most, where that is not less than the need.</param>
/// <param name="GiveBack">What it gives back of its own lease first.</param>
/// <param name="Limits">The limits as the node knows them; none for budgets that only warn.</param>
public readonly record struct Draw(BudgetAmount Need, BudgetAmount Want, BudgetAmount GiveBack, BudgetLimits Limits);

/// <summary>What became of a draw.</summary>
/// <param name="Granted">Whether the need was met.</param>
/// <param name="Amount">What was booked.</param>
/// <param name="State">How the count stands now.</param>
public readonly record struct DrawAnswer(bool Granted, BudgetAmount Amount, CountState State);

/// <summary>The port to the counts in the database. Every method is one short transaction.</summary>
public interface IBudgetStore
{
    /// <summary>Books a slice; makes the count, summed from the ledger, where it is not there yet.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.Unavailable"/> when the database is away.</exception>
    Task<DrawAnswer> DrawAsync(CountKey key, Guid holder, Draw draw, CancellationToken cancellationToken);

    /// <summary>Gives back what a process has booked and will not use.</summary>
    Task GiveBackAsync(Guid tenantId, Guid countId, Guid holder, BudgetAmount amount, CancellationToken cancellationToken);

    /// <summary>Ends all leases of processes whose records are all in the ledger.</summary>
    Task EndLeasesAsync(IReadOnlyCollection<Guid> holders, CancellationToken cancellationToken);

    /// <summary>Reads counts; those that are not there are made.</summary>
    Task<IReadOnlyList<CountState>> ReadAsync(IReadOnlyList<CountKey> keys, CancellationToken cancellationToken);

    /// <summary>Lets counting begin anew: what is used now counts no more.</summary>
    /// <returns>What was used.</returns>
    Task<BudgetAmount> ResetAsync(CountKey key, CancellationToken cancellationToken);

    /// <summary>Notes that a share was crossed.</summary>
    /// <returns>Whether nobody had noted it before.</returns>
    Task<bool> AlertAsync(BudgetAlert alert, CancellationToken cancellationToken);

    /// <summary>Deletes counts that ended long ago: of minutes after an hour, of days and months after 400 days.</summary>
    Task<int> PruneAsync(CancellationToken cancellationToken);
}
