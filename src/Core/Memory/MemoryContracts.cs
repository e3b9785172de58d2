using System.Text.Json.Serialization;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Memory;

/// <summary>Something to remember. Owner and namespace follow from who stores it.</summary>
/// <param name="Type">What kind of thing.</param>
/// <param name="Content">The text, 1 to 20,000 characters.</param>
/// <param name="LeadId">The lead that it is about.</param>
/// <param name="Fields">The type's own fields.</param>
/// <param name="Retention">How long; null for the policy's. Not together with <paramref name="TtlSeconds"/>.</param>
/// <param name="TtlSeconds">Exactly how long, in seconds.</param>
/// <param name="Pinned">Whether it stands first where it fits.</param>
/// <param name="Reference">What it was made of, in the caller's words, such as a call's id.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MemoryStoreRequestV1(MemoryType Type, string? Content, Guid? LeadId = null, MemoryFields? Fields = null, MemoryRetention? Retention = null, long? TtlSeconds = null, bool Pinned = false, string? Reference = null);

/// <summary>What became of it.</summary>
public enum MemoryStoreStatus
{
    /// <summary>It is remembered.</summary>
    Stored = 1,
    /// <summary>The very same is remembered already.</summary>
    Duplicate = 2,
    /// <summary>It says nothing that is not remembered already.</summary>
    NearDuplicate = 3,
}

/// <summary>What became of something to remember.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Memory">What is remembered now: the new memory, or the one that says it already.</param>
/// <param name="Redactions">Kinds of personal data that were taken out, with how many; empty for none.</param>
/// <param name="Warnings">What the caller should know, as codes: <c>retention_shortened</c>, <c>sentences_removed</c>.</param>
public sealed record MemoryStoreResponseV1(MemoryStoreStatus Status, MemoryV1 Memory, IReadOnlyDictionary<string, int> Redactions, IReadOnlyList<string> Warnings);

/// <summary>A memory.</summary>
/// <param name="Id">Id.</param>
/// <param name="Type">What kind of thing.</param>
/// <param name="Namespace">Where it lies.</param>
/// <param name="Content">The text.</param>
/// <param name="Fields">The type's own fields; null for none.</param>
/// <param name="LeadId">The lead; null for none.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="OwnerName">The owner's name then.</param>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Retention">How long it is remembered.</param>
/// <param name="ExpiresAt">When it ends (UTC); null for never.</param>
/// <param name="Pinned">Whether it is pinned.</param>
/// <param name="State">Whether it is recalled.</param>
/// <param name="SummaryId">The summary that holds it.</param>
/// <param name="Redacted">Whether something was taken out.</param>
/// <param name="ContainsPii">Whether personal data stayed that the policy lets stay.</param>
/// <param name="Provenance">Where it comes from.</param>
/// <param name="Recalls">How often it was recalled.</param>
/// <param name="RecalledAt">When last (UTC).</param>
/// <param name="CreatedAt">When it was stored (UTC).</param>
/// <param name="UpdatedAt">When it was changed (UTC).</param>
/// <param name="Revision">To be sent back with a change.</param>
/// <param name="MayEdit">Whether the caller may change and forget it.</param>
public sealed record MemoryV1(Guid Id, MemoryType Type, string Namespace, string Content, MemoryFields? Fields, Guid? LeadId, Guid OwnerId, string OwnerName, Guid WorkspaceId, MemoryRetention Retention,
    DateTimeOffset? ExpiresAt, bool Pinned, MemoryState State, Guid? SummaryId, bool Redacted, bool ContainsPii, MemoryProvenanceV1 Provenance, int Recalls, DateTimeOffset? RecalledAt,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Revision, bool MayEdit)
{
    /// <summary>The memory of a row, for whoever asks.</summary>
    internal static MemoryV1 Of(MemoryItem m, TenantScope scope) => new(m.Id, m.Type, m.Namespace, m.Content, MemoryFields.Read(m.FieldsJson), m.LeadId, m.OwnerId, m.OwnerName, m.WorkspaceId, m.Retention, m.ExpiresAt, m.Pinned, m.State, m.SummaryId,
        m.Redacted, m.ContainsPii, new MemoryProvenanceV1(m.Source, m.SourceUseCase, m.SourceRequestId, m.SourceReference, m.EditedBy), m.Recalls, m.RecalledAt, m.CreatedAt, m.UpdatedAt, m.Revision, MemoryReach.MayEdit(scope, m));
}

/// <summary>Where a memory comes from.</summary>
/// <param name="Source">How it came to be.</param>
/// <param name="UseCase">The use case that stored it.</param>
/// <param name="RequestId">The AI request behind it.</param>
/// <param name="Reference">What it was made of.</param>
/// <param name="EditedBy">Who changed its text last.</param>
public sealed record MemoryProvenanceV1(MemorySource Source, string? UseCase = null, Guid? RequestId = null, string? Reference = null, string? EditedBy = null);

/// <summary>What is to be recalled.</summary>
/// <param name="Query">What it is about, 1 to 2,000 characters.</param>
/// <param name="Types">Only these types; null for all.</param>
/// <param name="LeadId">Only what is about this lead.</param>
/// <param name="OwnerId">Only what this member or key owns.</param>
/// <param name="From">Only from this time on (UTC).</param>
/// <param name="To">Only before this time (UTC).</param>
/// <param name="Limit">How many, 1 to 50.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MemoryRecallRequestV1(string? Query, IReadOnlyList<MemoryType>? Types = null, Guid? LeadId = null, Guid? OwnerId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, int Limit = 5);

/// <summary>What was recalled.</summary>
/// <param name="Items">The best first.</param>
/// <param name="Searched">Memories that were looked through.</param>
/// <param name="MeaningBy">The model that read what the question means; null where it was looked for by its words alone.</param>
public sealed record MemoryRecallResponseV1(IReadOnlyList<MemoryHitV1> Items, int Searched, string? MeaningBy = null);

/// <summary>A memory that was recalled, and why.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Score">0 to 1; the sum of the parts.</param>
/// <param name="Why">What the score is made of.</param>
public sealed record MemoryHitV1(MemoryV1 Memory, double Score, MemoryWhyV1 Why);

/// <summary>What a score is made of. The parts add up to it.</summary>
/// <param name="Meaning">For the likeness of the texts.</param>
/// <param name="Words">For the query's words that it has.</param>
/// <param name="MatchedWords">Which, as they stand in the memory.</param>
/// <param name="Recency">For how new it is.</param>
/// <param name="Pinned">For being pinned.</param>
public sealed record MemoryWhyV1(double Meaning, double Words, IReadOnlyList<string> MatchedWords, double Recency, double Pinned);

/// <summary>A change of a memory; what is null stays.</summary>
/// <param name="Revision">The count of changes that the caller has seen.</param>
/// <param name="Content">New text.</param>
/// <param name="Fields">New fields, in place of all.</param>
/// <param name="Pinned">Whether it is pinned.</param>
/// <param name="Retention">How long it is remembered from now on.</param>
/// <param name="TtlSeconds">Exactly how long from now on, in seconds.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MemoryChangeV1(int Revision, string? Content = null, MemoryFields? Fields = null, bool? Pinned = null, MemoryRetention? Retention = null, long? TtlSeconds = null);
