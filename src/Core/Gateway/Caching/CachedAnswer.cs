using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway.Caching;

/// <summary>An answer that is kept to be given again. What a tenant's policy would take out of its texts is never written here: such an answer stays in the memory of the node that got it.</summary>
public sealed class CachedAnswer : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>Use case.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Kind of work, <c>chat</c> or <c>embeddings</c>.</summary>
    public string Operation { get; set; } = "";
    /// <summary>Key of the very same request (<see cref="CacheKey"/>), hexadecimal.</summary>
    public string Hash { get; set; } = "";
    /// <summary>Key of requests that mean the same, hexadecimal; null where only the very same one may hit.</summary>
    public string? Digest { get; set; }
    /// <summary>SHA-256 over prompt and answer, hexadecimal: a row whose texts were changed later is no longer replayed.</summary>
    public string Seal { get; set; } = "";
    /// <summary>Provider that answered.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Model that answered.</summary>
    public string Model { get; set; } = "";
    /// <summary>The last message of the caller, cut for display where no similar prompt may hit.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Prompt { get; set; } = "";
    /// <summary>The whole answer in the OpenAI dialect, UTF-8 JSON.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public byte[] Answer { get; set; } = [];
    /// <summary>Whether it can be given as a stream too.</summary>
    public bool Streamable { get; set; }
    /// <summary>The lead that the work was for; null for none.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>Member or key whose call was answered.</summary>
    public Guid ActorId { get; set; }
    /// <summary>Prompt and answer tokens that the answer took.</summary>
    public long Tokens { get; set; }
    /// <summary>USD that the answer cost; null when unpriced.</summary>
    public decimal? CostUsd { get; set; }
    /// <summary>When it was answered (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Until when it is given again (UTC).</summary>
    public DateTimeOffset ExpiresAt { get; set; }
    /// <summary>How often it was given again, over all nodes.</summary>
    public long Hits { get; set; }
}

/// <summary>A prompt that was answered with the answer to another one, kept for review.</summary>
public sealed class SemanticHit : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id; the request's own.</summary>
    public Guid Id { get; set; }
    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>Who asked.</summary>
    public Guid ActorId { get; set; }
    /// <summary>The lead that the work was for; null for none.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>Use case.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>The answer that was given.</summary>
    public Guid AnswerId { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>0 to 1.</summary>
    public double Similarity { get; set; }
    /// <summary>What was asked.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Prompt { get; set; } = "";
    /// <summary>What the answer had been given to first.</summary>
    [Guarded(KeptPlace.Requests)]
    public string FirstPrompt { get; set; } = "";
    /// <summary>When somebody said that it was wrong (UTC); null for never.</summary>
    public DateTimeOffset? WrongAt { get; set; }
}

/// <summary>Tells every node to forget answers. Kept for a while, so that a node whose signal was lost finds it.</summary>
public sealed class CachePurge : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Only this answer; null for any.</summary>
    public Guid? AnswerId { get; set; }
    /// <summary>Only this workspace's; null for any.</summary>
    public Guid? WorkspaceId { get; set; }
    /// <summary>Only those for this lead; null for any.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>Only those of this member or key; null for any.</summary>
    public Guid? ActorId { get; set; }
    /// <summary>Only answers that were given before this time (UTC); null for any.</summary>
    public DateTimeOffset? Before { get; set; }

    /// <summary>Whether it names this answer.</summary>
    public bool Covers(CacheEntry entry) => entry.TenantId == TenantId && (AnswerId ?? entry.Id) == entry.Id && (WorkspaceId ?? entry.WorkspaceId) == entry.WorkspaceId
        && (LeadId is null || LeadId == entry.LeadId) && (ActorId ?? entry.ActorId) == entry.ActorId && (Before is null || entry.CreatedAt < Before);
}

/// <summary>How a workspace caches; absent for the defaults.</summary>
public sealed class WorkspaceCache : IControlState
{
    /// <summary>Least similarity where nothing else is set.</summary>
    public const double DefaultThreshold = 0.95;
    /// <summary>Most answers where nothing else is set.</summary>
    public const int DefaultEntries = 100;

    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>Most answers that are kept, 1 to 10,000; the longest unused goes first.</summary>
    public int MaxEntries { get; set; } = DefaultEntries;
    /// <summary>Least similarity of a prompt that hits another's answer, 0.95 to 1.</summary>
    public double Threshold { get; set; } = DefaultThreshold;
    /// <summary>Longest time in seconds that an answer is given again; null leaves it to the use case, whose own time holds where it is shorter.</summary>
    public int? TtlSeconds { get; set; }
}

internal sealed class CachedAnswerModel : IEntityTypeConfiguration<CachedAnswer>
{
    public void Configure(EntityTypeBuilder<CachedAnswer> entity)
    {
        entity.HasKey(a => new { a.TenantId, a.Id });
        entity.HasIndex(a => a.CreatedAt);
        entity.HasIndex(a => a.ExpiresAt);
        entity.Property(a => a.Prompt).HasMaxLength(CacheEntry.LongestPrompt);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(a => a.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SemanticHitModel : IEntityTypeConfiguration<SemanticHit>
{
    public void Configure(EntityTypeBuilder<SemanticHit> entity)
    {
        entity.HasKey(h => new { h.TenantId, h.Id });
        entity.HasIndex(h => new { h.TenantId, h.WorkspaceId, h.Id });
        entity.HasIndex(h => h.At);
        entity.Property(h => h.Prompt).HasMaxLength(CacheEntry.LongestPrompt);
        entity.Property(h => h.FirstPrompt).HasMaxLength(CacheEntry.LongestPrompt);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(h => h.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CachePurgeModel : IEntityTypeConfiguration<CachePurge>
{
    public void Configure(EntityTypeBuilder<CachePurge> entity)
    {
        entity.HasKey(p => new { p.TenantId, p.Id });
        entity.HasIndex(p => p.At);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(p => p.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class WorkspaceCacheModel : IEntityTypeConfiguration<WorkspaceCache>
{
    public void Configure(EntityTypeBuilder<WorkspaceCache> entity)
    {
        entity.HasKey(c => new { c.TenantId, c.WorkspaceId });
        entity.HasOne<Workspace>().WithMany().HasForeignKey(c => new { c.TenantId, c.WorkspaceId }).OnDelete(DeleteBehavior.Restrict);
    }
}
