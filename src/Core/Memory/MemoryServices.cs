using Artisan.Core.Compliance.Retention;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Compliance;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway;
using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Memory;

/// <summary>Registers the feature.</summary>
public static class MemoryServices
{
    /// <summary>Adds what is remembered, and what governs it.</summary>
    public static IServiceCollection AddMemory(this IServiceCollection services) => services
        .AddSingleton<MemoryIndexes>().AddSingleton<MemoryTouches>().AddSingleton<RecallMemories>().AddSingleton<MemoryQueue>().AddSingleton<MemoryMeanings>()
        .AddSingleton(p => new Lazy<Orchestrator>(p.GetRequiredService<Orchestrator>)).AddSingleton<KeepMemories>()
        .AddSingleton<MemoryGate>().AddSingleton<MemoryScrubber>().AddSingleton<StoreMemory>().AddSingleton<MemorySearches>().AddSingleton<ListMemories>().AddSingleton<CountMemories>().AddSingleton<ChangeMemory>().AddSingleton<ForgetMemory>()
        .AddSingleton<GetMemoryPolicy>().AddSingleton<SetMemoryPolicy>().AddSingleton<ShortenMemories>().AddSingleton<LegalHolds>()
        .AddSingleton<ILeadDeletion, LeadMemories>().AddSingleton<ITextFollower, RewrittenMemories>()
        .AddSingleton<IJobHandler, SummariseMemories>().AddSingleton<DecideSummary>()
        .AddSingleton(new RecurringJob("memory.summarise", "Sum up old memories", "Proposes summaries of what is remembered longer than each organisation's policy says; originals stay until somebody confirms.", SummariseMemories.JobKind, "0 30 3 * * ?"))
        .AddSingleton<ReadMeanings>().AddSingleton<IJobHandler>(p => p.GetRequiredService<ReadMeanings>())
        .AddSingleton(new RecurringJob("memory.read_meanings", "Read what memories mean", "Has each organisation's embeddings model read what is remembered and not yet read; new memories are read within seconds.", ReadMeanings.JobKind, "0 20 * * * ?"))
        .AddSingleton<IPersonalStore, MemoryPersonalStore>().AddSingleton<ISubjectHolds, MemorySubjectHolds>().AddSingleton<IAuditFloor, MemoryAuditFloor>().AddSingleton<IRetentionSource, MemoryRetentionSource>().AddSingleton<PreviewLegalHold>()
        .AddSingleton<IJobHandler, ExpireMemories>()
        .AddSingleton(new RecurringJob("memory.expire", "Delete expired memories", "Deletes what is remembered longer than it may be; it could not be read any more. Legal holds keep what they cover.", ExpireMemories.JobKind, "0 45 2 * * ?"));
}
