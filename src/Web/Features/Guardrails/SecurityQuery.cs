using Artisan.Core.Guardrails.Security;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Guardrails;

/// <summary>What the address of the security log asks for. Compared by value, so that the list is read anew only when it changes.</summary>
public sealed record SecurityQuery(string? Range, string? Kind, string? Action, string? Review, string? Family, string? Source)
{
    /// <summary>The range where the address names none.</summary>
    public const string DefaultRange = "7d";

    /// <summary>Reads the address.</summary>
    public static SecurityQuery Read(UrlState url) => new(url.Get("range"), url.Get("kind"), url.Get("action"), url.Get("review"), url.Get("family"), url.Get("source"));

    /// <summary>Whether anything but the range narrows the list.</summary>
    public bool Narrows => this with { Range = null } != new SecurityQuery(null, null, null, null, null, null);

    /// <summary>As the use case takes it. A range up to now stays open at its end, so that what comes in is in it.</summary>
    public SecurityFilter Filter(DateTimeOffset now, TimeZoneInfo zone)
    {
        TimeRange range = TimeRange.Parse(Range, now, zone, DefaultRange);
        return new SecurityFilter
        {
            From = range.From,
            To = range.To >= now ? null : range.To,
            Kinds = Enum.TryParse(Kind?.Replace("_", ""), ignoreCase: true, out SecurityEventKind kind) && Enum.IsDefined(kind) ? [kind] : null,
            Review = Enum.TryParse(Review?.Replace("_", ""), ignoreCase: true, out SecurityReview review) && Enum.IsDefined(review) ? review : null,
            Action = Action,
            Family = Family,
            Source = Source,
        };
    }
}
