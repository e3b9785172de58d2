using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance;

/// <summary>Cuts the audit of every tenant that does not keep it for ever.</summary>
public sealed class PruneCompliance(IArtisanDbFactory databases, CutAudit cut) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "compliance.audit_cut";

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Conflict"/> at the end, when a chain's beginning does not verify; the others were cut all the same.</exception>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Guid[] tenants;
        await using (ArtisanDb db = databases.OpenDeployment())
            tenants = await db.OfAllTenants<AuditPolicyRow>().Where(p => p.KeepMonths != null).OrderBy(p => p.TenantId).Select(p => p.TenantId).ToArrayAsync(cancellationToken);
        long deleted = 0;
        var faults = new List<string>();
        for (int i = 0; i < tenants.Length; i++)
        {
            context.Report((double)i / tenants.Length, $"Organisation {i + 1} of {tenants.Length}");
            AuditCut done = await cut.ExecuteAsync(tenants[i], cancellationToken);
            deleted += done.Deleted;
            if (done.Fault is { } fault)
                faults.Add($"{tenants[i]}: {fault}");
        }
        return faults.Count == 0 ? new { deleted }
            : throw new ArtisanException(ErrorCode.Conflict, $"The beginning of an audit chain does not verify and was left as it is. Verify it in the compliance center. {string.Join(" ", faults)}");
    }
}
