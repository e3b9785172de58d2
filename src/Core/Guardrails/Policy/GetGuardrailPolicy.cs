using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>A tenant's guardrails, with who changed them.</summary>
/// <param name="Policy">What holds.</param>
/// <param name="Version">Grows with each change; 0 where nothing was set.</param>
/// <param name="UpdatedAt">When it was last changed (UTC); null for never.</param>
/// <param name="UpdatedBy">By whom.</param>
/// <param name="DetectorKeyLast4">The last four characters of the credential of the service that recognises injection; null for none.</param>
public sealed record GuardrailPolicyInfo(GuardrailPolicy Policy, int Version, DateTimeOffset? UpdatedAt, string? UpdatedBy, string? DetectorKeyLast4 = null);

/// <summary>Reads the tenant's guardrails.</summary>
public sealed class GetGuardrailPolicy(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<GuardrailPolicyInfo> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        GuardrailPolicyRow? row = await db.GuardrailPolicies.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return row is null ? new GuardrailPolicyInfo(new GuardrailPolicy(), 0, null, null) : new GuardrailPolicyInfo(GuardrailPolicyJson.Read(row.PolicyJson), row.Version, row.UpdatedAt, row.UpdatedBy, row.DetectorKeyLast4);
    }
}
