using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Recall;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Governance;

/// <summary>Memories as purges and exports meet them. Legal holds keep theirs; indexes of all nodes let go of what was deleted.</summary>
public sealed class MemoryPersonalStore(MemoryIndexes indexes, LiveFeed feed) : PersonalStore<MemoryItem>
{
    private static readonly Dictionary<string, MemoryType> s_types = Enum.GetValues<MemoryType>().SelectMany(t => (KeyValuePair<string, MemoryType>[])[new(MemoryItem.NameOf(t), t), new(MemoryItem.NameOf(t) + "s", t)]).ToDictionary();

    /// <inheritdoc/>
    public override string Name => "memories";
    /// <inheritdoc/>
    public override string Title => "Memories";
    /// <inheritdoc/>
    public override int Order => 10;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Memories, .. s_types.Keys];
    /// <inheritdoc/>
    protected override Expression<Func<MemoryItem, Guid>> Key => m => m.Id;
    /// <inheritdoc/>
    protected override Expression<Func<MemoryItem, DateTimeOffset>> At => m => m.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<MemoryItem, Guid?>> Lead => m => m.LeadId;
    /// <inheritdoc/>
    protected override Expression<Func<MemoryItem, Guid?>> Owner => m => m.OwnerId;

    /// <inheritdoc/>
    protected override IQueryable<MemoryItem> Matching(ArtisanDb db, PurgeScope scope)
    {
        IQueryable<MemoryItem> rows = base.Matching(db, scope);
        return s_types.TryGetValue(scope.Category, out MemoryType type) ? rows.Where(m => m.Type == type) : rows;
    }

    /// <inheritdoc/>
    protected override IQueryable<MemoryItem> NotHeld(ArtisanDb db, IQueryable<MemoryItem> rows, IReadOnlyList<SubjectHold> holds) => LegalHolds.NotHeld(db, rows);

    /// <inheritdoc/>
    protected override async Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        if (!scope.Many)
            db.MemoryRemovals.Add(new MemoryRemoval { Id = Guid.CreateVersion7(), MemoryIds = ids, At = DateTimeOffset.UtcNow });
        await base.RemoveAsync(db, scope, ids, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Removed(PurgeScope scope, Guid[] ids)
    {
        indexes.Remove(scope.TenantId, ids);
        if (!scope.Many)
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Memories));
    }

    /// <inheritdoc/>
    public override async Task FinishAsync(IArtisanDbFactory databases, PurgeScope scope, CancellationToken cancellationToken)
    {
        if (!scope.Many)
            return;
        await using ArtisanDb db = databases.OpenTenant(scope.TenantId);
        db.MemoryRemovals.Add(new MemoryRemoval { Id = Guid.CreateVersion7(), MemoryIds = null, At = DateTimeOffset.UtcNow });
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Memories));
    }

    /// <inheritdoc/>
    public override async Task<int> LeftOnNodeAsync(ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken)
    {
        if (indexes.CountOf(scope.TenantId) is null)
            return 0;
        MemoryIndex index = await indexes.OfAsync(scope.TenantId, cancellationToken);
        HashSet<Guid>? leads = scope.LeadIds?.ToHashSet();
        MemoryType? type = s_types.TryGetValue(scope.Category, out MemoryType named) ? named : null;
        long until = scope.Until.UtcTicks;
        int left = 0;
        // What a hold keeps is rightly there: only what the database has no more counts.
        foreach (Guid[] ids in index.IdsWhere(m => (type is null || m.Type == type) && (leads is null || leads.Contains(m.LeadId)) && (scope.OwnerId is null || scope.OwnerId == m.OwnerId) && m.CreatedTicks < until).Chunk(2000))
            left += ids.Length - await db.Memories.CountAsync(m => ids.Contains(m.Id), cancellationToken);
        return left;
    }
}

/// <summary>Legal holds that are not limited to one type of memory: they keep what other stores hold of their lead or member, too.</summary>
public sealed class MemorySubjectHolds : ISubjectHolds
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SubjectHold>> ActiveAsync(ArtisanDb db, CancellationToken cancellationToken) =>
        await db.LegalHolds.AsNoTracking().Where(h => h.ReleasedAt == null && h.Type == null).Select(h => new SubjectHold(h.LeadId, h.OwnerId)).ToArrayAsync(cancellationToken);
}
