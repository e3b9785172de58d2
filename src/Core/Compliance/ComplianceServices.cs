using Artisan.Core.Compliance.Purges;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Compliance;

/// <summary>Registers the feature.</summary>
public static class ComplianceServices
{
    /// <summary>Adds the audit chain's use cases, purges, and the rights of people whose data is held.</summary>
    public static IServiceCollection AddCompliance(this IServiceCollection services) => services
        .AddSingleton<ChainAuditEntries>().AddSingleton<VerifyAuditChain>().AddSingleton<ListAuditEntries>().AddSingleton<GetAuditEntry>()
        .AddSingleton<ThisNode>().AddSingleton<PurgeLimits>().AddSingleton<AcknowledgePurges>().AddSingleton<StartPurge>().AddSingleton<ReadPurges>().AddSingleton<CancelPurge>().AddSingleton<CertifyPurge>()
        .AddSingleton<ExportSubject>()
        .AddSingleton<IPersonalStore, AuditTextStore>().AddSingleton<IPersonalStore, SubjectExportStore>().AddSingleton<IPersonalStore, JobTextStore>()
        .AddSingleton<IJobHandler, RunPurge>().AddSingleton<IJobHandler, RunSubjectExport>();
}
