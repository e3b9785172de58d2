using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Guardrails.Coverage;

/// <summary>Has a job look at what is kept under the tenant's policy of today.</summary>
public sealed class StartCoverage(StartJob start)
{
    /// <summary>Queues the job. The caller has checked that the scope may.</summary>
    /// <returns>The job's id.</returns>
    public Task<Guid> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken) =>
        start.ExecuteAsync(scope, CoverKeptTexts.JobKind, "Apply the guardrails to what is kept", new { }, cancellationToken);
}
