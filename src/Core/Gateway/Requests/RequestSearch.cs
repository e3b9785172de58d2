using System.Text.RegularExpressions;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>What a text in the search field of the requests means.</summary>
internal static partial class RequestSearch
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    internal static async Task<IQueryable<RequestRecord>> NarrowAsync(ArtisanDb db, IQueryable<RequestRecord> requests, string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out Guid id))
            return requests.Where(r => r.Id == id);
        string part = text.ToLowerInvariant();
        // The console shows the end of an id; whoever types that off looks for one row of the range.
        if (IdEnd().IsMatch(part))
            return requests.Where(r => r.Id.ToString().EndsWith(part));
        // The names that a tenant has used are few, and an index leads from each of them to its requests.
        DateTimeOffset since = DateTimeOffset.UtcNow - Remembered;
        string[] models = await db.UsageHours.AsNoTracking().Where(h => h.Hour >= since && h.Model.ToLower().Contains(part)).Select(h => h.Model).Distinct().ToArrayAsync(cancellationToken);
        return requests.Where(r => models.Contains(r.Model!) || r.RequestedModel == text);
    }

    [GeneratedRegex("^[0-9a-f]{6,12}$")]
    private static partial Regex IdEnd();
}
