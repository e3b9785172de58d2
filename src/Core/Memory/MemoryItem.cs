using Artisan.Core.Data;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Memory;

/// <summary>What kind of thing is remembered.</summary>
public enum MemoryType
{
    /// <summary>A demo, call or meeting with a lead, and what came of it.</summary>
    LeadInteraction = 1,
    /// <summary>An exchange of e-mails.</summary>
    EmailThread = 2,
    /// <summary>What was said and decided in a meeting.</summary>
    MeetingSummary = 3,
    /// <summary>What a campaign brought, and what was learned of it.</summary>
    CampaignResult = 4,
    /// <summary>What was talked about with the assistant.</summary>
    ChatConversation = 5,
}

/// <summary>How long something is remembered.</summary>
public enum MemoryRetention
{
    /// <summary>One hour.</summary>
    Short = 1,
    /// <summary>Thirty days.</summary>
    Medium = 2,
    /// <summary>A year (365 days).</summary>
    Long = 3,
    /// <summary>For ever.</summary>
    Permanent = 4,
    /// <summary>Until a time that was given with it.</summary>
    Exact = 5,
}

/// <summary>How a memory came to be.</summary>
public enum MemorySource
{
    /// <summary>A program stored it.</summary>
    Api = 1,
    /// <summary>A person wrote it in the console.</summary>
    Console = 2,
    /// <summary>A use case stored what it did.</summary>
    UseCase = 3,
    /// <summary>It sums older memories up.</summary>
    Summary = 4,
}

/// <summary>Whether a memory is recalled.</summary>
public enum MemoryState
{
    /// <summary>It is.</summary>
    Active = 1,
    /// <summary>A summary that waits for somebody to confirm it; what it sums up is still recalled in its place.</summary>
    Proposed = 2,
    /// <summary>An original whose summary was confirmed: kept until the policy lets it go, and no longer recalled.</summary>
    Compressed = 3,
}

/// <summary>A typed, owned, expiring piece of remembered text. Every read leaves out what has expired.</summary>
public sealed class MemoryItem : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The workspace in which it was stored.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>Kind of the owner.</summary>
    public ActorKind OwnerKind { get; set; }
    /// <summary>The member or key whose memory it is.</summary>
    public Guid OwnerId { get; set; }
    /// <summary>The owner's name then.</summary>
    public string OwnerName { get; set; } = "";
    /// <summary>What kind of thing.</summary>
    public MemoryType Type { get; set; }
    /// <summary><c>org_{…}:user_{…}:type_{…}</c>, derived from tenant, owner and type.</summary>
    public string Namespace { get; set; } = "";
    /// <summary>The lead that it is about; null for none.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>The text, as the policies let it be kept.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string Content { get; set; } = "";
    /// <summary>The type's own fields as JSON (<see cref="MemoryFields"/>); null for none.</summary>
    [Guarded(KeptPlace.Interactions, Json = true)]
    public string? FieldsJson { get; set; }
    /// <summary>How long it is remembered.</summary>
    public MemoryRetention Retention { get; set; }
    /// <summary>When it ends (UTC); null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
    /// <summary>Whether it stands first where it fits, and is never summed up.</summary>
    public bool Pinned { get; set; }
    /// <summary>Whether it is recalled.</summary>
    public MemoryState State { get; set; } = MemoryState.Active;
    /// <summary>The summary that holds it; null for none.</summary>
    public Guid? SummaryId { get; set; }
    /// <summary>Whether something was taken out of its text.</summary>
    public bool Redacted { get; set; }
    /// <summary>Whether personal data was found that the policy lets stay.</summary>
    public bool ContainsPii { get; set; }
    /// <summary>How it came to be.</summary>
    public MemorySource Source { get; set; }
    /// <summary>The use case that stored it; null for none.</summary>
    public string? SourceUseCase { get; set; }
    /// <summary>The AI request behind it; null for none.</summary>
    public Guid? SourceRequestId { get; set; }
    /// <summary>What it was made of, in the caller's own words, such as a call's id; null for none.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string? SourceReference { get; set; }
    /// <summary>SHA-256 of lead and text without case, marks and extra spaces: the same is not stored twice in a namespace.</summary>
    public byte[] ContentHash { get; set; } = [];
    /// <summary>Where it lies in the space of <see cref="VectorModel"/>, a signed byte for each of 256 dimensions.</summary>
    public byte[] Vector { get; set; } = [];
    /// <summary>What made <see cref="Vector"/>.</summary>
    public string VectorModel { get; set; } = "";
    /// <summary>Where it lies by what it means, in the space of <see cref="MeaningModel"/>; null where no model has read it as it is now.</summary>
    public byte[]? MeaningVector { get; set; }
    /// <summary>The model that made <see cref="MeaningVector"/>; null with it.</summary>
    public string? MeaningModel { get; set; }
    /// <summary>How often it was recalled.</summary>
    public int Recalls { get; set; }
    /// <summary>When it was last recalled (UTC); null for never.</summary>
    public DateTimeOffset? RecalledAt { get; set; }
    /// <summary>When it was stored (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it was last changed (UTC); nodes bring their indexes up to date by it.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>Who changed its text last; null for nobody.</summary>
    public string? EditedBy { get; set; }
    /// <summary>Counts changes, so that two people do not overwrite each other's.</summary>
    public int Revision { get; set; }

    /// <summary>The namespace of an owner's memories of a type. It is never taken from a caller.</summary>
    public static string NamespaceOf(Guid tenantId, Guid ownerId, MemoryType type) => $"org_{tenantId:N}:user_{ownerId:N}:type_{NameOf(type)}";

    /// <summary>The names of all types.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetValues<MemoryType>().Select(NameOf)];

    /// <summary>A type as it stands in JSON and policies.</summary>
    public static string NameOf(MemoryType type) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());
}

/// <summary>Memories that every node has to take out of its index. Kept for a day.</summary>
public sealed class MemoryRemoval : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Ids of the memories; null for many, after which an index is made anew.</summary>
    public Guid[]? MemoryIds { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
}
