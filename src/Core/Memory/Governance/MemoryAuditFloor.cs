using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Governance;

/// <summary>How long the compliance mode demands that audit entries are kept.</summary>
public sealed class MemoryAuditFloor : IAuditFloor
{
    /// <inheritdoc/>
    public async Task<AuditFloor> OfAsync(ArtisanDb db, CancellationToken cancellationToken)
    {
        string? json = await db.MemoryPolicies.AsNoTracking().Select(p => p.PolicyJson).SingleOrDefaultAsync(cancellationToken);
        return Of(json is null ? ComplianceMode.Standard : MemoryGovernance.Read(json).ComplianceMode);
    }

    /// <summary>What a mode demands. The law names a time for HIPAA only; the other two are the product's own.</summary>
    public static AuditFloor Of(ComplianceMode mode) => mode switch
    {
        ComplianceMode.Hipaa => new AuditFloor(72, "HIPAA mode keeps records of what was done for six years (45 CFR 164.316(b)(2)(i))."),
        ComplianceMode.Gdpr => new AuditFloor(12, "in GDPR mode one must be able to show what was done (Art. 5 (2)); a year is the least."),
        _ => new AuditFloor(6, "less would leave no record to look into."),
    };
}
