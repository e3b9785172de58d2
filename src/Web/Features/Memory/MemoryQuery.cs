using Artisan.Core.Memory;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Memory;

/// <summary>What the address of the memory page asks for. Compared by value, so that the list is read anew only when it changes.</summary>
public sealed record MemoryQuery(string? Words, string? Type, string? State, string? Pinned, string? Ends, string? Lead, string? Owner, string? Range = null, string? Sums = null)
{
    /// <summary>Reads the address.</summary>
    public static MemoryQuery Read(UrlState url) => new(url.Get("q"), url.Get("type"), url.Get("state"), url.Get("pinned"), url.Get("ends"), url.Get("lead"), url.Get("owner"), url.Get("range"), url.Get("sums"));

    /// <summary>Whether anything narrows the list.</summary>
    public bool Narrows => this != new MemoryQuery(null, null, null, null, null, null, null);

    /// <summary>As the use case takes it.</summary>
    /// <param name="now">The time (UTC).</param>
    /// <param name="zone">The viewer's zone, in which days begin.</param>
    public MemoryFilter Filter(DateTimeOffset now, TimeZoneInfo? zone = null) => new()
    {
        Query = Words,
        Type = Named<MemoryType>(Type),
        State = Named<MemoryState>(State),
        Pinned = Pinned == "yes",
        ExpiresBefore = int.TryParse(Ends, out int days) && days is > 0 and <= 3650 ? now.AddDays(days) : null,
        LeadId = Guid.TryParse(Lead, out Guid lead) ? lead : null,
        OwnerId = Guid.TryParse(Owner, out Guid owner) ? owner : null,
        SummaryId = Guid.TryParse(Sums, out Guid summary) ? summary : null,
        From = Range is null ? null : TimeRange.Parse(Range, now, zone, "90d").From,
        To = Range is null ? null : TimeRange.Parse(Range, now, zone, "90d").To,
    };

    internal static T? Named<T>(string? name) where T : struct, Enum =>
        Enum.TryParse(name?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out T value) && Enum.IsDefined(value) ? value : null;
}
