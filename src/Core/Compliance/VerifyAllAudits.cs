using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance;

/// <summary>Verifies the chains of all tenants, for the operator at the command line.</summary>
public sealed class VerifyAllAudits(IArtisanDbFactory databases, VerifyAuditChain verify)
{
    /// <summary>Verifies, one tenant after another, by name.</summary>
    public async IAsyncEnumerable<(string Tenant, AuditVerification Found)> ExecuteAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (Guid Id, string Name)[] tenants;
        await using (ArtisanDb db = databases.OpenDeployment())
            tenants = [.. (await db.Tenants.AsNoTracking().OrderBy(t => t.Name).Select(t => new { t.Id, t.Name }).ToArrayAsync(cancellationToken)).Select(t => (t.Id, t.Name))];
        foreach ((Guid id, string name) in tenants)
            yield return (name, await verify.ExecuteAsync(TenantScope.System(id, Guid.Empty, "Command line"), cancellationToken));
    }
}
