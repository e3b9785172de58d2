using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Purges;

/// <summary>
/// Purges: deletes store by store in small transactions, each with the list of what it deleted; counts again; asks every node; then writes audit entry and
/// certificate. Run again after a crash it goes on with what is left, and the list of what was deleted before is still there.
/// </summary>
public sealed class RunPurge(IArtisanDbFactory databases, IEnumerable<IPersonalStore> stores, IEnumerable<IBehindTexts> behind, ISubjectRecords records, ISubjectHolds holds, CertifyPurge certify, PurgeLimits limits, LiveFeed feed) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "compliance.purge";
    // What was under way when the purge began, such as a request's log, arrives a moment later.
    private const int MostPasses = 5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly IPersonalStore[] _stores = [.. stores.OrderBy(s => s.Order)];

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        PurgeOrder order = context.Input<PurgeOrder>();
        TenantScope actor = order.Actor.ScopeOf(context.Run);
        (PurgeScope scope, PurgeStoreV1[] counts) = await BeginAsync(actor.TenantId, order.PurgeId, cancellationToken);
        IPersonalStore[] served = [.. _stores.Where(s => s.Serves(scope))];
        long total = Math.Max(1, counts.Sum(c => c.Matched - c.Held));
        for (int pass = 1; ; pass++)
        {
            await DeleteAsync(context, order.PurgeId, scope, served, total, cancellationToken);
            context.Report(0.9, "Counts again in every store");
            counts = await CountAsync(scope, order.PurgeId, served, counts, cancellationToken);
            if (counts.All(c => c.Left == 0) || pass == MostPasses)
                break;
        }
        await StateAsync(actor.TenantId, order.PurgeId, PurgeState.Verifying, counts, cancellationToken);
        context.Report(0.92, "Waits for every node to say that it holds none");
        bool nodes = await WaitForNodesAsync(actor.TenantId, order.PurgeId, cancellationToken);
        // Nodes answer when their journals are in the database; what came from there is deleted too.
        counts = await CountAsync(scope, order.PurgeId, served, counts, cancellationToken);
        if (counts.Any(c => c.Left > 0))
        {
            await DeleteAsync(context, order.PurgeId, scope, served, total, cancellationToken);
            counts = await CountAsync(scope, order.PurgeId, served, counts, cancellationToken);
        }
        context.Report(0.95, "Writes the certificate");
        bool verified = nodes && counts.All(c => c.Left == 0);
        await certify.ExecuteAsync(actor, order.PurgeId, scope, counts, verified, cancellationToken);
        feed.Publish(new FeedSignal(actor.TenantId, FeedTopic.Memories));
        return new { purge_id = order.PurgeId, verified, deleted = counts.Sum(c => c.Deleted), held = counts.Sum(c => c.Held) };
    }

    private async Task<(PurgeScope Scope, PurgeStoreV1[] Counts)> BeginAsync(Guid tenantId, Guid purgeId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        Purge purge = await db.Purges.SingleAsync(p => p.Id == purgeId, cancellationToken);
        PurgeScope scope = await records.MarkAsync(db, PurgeJson.Read(purge.CriteriaJson), cancellationToken);
        PurgeStoreV1[] counts = [.. PurgeJson.Stores(purge.CountsJson)];
        if (counts.Length == 0)
        {
            IReadOnlyList<SubjectHold> active = await holds.ActiveAsync(db, cancellationToken);
            var counted = new List<PurgeStoreV1>();
            foreach (IPersonalStore store in _stores.Where(s => s.Serves(scope)))
            {
                StoreMatch match = await store.CountAsync(db, scope, active, cancellationToken);
                counted.Add(new PurgeStoreV1(store.Name, store.Title, match.Matched, match.Held));
            }
            counts = [.. counted];
            scope = scope with { Many = counts.Sum(c => c.Matched - c.Held) > limits.Many };
        }
        (purge.CriteriaJson, purge.CountsJson, purge.State) = (PurgeJson.Write(scope), PurgeJson.Write(counts), PurgeState.Running);
        await db.SaveChangesAsync(cancellationToken);
        return (scope, counts);
    }

    private async Task DeleteAsync(JobContext context, Guid purgeId, PurgeScope scope, IPersonalStore[] served, long total, CancellationToken cancellationToken)
    {
        long deleted = 0;
        foreach (IPersonalStore store in served)
        {
            try
            {
                while (true)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    int rows = await store.DeletePieceAsync(databases, scope, (db, gone, c) => ForgetAsync(db, purgeId, scope, store.Name, gone, c), cancellationToken);
                    if (rows == 0)
                        break;
                    deleted += rows;
                    context.Report(Math.Min(0.9, 0.9 * deleted / total), $"{store.Title}: {deleted:N0} of {total:N0} deleted");
                }
            }
            finally
            {
                // Also when it is ended in the middle: what is deleted must leave the indexes.
                await store.FinishAsync(databases, scope, CancellationToken.None);
            }
        }
    }

    private async Task ForgetAsync(ArtisanDb db, Guid purgeId, PurgeScope scope, string store, IReadOnlyList<DeletedRow> gone, CancellationToken cancellationToken)
    {
        await TakeDownAsync(db, purgeId, store, gone, cancellationToken);
        foreach (IBehindTexts other in behind)
        {
            IReadOnlyList<DeletedRow> with = await other.ForgetAsync(db, scope, gone, cancellationToken);
            if (with.Count > 0)
                await TakeDownAsync(db, purgeId, other.Name, with, cancellationToken);
        }
    }

    private static async Task TakeDownAsync(ArtisanDb db, Guid purgeId, string store, IReadOnlyList<DeletedRow> gone, CancellationToken cancellationToken)
    {
        byte[] data = new byte[gone.Count * 48];
        for (int i = 0; i < gone.Count; i++)
        {
            gone[i].Id.TryWriteBytes(data.AsSpan(i * 48), bigEndian: true, out _);
            gone[i].Hash.CopyTo(data, i * 48 + 16);
        }
        db.PurgePieces.Add(new PurgePiece { PurgeId = purgeId, Id = Guid.CreateVersion7(), Store = store, Rows = gone.Count, Data = data });
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<PurgeStoreV1[]> CountAsync(PurgeScope scope, Guid purgeId, IPersonalStore[] served, PurgeStoreV1[] before, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(scope.TenantId);
        IReadOnlyList<SubjectHold> active = await holds.ActiveAsync(db, cancellationToken);
        Dictionary<string, long> deleted = await db.PurgePieces.Where(p => p.PurgeId == purgeId).GroupBy(p => p.Store).Select(g => new { g.Key, Rows = g.Sum(p => (long)p.Rows) }).ToDictionaryAsync(g => g.Key, g => g.Rows, cancellationToken);
        var counts = new List<PurgeStoreV1>();
        foreach (IPersonalStore store in served)
        {
            StoreMatch left = await store.CountAsync(db, scope, active, cancellationToken);
            long matched = before.FirstOrDefault(c => c.Store == store.Name)?.Matched ?? 0, gone = deleted.GetValueOrDefault(store.Name);
            counts.Add(new PurgeStoreV1(store.Name, store.Title, Math.Max(matched, gone + left.Matched), left.Held, gone, left.Matched - left.Held));
        }
        return [.. counts];
    }

    private async Task StateAsync(Guid tenantId, Guid purgeId, PurgeState state, PurgeStoreV1[] counts, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        string json = PurgeJson.Write(counts);
        await db.Purges.Where(p => p.Id == purgeId).ExecuteUpdateAsync(set => set.SetProperty(p => p.State, state).SetProperty(p => p.CountsJson, json), cancellationToken);
    }

    private async Task<bool> WaitForNodesAsync(Guid tenantId, Guid purgeId, CancellationToken cancellationToken)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow + limits.Answer;
        while (true)
        {
            await using (ArtisanDb db = databases.OpenTenant(tenantId))
            {
                DateTimeOffset alive = DateTimeOffset.UtcNow - limits.Gone;
                Guid[] nodes = await db.ClusterNodes.Where(n => n.SeenAt > alive).Select(n => n.Id).ToArrayAsync(cancellationToken);
                int said = await db.PurgeAcks.CountAsync(a => a.PurgeId == purgeId && a.Left == 0 && nodes.Contains(a.NodeId), cancellationToken);
                if (nodes.Length > 0 && said == nodes.Length)
                    return true;
            }
            if (DateTimeOffset.UtcNow > end)
                return false;
            await Task.Delay(Look, cancellationToken);
        }
    }
}
