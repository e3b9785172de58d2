using Artisan.Core.Compliance.Retention;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Caching;

/// <summary>How long answers are kept to be given again.</summary>
internal sealed class CacheRetentionSource : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 30;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Dictionary<int, RetentionFigures> answers = await RetentionCounts.ByEndAsync(db.CachedAnswers.AsNoTracking(), _ => 0, a => a.CreatedAt, a => a.ExpiresAt, now, cancellationToken);
        RetentionFigures hits = await RetentionCounts.ByAgeAsync(db.SemanticHits.AsNoTracking(), h => h.At, SyncCache.SimilarKept, now, cancellationToken);
        return
        [
            answers.GetValueOrDefault(0, RetentionFigures.None).For("cached_answers", "Kept answers", "As use cases and workspaces say", RetentionOrigin.Cache),
            hits.For("semantic_hits", "Similar prompts, for review", $"{SyncCache.SimilarKept.TotalDays:0} days", RetentionOrigin.Fixed),
        ];
    }
}
