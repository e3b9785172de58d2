using Artisan.Core.Memory;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Memory;

/// <summary>What the address asks to be recalled. Compared by value, so that it is asked again only when it changes.</summary>
/// <param name="Question">What it is about; null for nothing yet.</param>
/// <param name="Types">Names of types with commas between; empty for all.</param>
/// <param name="Lead">The lead; null for any.</param>
/// <param name="Range">When it was stored, as <see cref="TimeRange"/> reads it; null for any time.</param>
public sealed record MemoryAsk(string? Question, string Types, Guid? Lead, string? Range)
{
    /// <summary>Hits that are shown.</summary>
    public const int Hits = 20;

    /// <summary>Reads the address.</summary>
    public static MemoryAsk Read(UrlState url) => new(url.Get("ask")?.Trim(), string.Join(',', url.GetAll("type").Order(StringComparer.Ordinal)), url.Get("lead", Guid.Empty) is var lead && lead == Guid.Empty ? null : lead, url.Get("range"));

    /// <summary>Whether something narrows where is looked.</summary>
    public bool Narrows => Types.Length > 0 || Lead is not null || Range is not null;

    /// <summary>As the use case takes it.</summary>
    /// <param name="now">The time (UTC).</param>
    /// <param name="zone">The viewer's zone, in which days begin.</param>
    public MemoryRecallRequestV1 Request(DateTimeOffset now, TimeZoneInfo? zone)
    {
        MemoryType[] types = [.. Types.Split(',').Select(MemoryQuery.Named<MemoryType>).OfType<MemoryType>()];
        TimeRange? range = Range is null ? null : TimeRange.Parse(Range, now, zone, "90d");
        return new MemoryRecallRequestV1(Question, types.Length == 0 ? null : types, Lead, null, range?.From, range?.To, Hits);
    }
}
