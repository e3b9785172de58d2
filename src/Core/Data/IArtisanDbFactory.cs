using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Data;

/// <summary>Opens contexts, each for one operation.</summary>
public interface IArtisanDbFactory
{
    /// <summary>Opens a context that sees and writes only the scope's tenant.</summary>
    ArtisanDb Open(TenantScope scope);

    /// <summary>Opens a context for Artisan's own work in one tenant, before or without a scope (sign-in, ledger, jobs).</summary>
    ArtisanDb OpenTenant(Guid tenantId);

    /// <summary>Opens a context for the deployment's own work over all tenants; it names the tenant of every row itself.</summary>
    ArtisanDb OpenDeployment();
}

/// <summary>Sets on every rent whose rows a pooled context sees.</summary>
public sealed class ArtisanDbFactory<TDb>(IDbContextFactory<TDb> pool, LiveFeed feed, IKeptTextGuard guard) : IArtisanDbFactory where TDb : ArtisanDb
{
    /// <inheritdoc/>
    public ArtisanDb Open(TenantScope scope) => OpenTenant(scope.TenantId);

    /// <inheritdoc/>
    public ArtisanDb OpenTenant(Guid tenantId) => Rent(tenantId, deployment: false);

    /// <inheritdoc/>
    public ArtisanDb OpenDeployment() => Rent(Guid.Empty, deployment: true);

    private TDb Rent(Guid tenantId, bool deployment)
    {
        TDb db = pool.CreateDbContext();
        db.Enter(tenantId, deployment, feed, guard);
        return db;
    }
}
