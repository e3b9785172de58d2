using System.Runtime.InteropServices;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Recall;

/// <summary>Has each tenant's model read what its memories mean: new ones within seconds of being stored, and all that the model has not read as they are, hourly and when the policy names another.</summary>
public sealed class ReadMeanings(IArtisanDbFactory databases, ControlPlane control, MemoryMeanings meanings, MemoryQueue queue, LiveFeed feed, TimeProvider time) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "memory.read_meanings";
    // Cohere takes 96 texts in a call, the fewest of all vendors.
    private const int Piece = 64;

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        // A policy that was set this moment may not have reached this node.
        await control.RefreshAsync(cancellationToken);
        int read = 0;
        var failures = new List<string>();
        foreach (TenantControl tenant in control.Tenants.Where(t => !t.Suspended && t.Memory.Enabled && (context.Run.TenantId is null || context.Run.TenantId == t.TenantId)))
        {
            if (meanings.ModelOf(tenant) is not { } model)
                continue;
            try
            {
                read += await AllAsync(tenant.TenantId, model, done => context.Report(null, $"{read + done:N0} memories read"), cancellationToken);
            }
            catch (Exception e) when (e is ArtisanException or AiException)
            {
                // Without a model or a budget memories are found by their words; the next run goes on.
                failures.Add(e.Message);
            }
        }
        return new { read, failures = failures.Distinct().Take(10) };
    }

    /// <summary>Reads what was stored or changed on this node since it was last asked.</summary>
    public async Task RunNotedAsync(CancellationToken cancellationToken)
    {
        foreach (IGrouping<Guid, Guid> noted in queue.Take())
        {
            if (control.TenantOf(noted.Key) is not { } tenant || meanings.ModelOf(tenant) is not { } model)
                continue;
            try
            {
                foreach (Guid[] ids in noted.Chunk(Piece))
                    await PieceAsync(noted.Key, model, rows => rows.Where(m => ids.Contains(m.Id)), cancellationToken);
            }
            catch (Exception e) when (e is ArtisanException or AiException)
            {
                // The gateway has told of it; the hourly job tries again.
            }
        }
    }

    private async Task<int> AllAsync(Guid tenantId, MeaningModel model, Action<int> report, CancellationToken cancellationToken)
    {
        int all = 0;
        Guid last = Guid.Empty;
        while (true)
        {
            Guid after = last;
            (int read, last) = await PieceAsync(tenantId, model, rows => rows.Where(m => m.Id.CompareTo(after) > 0), cancellationToken);
            if (last == Guid.Empty)
                return all;
            report(all += read);
        }
    }

    private async Task<(int Read, Guid Last)> PieceAsync(Guid tenantId, MeaningModel model, Func<IQueryable<MemoryItem>, IQueryable<MemoryItem>> which, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        MemoryType[] types = [.. model.Types];
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        MemoryItem[] rows = await which(db.Memories.AsNoTracking()).Where(m => m.MeaningModel != model.Name && types.Contains(m.Type) && m.State != MemoryState.Compressed && (m.ExpiresAt == null || m.ExpiresAt > now))
            .OrderBy(m => m.Id).Take(Piece).ToArrayAsync(cancellationToken);
        int read = 0;
        foreach (IGrouping<Guid, MemoryItem> workspace in rows.GroupBy(m => m.WorkspaceId))
        {
            MemoryItem[] items = [.. workspace];
            sbyte[][] vectors = await meanings.OfAsync(tenantId, workspace.Key, model, [.. items.Select(m => $"{m.Content}\n{MemoryFields.Read(m.FieldsJson)?.Words()}".Trim())], cancellationToken);
            for (int i = 0; i < items.Length; i++)
            {
                (Guid id, int revision, byte[] vector) = (items[i].Id, items[i].Revision, MemoryMarshal.AsBytes<sbyte>(vectors[i]).ToArray());
                // One that was changed meanwhile is read again.
                read += await db.Memories.Where(m => m.Id == id && m.Revision == revision)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.MeaningVector, vector).SetProperty(m => m.MeaningModel, model.Name).SetProperty(m => m.UpdatedAt, now), cancellationToken);
            }
        }
        if (read > 0)
            feed.Publish(new FeedSignal(tenantId, FeedTopic.Memories));
        return (read, rows.Length == 0 ? Guid.Empty : rows[^1].Id);
    }
}
