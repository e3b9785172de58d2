using Artisan.Core.Data;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Coverage;

/// <summary>How far a table has been looked at.</summary>
/// <param name="Store">The table.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Changed">Rows in which something was taken out.</param>
/// <param name="DoneAt">When all were looked at (UTC); null before.</param>
/// <param name="Current">Whether that was under the policy of today.</param>
public sealed record CoverageInfo(string Store, long Rows, long Changed, DateTimeOffset? DoneAt, bool Current);

/// <summary>Tells how far what is kept has been looked at, and has it looked at again.</summary>
public sealed class GetCoverage(IArtisanDbFactory databases, GuardrailPolicies policies, StartCoverage start)
{
    /// <summary>Reads.</summary>
    /// <exception cref="Kernel.ArtisanException">When the scope may not.</exception>
    public async Task<IReadOnlyList<CoverageInfo>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.See);
        string stamp = policies.Of(scope.TenantId).Stamp;
        await using ArtisanDb db = databases.Open(scope);
        return await db.KeptCoverage.AsNoTracking().OrderBy(c => c.Store).Select(c => new CoverageInfo(c.Store, c.Rows, c.Changed, c.DoneAt, c.Version == stamp)).ToArrayAsync(cancellationToken);
    }

    /// <summary>Has all of it looked at again.</summary>
    /// <returns>The job.</returns>
    /// <exception cref="Kernel.ArtisanException">When the scope may not.</exception>
    public async Task<Guid> StartAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        await db.KeptCoverage.ExecuteDeleteAsync(cancellationToken);
        return await start.ExecuteAsync(scope, cancellationToken);
    }
}
