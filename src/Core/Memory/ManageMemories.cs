using Artisan.Core.Compliance;
using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>Which memories of a list.</summary>
public sealed record MemoryFilter
{
    /// <summary>Words that the text contains, each of them.</summary>
    public string? Query { get; init; }
    /// <summary>Only this type.</summary>
    public MemoryType? Type { get; init; }
    /// <summary>Only what is about this lead.</summary>
    public Guid? LeadId { get; init; }
    /// <summary>Only what this member or key owns.</summary>
    public Guid? OwnerId { get; init; }
    /// <summary>Only those in this state.</summary>
    public MemoryState? State { get; init; }
    /// <summary>Only what this summary sums up.</summary>
    public Guid? SummaryId { get; init; }
    /// <summary>Only pinned ones.</summary>
    public bool Pinned { get; init; }
    /// <summary>Only those that end before this time (UTC).</summary>
    public DateTimeOffset? ExpiresBefore { get; init; }
    /// <summary>Only those stored from this time on (UTC).</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Only those stored before this time (UTC).</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Lists what the caller may see of what is remembered, and reads one.</summary>
public sealed class ListMemories(IArtisanDbFactory databases, ControlPlane control, MemorySearches searches, TimeProvider time)
{
    private static readonly IReadOnlyList<SortKey<MemoryItem>> Sorts =
    [
        SortKey<MemoryItem>.Time("expires_at", m => m.ExpiresAt), SortKey<MemoryItem>.Number("recalls", m => m.Recalls), SortKey<MemoryItem>.Time("updated_at", m => m.UpdatedAt),
        SortKey<MemoryItem>.Number("pinned", m => m.Pinned ? 1 : 0),
    ];

    /// <summary>Lists, the newest first unless asked otherwise.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or a value is wrong.</exception>
    public async Task<Page<MemoryV1>> ExecuteAsync(TenantScope scope, MemoryFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<MemoryItem> memories = db.ReachedMemories(scope, Level.See, time.GetUtcNow()).AsNoTracking();
        foreach (string pattern in SearchWords.Patterns(filter.Query))
            memories = memories.Where(m => EF.Functions.Like(m.Content.ToLower(), pattern, "\\"));
        if (filter.Type is { } type)
            memories = memories.Where(m => m.Type == type);
        if (filter.LeadId is { } lead)
            memories = memories.Where(m => m.LeadId == lead);
        if (filter.OwnerId is { } owner)
            memories = memories.Where(m => m.OwnerId == owner);
        if (filter.State is { } state)
            memories = memories.Where(m => m.State == state);
        if (filter.SummaryId is { } summary)
            memories = memories.Where(m => m.SummaryId == summary);
        if (filter.Pinned)
            memories = memories.Where(m => m.Pinned);
        if (filter.ExpiresBefore is { } end)
            memories = memories.Where(m => m.ExpiresAt < end);
        if (filter.From is { } from)
            memories = memories.Where(m => m.CreatedAt >= from);
        if (filter.To is { } to)
            memories = memories.Where(m => m.CreatedAt < to);
        SortKey<MemoryItem>? sort = page.Sort is null ? null : Sorts.FirstOrDefault(s => s.Name == page.Sort) ?? throw ArtisanException.Invalid("sort", $"Sort by {string.Join(", ", Sorts.Select(s => s.Name))}, or leave it out for the newest first.");
        Page<MemoryItem> rows = await memories.ToPageAsync(m => m.Id, sort, m => m, m => (page.Sort switch { "expires_at" => m.ExpiresAt, "recalls" => m.Recalls, "updated_at" => m.UpdatedAt, "pinned" => m.Pinned ? 1 : 0, _ => null }, m.Id), page, cancellationToken);
        if (filter.Query?.Trim() is { Length: > 0 } words && control.TenantOf(scope.TenantId)?.Memory.Audited.Contains("search") == true && searches.IsNew(scope, words))
        {
            // Never the words themselves: they may name a person.
            db.Audit(scope, "memory.searched", "The list of memories", new { characters = words.Length, filter.Type, filter.LeadId, filter.OwnerId, found = rows.Items.Count });
            await db.SaveChangesAsync(cancellationToken);
        }
        return rows.Select(m => MemoryV1.Of(m, scope));
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller, or has expired.</exception>
    public async Task<MemoryV1> GetAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        MemoryItem memory = await db.ReachedMemories(scope, Level.See, time.GetUtcNow()).AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The memory");
        return MemoryV1.Of(memory, scope);
    }
}

/// <summary>Changes a memory: its text, its fields, how long it is kept, whether it is pinned.</summary>
public sealed class ChangeMemory(IArtisanDbFactory databases, ControlPlane control, MemoryGate gate, MemoryScrubber scrubber, MemoryIndexes indexes, MemoryQueue unread, LiveFeed feed, TimeProvider time)
{
    /// <summary>Changes.</summary>
    /// <exception cref="ArtisanException">As storing does; with <see cref="ErrorCode.Conflict"/> when someone changed it meanwhile.</exception>
    public async Task<MemoryStoreResponseV1> ExecuteAsync(TenantScope scope, Guid id, MemoryChangeV1 change, CancellationToken cancellationToken)
    {
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        DateTimeOffset now = time.GetUtcNow();
        await using ArtisanDb db = databases.Open(scope);
        MemoryItem memory = await db.ReachedMemories(scope, Level.Edit, now).SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The memory");
        if (memory.Revision != change.Revision)
            throw new ArtisanException(ErrorCode.Conflict, $"The memory was changed{(memory.EditedBy is { } who ? $" by {who}" : "")} meanwhile. Open it again and make your change there.");
        MemoryTypeRules rules = StoreMemory.RulesFor(tenant.Memory, memory.Type);
        var warnings = new List<string>();
        IReadOnlyDictionary<string, int> redactions = new Dictionary<string, int>();
        if (change.Content is not null || change.Fields is not null)
            redactions = await RewriteAsync(scope, tenant, memory, rules, change, warnings, cancellationToken);
        if (change.Pinned is { } pinned)
            memory.Pinned = pinned;
        if (change.Retention is not null || change.TtlSeconds is not null)
            (memory.Retention, memory.ExpiresAt) = MemoryInput.Expiry(memory.Type, rules, change.Retention, change.TtlSeconds, now, warnings);
        memory.UpdatedAt = now;
        memory.Revision++;
        if (tenant.Memory.Audited.Contains("change"))
            db.Audit(scope, "memory.changed", $"Memory {memory.Id:N}", new { text = change.Content is not null, fields = change.Fields is not null, memory.Pinned, memory.ExpiresAt });
        await CrmSave.SaveAsync(db, "The memory", "text", cancellationToken);
        if (memory.State == MemoryState.Active)
            indexes.Put(memory);
        if (memory.MeaningModel is null)
            unread.Note(scope.TenantId, id);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Memories));
        return new MemoryStoreResponseV1(MemoryStoreStatus.Stored, MemoryV1.Of(memory, scope), redactions, warnings);
    }

    private async Task<IReadOnlyDictionary<string, int>> RewriteAsync(TenantScope scope, TenantControl tenant, MemoryItem memory, MemoryTypeRules rules, MemoryChangeV1 change, List<string> warnings, CancellationToken cancellationToken)
    {
        MemoryFields? fields = change.Fields ?? MemoryFields.Read(memory.FieldsJson);
        (string content, bool cut) = await gate.PassAsync(scope, tenant.Guardrails, new MemoryOrigin(MemorySource.Console), MemoryInput.Content(change.Content ?? memory.Content), fields, cancellationToken);
        if (cut)
            warnings.Add("sentences_removed");
        ScrubbedMemory scrubbed = scrubber.Scrub(scope.TenantId, tenant.Guardrails, rules, content, fields?.WriteFor(memory.Type));
        (memory.Content, memory.FieldsJson) = (scrubbed.Content, scrubbed.FieldsJson);
        memory.Redacted |= scrubbed.Redactions.Count > 0;
        memory.ContainsPii = scrubbed.ContainsPii;
        MemoryText.Refresh(memory);
        memory.EditedBy = scope.ActorName;
        // What stays was counted when it was stored.
        scrubber.Count(scope.TenantId, scrubbed with { Stayed = new Dictionary<string, int>() });
        return scrubbed.Redactions;
    }
}

/// <summary>Forgets a memory, everywhere.</summary>
public sealed class ForgetMemory(IArtisanDbFactory databases, MemoryIndexes indexes, LiveFeed feed, TimeProvider time)
{
    /// <summary>Forgets it.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller, with <see cref="ErrorCode.Conflict"/> while a legal hold lasts.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using ArtisanDb db = databases.Open(scope);
        MemoryItem memory = await db.ReachedMemories(scope, Level.Edit, now).SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The memory");
        LegalHold[] holds = await db.LegalHolds.AsNoTracking().Where(h => h.ReleasedAt == null).ToArrayAsync(cancellationToken);
        if (holds.FirstOrDefault(h => LegalHolds.Covers(h, memory)) is { } hold)
            throw new ArtisanException(ErrorCode.Conflict, $"A legal hold lasts on this memory since {hold.CreatedAt:yyyy-MM-dd} ({hold.Reason}). It can be forgotten when a compliance officer has lifted the hold.");
        db.Memories.Remove(memory);
        db.MemoryRemovals.Add(new MemoryRemoval { Id = Guid.CreateVersion7(), MemoryIds = [id], At = now });
        db.Audit(scope, "memory.forgotten", $"Memory {id:N}", new { memory.Type, memory.LeadId, memory.OwnerId });
        await CrmSave.SaveAsync(db, "The memory", "text", cancellationToken);
        indexes.Remove(scope.TenantId, [id]);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Memories));
    }
}
