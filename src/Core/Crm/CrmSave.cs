using System.Data.Common;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm;

/// <summary>Saves a record; what the database refuses becomes an error that people understand.</summary>
internal static class CrmSave
{
    internal static async Task SaveAsync(ArtisanDb db, string what, string uniqueField, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw CrmInput.ChangedMeanwhile(what);
        }
        catch (DbUpdateException e) when (e.InnerException is DbException { SqlState: "23505" })
        {
            throw new ArtisanException(ErrorCode.Conflict, $"{what} has the same {uniqueField} as another one that was saved at the same time. Change that one.") { Field = uniqueField };
        }
    }
}

/// <summary>Words that are searched for.</summary>
internal static class SearchWords
{
    private const int Most = 8;

    /// <summary>LIKE patterns (escaped with a backslash) of the first eight words, in lower case.</summary>
    internal static IEnumerable<string> Patterns(string? query) =>
        (query ?? "").ToLowerInvariant().Replace("\0", "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Take(Most).Select(word => $"%{Escape(word)}%");

    internal static string Escape(string word) => word.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
}
