using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>
/// The different names in a column of the requests. Few names stand in a million rows, and an index begins with the tenant and the name: each step asks it
/// for the next one, so that the work grows with the names and not with the rows.
/// </summary>
internal static class RequestNames
{
    /// <summary>Most names that are read.</summary>
    internal const int Most = 200;

    /// <summary>Reads them in the database's order.</summary>
    internal static async Task<List<string>> OfAsync(IQueryable<string?> column, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string last = "";
        while (names.Count < Most)
        {
            string after = last;
            if (await column.Where(n => n != null && string.Compare(n, after) > 0).OrderBy(n => n).FirstOrDefaultAsync(cancellationToken) is not { } next)
                break;
            names.Add(last = next);
        }
        return names;
    }
}
