using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Kernel;

namespace Artisan.Core.Compliance.Purges;

/// <summary>What is to be purged. What is left out does not narrow it.</summary>
/// <param name="Reason">Why, 3 to 2,000 characters.</param>
/// <param name="Category">Kind of data: <c>memories</c>, one type of them such as <c>lead_interactions</c>, <c>requests</c>, <c>conversations</c>, <c>drafts</c>, <c>all</c>; null for memories.</param>
/// <param name="Subject">A person: id of a lead or contact, e-mail address, or a name that only one has.</param>
/// <param name="Member">Only what this member or key owns or asked for.</param>
/// <param name="BeforeDate">Only what is older than this time.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PurgeRequestV1(string? Reason, string? Category = null, string? Subject = null, Guid? Member = null, DateTimeOffset? BeforeDate = null);

/// <summary>What a purge meets in a store.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Title">For people.</param>
/// <param name="Matched">Rows that it names.</param>
/// <param name="Held">How many of them a legal hold keeps.</param>
/// <param name="Deleted">Rows deleted.</param>
/// <param name="Left">Rows that were counted afterwards, without those that are held; null before that.</param>
public sealed record PurgeStoreV1(string Store, string Title, long Matched, long Held, long Deleted = 0, long? Left = null);

/// <summary>What a purge would do.</summary>
/// <param name="DryRun">Always true: nothing was changed.</param>
/// <param name="Stores">By store.</param>
/// <param name="Matched">Rows that it names, in all.</param>
/// <param name="Held">How many of them a legal hold keeps.</param>
/// <param name="Leads">Leads that the person is.</param>
/// <param name="Contacts">Contacts that the person is.</param>
public sealed record PurgePreviewV1(bool DryRun, IReadOnlyList<PurgeStoreV1> Stores, long Matched, long Held, int Leads, int Contacts);

/// <summary>A purge was begun.</summary>
/// <param name="PurgeId">The purge.</param>
/// <param name="JobId">The job that does it.</param>
public sealed record PurgeStartedV1(Guid PurgeId, Guid JobId);

/// <summary>What a node said of a purge.</summary>
/// <param name="Node">Machine and process.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Left">How much of it the node still held in memory.</param>
public sealed record PurgeNodeV1(string Node, DateTimeOffset At, int Left);

/// <summary>What a purge was asked to delete. It names nobody.</summary>
/// <param name="Category">Kind of data.</param>
/// <param name="OfPerson">Whether only what is held about one person.</param>
/// <param name="Member">Only what this member or key owns or asked for; null for anyone's.</param>
/// <param name="BeforeDate">Only what is older than this time (UTC).</param>
/// <param name="Erasure">Whether the records of the person go too.</param>
public sealed record PurgeCriteriaV1(string Category, bool OfPerson, Guid? Member, DateTimeOffset BeforeDate, bool Erasure)
{
    internal static PurgeCriteriaV1 Of(PurgeScope scope) => new(scope.Category, scope.OfPerson, scope.OwnerId, scope.Until, scope.Record);
}

/// <summary>A purge.</summary>
/// <param name="Id">Id.</param>
/// <param name="JobId">The job.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Progress">0 to 1; null when unknown.</param>
/// <param name="Step">What is being done.</param>
/// <param name="Reason">Why.</param>
/// <param name="Criteria">What was asked for.</param>
/// <param name="Stores">By store.</param>
/// <param name="Nodes">What the nodes said; empty in lists.</param>
/// <param name="CreatedAt">When it was asked for (UTC).</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="FinishedAt">When it ended (UTC).</param>
/// <param name="CertificateSha256">SHA-256 of the certificate's file, hexadecimal; null until there is one.</param>
/// <param name="CertificateSeal">HMAC-SHA-256 over it by this deployment, hexadecimal.</param>
public sealed record PurgeV1(Guid Id, Guid? JobId, PurgeState State, double? Progress, string? Step, string Reason, PurgeCriteriaV1 Criteria, IReadOnlyList<PurgeStoreV1> Stores, IReadOnlyList<PurgeNodeV1> Nodes,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? FinishedAt, string? CertificateSha256, string? CertificateSeal);

/// <summary>Reads and writes what purges keep as JSON.</summary>
internal static class PurgeJson
{
    internal static PurgeScope Read(string json) => JsonSerializer.Deserialize<PurgeScope>(json, ArtisanJson.Options) ?? throw new InvalidOperationException("A purge has no criteria.");

    internal static IReadOnlyList<PurgeStoreV1> Stores(string json) => JsonSerializer.Deserialize<PurgeStoreV1[]>(json, ArtisanJson.Options) ?? [];

    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, ArtisanJson.Options);
}
