using Artisan.Core.Kernel;
using Artisan.Core.Usage.Budgets;
using Artisan.Infrastructure.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Usage.Budgets;

/// <summary>
/// Looks after what this process has booked: fills what runs low ahead of need, gives back what lies idle or has ended,
/// tells of shares that were crossed; and at the start ends what an earlier process left, once its journal is in the database.
/// Registered before the ledger's drain, so that it stops after it.
/// </summary>
internal sealed class BudgetKeeper(BudgetLeases leases, IBudgetStore store, RaiseBudgetAlerts alerts, LeaseHolders holders, LedgerDrain drain, FileJournal journal, TimeProvider time, ILogger<BudgetKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private const long IdleMs = 15_000;
    private IReadOnlyList<Guid> _before = [];
    private bool _healthy = true;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _before = holders.Enter();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process stops
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // What is not in the ledger yet is still reserved by the lease: the next process ends it.
        if (journal.PendingBytes > 0)
            return;
        try
        {
            Guid[] own = [leases.Holder];
            await store.EndLeasesAsync(own, cancellationToken);
            holders.Forget(own);
        }
        catch (Exception e) when (IsAway(e) || e is OperationCanceledException)
        {
            logger.LogWarning("What this process had booked of budgets could not be given back; its next start will");
        }
    }

    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EndEarlierAsync(cancellationToken);
            DateTimeOffset now = time.GetUtcNow();
            foreach (LeasePool pool in leases.Pools)
                await KeepAsync(pool, now, cancellationToken);
            _healthy = true;
        }
        catch (Exception e) when (IsAway(e))
        {
            if (_healthy)
                logger.LogWarning(e, "Budgets cannot be booked now; calls go on while what is booked lasts");
            _healthy = false;
        }
    }

    private async Task EndEarlierAsync(CancellationToken cancellationToken)
    {
        if (_before.Count == 0 || !drain.HasReplayed)
            return;
        await store.EndLeasesAsync(_before, cancellationToken);
        holders.Forget(_before);
        _before = [];
    }

    private async Task KeepAsync(LeasePool pool, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now > pool.Key.Period.Until + Late)
        {
            if (!pool.Reserved.IsNone)
                return; // a long stream still counts in the window in which it began
            await leases.GiveBackAsync(pool, cancellationToken);
            leases.Forget(pool);
            return;
        }
        await alerts.ExecuteAsync(pool, now, cancellationToken);
        if (pool.IdleMs > IdleMs)
            await leases.GiveBackAsync(pool, cancellationToken);
        else if (pool.IsLow)
            await leases.FillAsync(pool, cancellationToken);
    }

    private static bool IsAway(Exception e) => e is NpgsqlException or TimeoutException or IOException || e is ArtisanException { Code: ErrorCode.Unavailable };
}
