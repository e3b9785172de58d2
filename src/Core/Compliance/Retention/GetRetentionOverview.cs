using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Compliance.Retention;

/// <summary>Tells what ends when, for every store.</summary>
public sealed class GetRetentionOverview(IArtisanDbFactory databases, IEnumerable<IRetentionSource> sources, TimeProvider time)
{
    private readonly IRetentionSource[] _sources = [.. sources.OrderBy(s => s.Order)];

    /// <summary>Tells.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<RetentionOverviewV1> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        DateTimeOffset now = time.GetUtcNow();
        await using ArtisanDb db = databases.Open(scope);
        var stores = new List<RetentionStoreV1>();
        foreach (IRetentionSource source in _sources)
            stores.AddRange(await source.ReadAsync(db, now, cancellationToken));
        return new RetentionOverviewV1(now, stores);
    }
}
