using Artisan.Core.Compliance.Retention;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Insights;

/// <summary>How long conversations are kept.</summary>
internal sealed class ConversationRetentionSource : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 40;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        [(await RetentionCounts.ByAgeAsync(db.ConversationSessions.AsNoTracking(), s => s.CreatedAt, null, now, cancellationToken)).For("conversation_sessions", "Conversations", "Until somebody deletes or purges them", RetentionOrigin.Nobody)];
}
