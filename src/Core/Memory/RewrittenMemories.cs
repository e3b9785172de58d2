using System.Security.Cryptography;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Recall;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>When a stricter policy takes something out of what is remembered, nobody finds it by the words that went: hash, vector and every node's index follow.</summary>
public sealed class RewrittenMemories(MemoryIndexes indexes, MemoryQueue unread, LiveFeed feed, TimeProvider time) : ITextFollower
{
    /// <inheritdoc/>
    public Type Row => typeof(MemoryItem);

    /// <inheritdoc/>
    public async Task FollowAsync(ArtisanDb db, IReadOnlyList<object> rows, CancellationToken cancellationToken)
    {
        MemoryItem[] memories = [.. rows.Cast<MemoryItem>()];
        foreach (MemoryItem memory in memories)
        {
            MemoryText.Refresh(memory);
            memory.Redacted = true;
            memory.UpdatedAt = time.GetUtcNow();
            memory.Revision++;
        }
        byte[][] hashes = [.. memories.Select(m => m.ContentHash)];
        Guid[] ids = [.. memories.Select(m => m.Id)];
        var taken = (await db.Memories.AsNoTracking().Where(m => hashes.Contains(m.ContentHash) && !ids.Contains(m.Id)).Select(m => new { m.Namespace, m.ContentHash }).ToArrayAsync(cancellationToken))
            .Select(m => (m.Namespace, Convert.ToHexString(m.ContentHash))).ToHashSet();
        // Two that differed only in what was taken out are the same now, and both stay: to merge them is not this job's to decide.
        foreach (MemoryItem memory in memories.Where(m => !taken.Add((m.Namespace, Convert.ToHexString(m.ContentHash)))))
            memory.ContentHash = SHA256.HashData([.. memory.ContentHash, .. memory.Id.ToByteArray()]);
    }

    /// <inheritdoc/>
    public void Saved(Guid tenantId, IReadOnlyList<object> rows)
    {
        foreach (MemoryItem memory in rows.Cast<MemoryItem>().Where(m => m.State == MemoryState.Active))
        {
            indexes.Put(memory);
            unread.Note(tenantId, memory.Id);
        }
        feed.Publish(new FeedSignal(tenantId, FeedTopic.Memories));
    }
}
