using Artisan.Core.Memory;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Memory;

/// <summary>What the address of the memory page asks for. Compared by value, so that the list is read anew only when it changes.</summary>
public sealed record MemoryQuery(string? Words, string? Type, string? State, string? Pinned, string? Ends, string? Lead, string? Owner)
{
    /// <summary>Reads the address.</summary>
    public static MemoryQuery Read(UrlState url) => new(url.Get("q"), url.Get("type"), url.Get("state"), url.Get("pinned"), url.Get("ends"), url.Get("lead"), url.Get("owner"));

    /// <summary>Whether anything narrows the list.</summary>
    public bool Narrows => this != new MemoryQuery(null, null, null, null, null, null, null);

    /// <summary>As the use case takes it.</summary>
    public MemoryFilter Filter(DateTimeOffset now) => new()
    {
        Query = Words,
        Type = Named<MemoryType>(Type),
        State = Named<MemoryState>(State),
        Pinned = Pinned == "yes",
        ExpiresBefore = int.TryParse(Ends, out int days) && days is > 0 and <= 3650 ? now.AddDays(days) : null,
        LeadId = Guid.TryParse(Lead, out Guid lead) ? lead : null,
        OwnerId = Guid.TryParse(Owner, out Guid owner) ? owner : null,
    };

    private static T? Named<T>(string? name) where T : struct, Enum =>
        Enum.TryParse(name?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out T value) && Enum.IsDefined(value) ? value : null;
}
