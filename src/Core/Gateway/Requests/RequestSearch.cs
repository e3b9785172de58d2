using System.Text.RegularExpressions;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>What a text in the search field of the requests means.</summary>
internal static partial class RequestSearch
{
    internal static async Task<IQueryable<RequestRecord>> NarrowAsync(ArtisanDb db, IQueryable<RequestRecord> requests, string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out Guid id))
            return requests.Where(r => r.Id == id);
        string part = text.ToLowerInvariant();
        // The console shows the end of an id; whoever types that off looks for one row of the range.
        if (IdEnd().IsMatch(part))
        {
            string from = RequestRecord.EndOf(part), to = from + "g"; // behind every further digit
            return requests.Where(r => string.Compare(r.IdEnd, from) >= 0 && string.Compare(r.IdEnd, to) < 0);
        }
        // The names that a tenant has used are few, and an index leads from each of them to its requests.
        string[] models = [.. (await RequestNames.OfAsync(db.Requests.AsNoTracking().Select(r => r.Model), cancellationToken)).Where(m => m.Contains(part, StringComparison.OrdinalIgnoreCase))];
        // An "or" without any model would keep the index from leading to the name that was asked for.
        return models.Length == 0 ? requests.Where(r => r.RequestedModel == text) : requests.Where(r => models.Contains(r.Model!) || r.RequestedModel == text);
    }

    [GeneratedRegex("^[0-9a-f]{6,12}$")]
    private static partial Regex IdEnd();
}
