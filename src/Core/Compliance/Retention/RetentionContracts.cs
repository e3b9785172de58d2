using Artisan.Core.Data;

namespace Artisan.Core.Compliance.Retention;

/// <summary>Who says how long something is kept.</summary>
public enum RetentionOrigin
{
    /// <summary>The product; it cannot be set.</summary>
    Fixed = 1,
    /// <summary>A setting of the organisation.</summary>
    Setting = 2,
    /// <summary>The organisation's policy on memory.</summary>
    MemoryPolicy = 3,
    /// <summary>The organisation's retention of the audit.</summary>
    AuditPolicy = 4,
    /// <summary>Use cases and workspaces.</summary>
    Cache = 5,
    /// <summary>Nobody: it stays until it is deleted or purged.</summary>
    Nobody = 6,
}

/// <summary>How many rows end when.</summary>
/// <param name="Today">Within a day, or already over and waiting for the nightly job.</param>
/// <param name="Week">Within 7 days, after that.</param>
/// <param name="Month">Within 30 days, after that.</param>
/// <param name="Quarter">Within 90 days, after that.</param>
/// <param name="Year">Within 365 days, after that.</param>
/// <param name="Later">Later.</param>
/// <param name="Never">Never by itself.</param>
public sealed record RetentionEndsV1(long Today, long Week, long Month, long Quarter, long Year, long Later, long Never)
{
    /// <summary>All of them.</summary>
    public long Total => Today + Week + Month + Quarter + Year + Later + Never;
}

/// <summary>What of a store ends when, and by which rule.</summary>
/// <param name="Store">Stable name.</param>
/// <param name="Title">For people.</param>
/// <param name="Rule">How long it is kept, for people.</param>
/// <param name="Origin">Who says so.</param>
/// <param name="Ends">How many rows end when.</param>
/// <param name="Held">How many of them a legal hold keeps beyond their end.</param>
/// <param name="Oldest">When the oldest came to be (UTC); null where there is none.</param>
/// <param name="NextEnd">When the next one ends (UTC); null where none does.</param>
/// <param name="Weeks">How many end in each of the coming twelve weeks.</param>
public sealed record RetentionStoreV1(string Store, string Title, string Rule, RetentionOrigin Origin, RetentionEndsV1 Ends, long Held, DateTimeOffset? Oldest, DateTimeOffset? NextEnd, IReadOnlyList<long> Weeks);

/// <summary>What is kept, and what of it ends when.</summary>
/// <param name="At">When it was counted (UTC).</param>
/// <param name="Stores">By store.</param>
public sealed record RetentionOverviewV1(DateTimeOffset At, IReadOnlyList<RetentionStoreV1> Stores);

/// <summary>The port by which every feature tells how long its own stores are kept.</summary>
public interface IRetentionSource
{
    /// <summary>Place in the overview.</summary>
    int Order { get; }

    /// <summary>Tells, in few queries.</summary>
    Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken);
}
