using Artisan.Core.Compliance;
using Artisan.Web.Shell;
using Microsoft.AspNetCore.WebUtilities;

namespace Artisan.Web.Features.Tenancy.Settings;

/// <summary>What the address of the audit asks for. Compared by value, so that the list is read anew only when it changes.</summary>
/// <param name="Actions">Begins of actions, with commas.</param>
/// <param name="Actors">Ids of members and keys, with commas.</param>
/// <param name="Range">Range of time; null for any.</param>
/// <param name="Text">A part of what it was done to.</param>
public sealed record AuditListQuery(string? Actions, string? Actors, string? Range, string? Text)
{
    /// <summary>Reads the address.</summary>
    public static AuditListQuery Read(UrlState url) => new(Joined(url.GetAll("action")), Joined(url.GetAll("actor")), url.Get("range"), url.Get("q"));

    /// <summary>Whether anything narrows the list.</summary>
    public bool Narrows => this != new AuditListQuery(null, null, null, null);

    /// <summary>As the use case takes it. A range up to now stays open at its end, so that what comes in is in it.</summary>
    public AuditFilter Filter(DateTimeOffset now, TimeZoneInfo zone)
    {
        (DateTimeOffset? from, DateTimeOffset? to) = Times(now, zone);
        return new AuditFilter
        {
            Actions = Actions?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [],
            ActorIds = [.. (Actors?.Split(',') ?? []).Select(a => Guid.TryParse(a, out Guid id) ? id : (Guid?)null).OfType<Guid>()],
            From = from,
            To = to,
            Text = Text,
        };
    }

    /// <summary>The address of the same as CSV.</summary>
    public string ExportHref(DateTimeOffset now, TimeZoneInfo zone)
    {
        (DateTimeOffset? from, DateTimeOffset? to) = Times(now, zone);
        var parts = new Dictionary<string, string?> { ["action"] = Actions, ["actor"] = Actors, ["from"] = from?.ToString("O"), ["to"] = to?.ToString("O"), ["text"] = Text };
        return QueryHelpers.AddQueryString("/api/v1/admin/audit/export", parts.Where(p => p.Value is not null).ToDictionary());
    }

    private (DateTimeOffset? From, DateTimeOffset? To) Times(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Range is null)
            return (null, null);
        TimeRange range = TimeRange.Parse(Range, now, zone);
        return (range.From, range.To >= now ? null : range.To);
    }

    private static string? Joined(IEnumerable<string> values) => string.Join(',', values) is { Length: > 0 } all ? all : null;
}
