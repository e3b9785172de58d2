using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>A row that an import could not take.</summary>
/// <param name="Line">Line in the file where it begins.</param>
/// <param name="Column">The column at fault; null where it is the row as a whole.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Cells">The row's cells.</param>
public sealed record ImportErrorRow(int Line, string? Column, string Message, IReadOnlyList<string> Cells);

/// <summary>Lists the rows that an import could not take, by line.</summary>
public sealed class ListImportErrors(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="importId">Which import.</param>
    /// <param name="afterLine">Only rows behind this line; 0 for all.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<IReadOnlyList<ImportErrorRow>> ExecuteAsync(TenantScope scope, Guid importId, int afterLine, int limit, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        if (!await ImportAccess.Imports(db, scope, Level.See).AnyAsync(i => i.Id == importId, cancellationToken))
            throw ArtisanException.NotFound("The import");
        ImportError[] errors = await db.ImportErrors.AsNoTracking().Where(e => e.ImportId == importId && e.Line > afterLine).OrderBy(e => e.Line).Take(limit).ToArrayAsync(cancellationToken);
        return [.. errors.Select(e => new ImportErrorRow(e.Line, e.Column, e.Message, JsonSerializer.Deserialize<string[]>(e.CellsJson) ?? []))];
    }
}
