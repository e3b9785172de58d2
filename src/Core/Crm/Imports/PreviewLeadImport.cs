using System.Text.RegularExpressions;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Imports;

/// <summary>What an import will do.</summary>
/// <param name="Looked">Rows that were looked at, from the first.</param>
/// <param name="Total">Rows of the file.</param>
/// <param name="Created">Of the rows looked at: leads that will be created.</param>
/// <param name="Updated">Leads that will be changed.</param>
/// <param name="Skipped">Rows that change nothing, or that the choices leave out.</param>
/// <param name="Failed">Rows with errors.</param>
/// <param name="NewAccounts">Accounts that will be created.</param>
/// <param name="Rows">The first rows of each outcome, by line.</param>
/// <param name="Reasons">Why rows are skipped or fail, with how many, the most first.</param>
public sealed record ImportPreview(int Looked, int Total, int Created, int Updated, int Skipped, int Failed, int NewAccounts, IReadOnlyList<RowOutcome> Rows, IReadOnlyList<(RowResult Result, string Why, int Rows)> Reasons)
{
    /// <summary>Whether all rows were looked at.</summary>
    public bool IsWhole => Looked == Total;
}

/// <summary>Does what the import would do to the first rows, and forgets it.</summary>
public sealed partial class PreviewLeadImport(IArtisanDbFactory databases, IBlobStore blobs)
{
    /// <summary>Rows that are looked at.</summary>
    public const int Rows = 5000;
    private const int Shown = 40;

    /// <summary>Looks.</summary>
    /// <exception cref="ArtisanException">When the mapping is wrong, or there is no such draft for the caller.</exception>
    public async Task<ImportPreview> ExecuteAsync(TenantScope scope, Guid importId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await ImportAccess.GetAsync(db, scope, importId, Level.Edit, cancellationToken);
        ImportPlan plan = ImportAccess.PlanOf(import);
        await ConfigureLeadImport.CheckAsync(db, scope, plan.File, plan.Options, cancellationToken);
        ImportRowReader reader = await ImportRowReader.MakeAsync(db, scope, plan, cancellationToken);
        var read = new List<ImportRow>();
        await using (ImportRows rows = await ImportRows.OpenAsync(blobs, scope, import.BlobId, plan.File, cancellationToken))
        {
            while (read.Count < Rows && await rows.NextAsync(cancellationToken) is { } row)
                read.Add(reader.Read(row));
        }
        IReadOnlyList<RowOutcome> outcomes = await new ImportPiece(db, scope, import, plan.Options, new SeenRows()).ApplyAsync(read, cancellationToken);
        int Count(RowResult result) => outcomes.Count(o => o.Result == result);
        return new ImportPreview(read.Count, plan.File.Rows, Count(RowResult.Created), Count(RowResult.Updated), Count(RowResult.Skipped), Count(RowResult.Failed),
            db.ChangeTracker.Entries<Account>().Count(),
            [.. outcomes.GroupBy(o => o.Result).SelectMany(g => g.Take(Shown)).OrderBy(o => o.Line)],
            [.. outcomes.Where(o => o.Result is RowResult.Skipped or RowResult.Failed).GroupBy(o => (o.Result, Why: Reason(o.Why))).Select(g => (g.Key.Result, g.Key.Why, g.Count())).OrderByDescending(r => r.Item3).Take(12)]);
    }

    // Reasons that differ only in the value or line they name are one.
    private static string Reason(string why) => Values().Replace(why, m => m.Value[0] != '\'' ? "…" : m.Index == 0 ? "A value" : "'…'");

    [GeneratedRegex(@"'[^']*'|(?<=[Ll]ine )\d+")]
    private static partial Regex Values();
}
