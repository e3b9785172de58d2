using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Kernel;

namespace Artisan.Core.Memory.Governance;

/// <summary>Which law's demands hold for what is remembered.</summary>
public enum ComplianceMode
{
    /// <summary>None beyond the tenant's own.</summary>
    Standard = 1,
    /// <summary>The European data-protection regulation: nothing for ever, personal data taken out of every type.</summary>
    Gdpr = 2,
    /// <summary>The American law on health data: all its identifiers taken out, and only named providers are sent what is remembered.</summary>
    Hipaa = 3,
}

/// <summary>How memories of a type are kept.</summary>
public sealed record MemoryTypeRules
{
    /// <summary>Whether they are stored at all.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>How long they are kept where the caller says nothing; null for the type's own default.</summary>
    public MemoryRetention? Retention { get; init; }
    /// <summary>The longest they may be kept, in seconds, whatever the caller wants; null for no limit.</summary>
    public long? TtlSeconds { get; init; }
    /// <summary>Whether personal data is taken out before they are stored.</summary>
    public bool PiiScrubbing { get; init; } = true;
    /// <summary>Which kinds of personal data are taken out (<c>EMAIL_ADDRESS</c> …); null for those of the organisation's guardrails.</summary>
    public IReadOnlyList<string>? PiiEntityTypes { get; init; }
}

/// <summary>What one provider may be sent of what is remembered.</summary>
/// <param name="Provider">Name of the provider instance.</param>
/// <param name="Region">Where it works, as the organisation knows it, for instance <c>eu</c>; null where that is not known.</param>
/// <param name="MemoryTypes">Types that it may be sent; null for all, empty for none.</param>
public sealed record MemorySharing(string Provider, string? Region = null, IReadOnlyList<MemoryType>? MemoryTypes = null);

/// <summary>A tenant's policy on memory: what is kept how long, what is taken out, who may be sent it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MemoryGovernance
{
    /// <summary>Whether anything is remembered.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>Which law's demands hold.</summary>
    public ComplianceMode ComplianceMode { get; init; } = ComplianceMode.Standard;
    /// <summary>By type; types that are not named have the defaults.</summary>
    public IReadOnlyDictionary<MemoryType, MemoryTypeRules> Types { get; init; } = new Dictionary<MemoryType, MemoryTypeRules>();
    /// <summary>After how many days memories of a lead or a member are summed up; null for never.</summary>
    public int? CompressAfterDays { get; init; }
    /// <summary>Days that originals are kept after their summary was confirmed.</summary>
    public int KeepOriginalsDays { get; init; } = 30;
    /// <summary>What single providers may be sent; null lets all be sent everything.</summary>
    public IReadOnlyList<MemorySharing>? Providers { get; init; }
    /// <summary>Regions that memories may be sent to; null for any. A provider whose region is not known is then sent nothing.</summary>
    public IReadOnlyList<string>? Regions { get; init; }
    /// <summary>
    /// Catalogue model that reads what memories mean, so that they are found by questions in other words; null for likeness of words alone, which leaves the
    /// house with nothing. Only types that its provider may be sent are read.
    /// </summary>
    public string? EmbeddingModel { get; init; }
    /// <summary>Kinds of actions on memories of which each is written to the audit log: <c>add</c>, <c>search</c>, <c>change</c>; purges always are.</summary>
    public IReadOnlyList<string> Audited { get; init; } = ["add", "search", "change"];

    /// <summary>What holds where the tenant has set nothing.</summary>
    public static readonly MemoryGovernance Default = new();

    /// <summary>Reads what was saved.</summary>
    public static MemoryGovernance Read(string json) => JsonSerializer.Deserialize<MemoryGovernance>(json, ArtisanJson.Options) ?? Default;

    /// <summary>How long a type is kept where nobody says anything.</summary>
    public static MemoryRetention DefaultRetentionOf(MemoryType type) => type switch
    {
        MemoryType.LeadInteraction or MemoryType.MeetingSummary => MemoryRetention.Long,
        MemoryType.CampaignResult => MemoryRetention.Permanent,
        _ => MemoryRetention.Medium,
    };

    /// <summary>Seconds of a retention; null for no end.</summary>
    public static long? SecondsOf(MemoryRetention retention) => retention switch
    {
        MemoryRetention.Short => 3600,
        MemoryRetention.Medium => 30 * 86_400,
        MemoryRetention.Long => 365 * 86_400,
        _ => null,
    };

    /// <summary>The rules of a type as they hold, with what the mode demands.</summary>
    public MemoryTypeRules RulesOf(MemoryType type)
    {
        MemoryTypeRules own = Types.GetValueOrDefault(type) ?? new MemoryTypeRules();
        return ComplianceMode switch
        {
            ComplianceMode.Gdpr => own with { PiiScrubbing = true, TtlSeconds = Math.Min(own.TtlSeconds ?? GdprSeconds, GdprSeconds), Retention = own.Retention == MemoryRetention.Permanent ? MemoryRetention.Long : own.Retention },
            ComplianceMode.Hipaa => own with { PiiScrubbing = true, PiiEntityTypes = HipaaTypes },
            _ => own,
        };
    }

    /// <summary>The longest that GDPR mode keeps anything: a year.</summary>
    public const long GdprSeconds = 365 * 86_400;

    // 45 CFR 164.514(b)(2) names eighteen identifiers; of these, all that stand in texts are types of the engine.
    private static readonly IReadOnlyList<string> HipaaTypes = [.. Enum.GetValues<PiiType>().Select(PiiTypes.NameOf)];

    /// <summary>What the mode has settled, for people: field and reason.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Locks => ComplianceMode switch
    {
        ComplianceMode.Gdpr => new Dictionary<string, string>
        {
            ["pii_scrubbing"] = "GDPR mode takes personal data out of every type (Art. 5 (1) c).",
            ["ttl_seconds"] = "GDPR mode keeps nothing longer than a year (Art. 5 (1) e).",
        },
        ComplianceMode.Hipaa => new Dictionary<string, string>
        {
            ["pii_scrubbing"] = "HIPAA mode takes all identifiers out of every type (45 CFR 164.514).",
            ["pii_entity_types"] = "HIPAA mode looks for every kind of identifier (45 CFR 164.514).",
            ["providers"] = "HIPAA mode sends memories only to providers that are named here (45 CFR 164.502 (e)).",
        },
        _ => new Dictionary<string, string>(),
    };

    /// <summary>Whether a provider may be sent memories of a type. The local provider works in this process and may be sent all.</summary>
    public bool MaySend(string provider, bool local, MemoryType type)
    {
        if (local)
            return true;
        MemorySharing? named = Providers?.FirstOrDefault(p => p.Provider == provider);
        if (named is null)
            return Providers is null && Regions is null && ComplianceMode != ComplianceMode.Hipaa;
        return named.MemoryTypes?.Contains(type) != false && (Regions is null || named.Region is { } region && Regions.Contains(region, StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>A tenant's policy as it is stored. Every node holds it in memory.</summary>
public sealed class MemoryGovernanceRow : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The policy as JSON (<see cref="MemoryGovernance"/>).</summary>
    public string PolicyJson { get; set; } = "{}";
    /// <summary>Counts changes.</summary>
    public int Version { get; set; }
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}

/// <summary>Something that must not be deleted while it lasts: neither by its time, nor by a purge, nor by an erasure.</summary>
public sealed class LegalHold : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Why, for instance the matter's number.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Reason { get; set; } = "";
    /// <summary>Only what is about this lead; null for any.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>Only what this member or key owns; null for anyone's.</summary>
    public Guid? OwnerId { get; set; }
    /// <summary>Only this type; null for all.</summary>
    public MemoryType? Type { get; set; }
    /// <summary>When it was set (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>When it was lifted (UTC); null while it holds.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }
    /// <summary>By whom.</summary>
    public string? ReleasedBy { get; set; }
}
