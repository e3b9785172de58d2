using Artisan.Core.Compliance.Purges;
using Artisan.Core.Compliance.Retention;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Compliance;

/// <summary>Registers the feature.</summary>
public static class ComplianceServices
{
    /// <summary>Adds the audit chain's use cases, purges, and the rights of people whose data is held.</summary>
    public static IServiceCollection AddCompliance(this IServiceCollection services) => services
        .AddSingleton<ChainAuditEntries>().AddSingleton<CutAudit>().AddSingleton<AuditRetentions>().AddSingleton<VerifyAuditChain>().AddSingleton<VerifyAllAudits>().AddSingleton<ListAuditEntries>().AddSingleton<GetAuditEntry>()
        .AddSingleton<ThisNode>().AddSingleton<PurgeLimits>().AddSingleton<AcknowledgePurges>().AddSingleton<StartPurge>().AddSingleton<ReadPurges>().AddSingleton<CancelPurge>().AddSingleton<CertifyPurge>()
        .AddSingleton<ExportSubject>()
        .AddSingleton<IPersonalStore, AuditTextStore>().AddSingleton<IPersonalStore, SubjectExportStore>().AddSingleton<IPersonalStore, JobTextStore>()
        .AddSingleton<RecordExport>().AddSingleton<GetRetentionOverview>().AddSingleton<IRetentionSource, AuditRetentionSource>()
        .AddSingleton<IJobHandler, PruneCompliance>()
        .AddSingleton(new RecurringJob("compliance.audit_cut", "Cut audit logs", "Deletes audit entries that are older than each organisation keeps them and seals a checkpoint in their place. What a legal hold keeps stays.", PruneCompliance.JobKind, "0 20 3 * * ?"))
        .AddSingleton<IJobHandler, RunPurge>().AddSingleton<IJobHandler, RunSubjectExport>();
}
