using Artisan.Core.Compliance.Retention;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>How long requests, prompts and answers are kept.</summary>
internal sealed class RequestRetentionSource : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 20;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        double contents = await PruneRequests.DaysAsync(db, TenantSettings.ContentRetentionDays, cancellationToken), requests = await PruneRequests.DaysAsync(db, TenantSettings.RequestRetentionDays, cancellationToken);
        return
        [
            (await RetentionCounts.ByAgeAsync(db.RequestContents.AsNoTracking(), c => c.At, TimeSpan.FromDays(contents), now, cancellationToken)).For("ai_request_contents", "Prompts and answers", $"{contents:0.#} days", RetentionOrigin.Setting),
            (await RetentionCounts.ByAgeAsync(db.Requests.AsNoTracking(), r => r.At, TimeSpan.FromDays(requests), now, cancellationToken)).For("ai_requests", "Requests: figures and routes", $"{requests:0.#} days", RetentionOrigin.Setting),
        ];
    }
}
