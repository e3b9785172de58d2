using Artisan.Core.Compliance.Retention;
using Artisan.Core.Data;

namespace Artisan.Core.Crm.Imports;

/// <summary>How long imports keep rows that could not be taken.</summary>
internal sealed class ImportRetentionSource : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 50;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Those of an import under way begin to age when it ends.
        IQueryable<Row> rows = db.ImportErrors.Join(db.LeadImports, e => e.ImportId, i => i.Id, (e, i) => new Row { At = i.FinishedAt ?? i.CreatedAt });
        return [(await RetentionCounts.ByAgeAsync(rows, r => r.At, TimeSpan.FromDays(PruneImports.KeepDays), now, cancellationToken)).For("lead_import_errors", "Rows that imports could not take", $"{PruneImports.KeepDays} days after the import", RetentionOrigin.Fixed)];
    }

    private sealed class Row
    {
        public DateTimeOffset At { get; set; }
    }
}
