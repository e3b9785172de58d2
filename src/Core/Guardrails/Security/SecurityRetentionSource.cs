using Artisan.Core.Compliance.Retention;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Counts;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Security;

/// <summary>How long the security log, the vault and counts of personal data are kept.</summary>
internal sealed class SecurityRetentionSource : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 80;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RetentionFigures events = await RetentionCounts.ByAgeAsync(db.SecurityEvents.AsNoTracking(), e => e.At, null, now, cancellationToken);
        RetentionFigures tokens = await RetentionCounts.ByAgeAsync(db.VaultTokens.AsNoTracking(), t => t.CreatedAt, null, now, cancellationToken);
        return
        [
            events.For("security_events", "Security log", "For ever; a purge takes the excerpts", RetentionOrigin.Nobody),
            tokens.For("vault_tokens", "Vault: values behind tokens", "For ever: a token must stay revealable", RetentionOrigin.Nobody),
            await CountsAsync(db, now, cancellationToken),
        ];
    }

    // They have days instead of times, and are few.
    private static async Task<RetentionStoreV1> CountsAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = await db.PiiCounts.AsNoTracking().GroupBy(_ => 1).Select(g => new { Rows = g.LongCount(), First = g.Min(c => c.Day) }).SingleOrDefaultAsync(cancellationToken);
        DateTimeOffset? first = days is null ? null : new DateTimeOffset(days.First.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return new RetentionStoreV1("pii_counts", "Counts of personal data", $"{PrunePiiCounts.KeepMonths} months", RetentionOrigin.Fixed, new RetentionEndsV1(0, 0, 0, 0, 0, days?.Rows ?? 0, 0), 0, first, first?.AddMonths(PrunePiiCounts.KeepMonths), new long[RetentionCounts.Weeks]);
    }
}
