using Artisan.Core.Compliance.Retention;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.TryOut;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Guardrails;

/// <summary>Registers the feature.</summary>
public static class GuardrailsServices
{
    /// <summary>Adds the engines, the policy, what keeps texts, the security log and their use cases. Ports come from Infrastructure.</summary>
    public static IServiceCollection AddGuardrails(this IServiceCollection services) => services
        .AddSingleton<LocalPiiDetector>().AddSingleton<InjectionEngine>().AddSingleton<LocalInjectionDetector>().AddSingleton<GuardDetectors>()
        .AddSingleton<GetGuardrailPolicy>().AddSingleton<ChangeGuardrailPolicy>()
        .AddSingleton<GuardrailJournal>().AddSingleton<Vault.Vault>().AddSingleton<RevealTokens>()
        .AddSingleton<TextRedaction>().AddSingleton<KeptTexts>().AddSingleton<IKeptTextGuard>(provider => provider.GetRequiredService<KeptTexts>())
        .AddSingleton<SecurityLog>().AddSingleton<RaiseSecurityAlerts>().AddSingleton<ListSecurityEvents>().AddSingleton<ReviewSecurityEvent>()
        .AddSingleton<IPersonalStore, SecurityExcerptStore>()
        .AddSingleton<VaultTokenStore>().AddSingleton<IPersonalStore>(s => s.GetRequiredService<VaultTokenStore>()).AddSingleton<IBehindTexts>(s => s.GetRequiredService<VaultTokenStore>())
        .AddSingleton<FindPersonalData>().AddSingleton<InspectTexts>()
        .AddSingleton<WritePiiCounts>().AddSingleton<IRetentionSource, SecurityRetentionSource>().AddSingleton<GetPiiReport>().AddSingleton<IJobHandler, PrunePiiCounts>()
        .AddSingleton(new RecurringJob("guardrails.prune_counts", "Delete old counts of personal data", "Counts of what personal data was found are kept for three years; they are figures and name nobody.", PrunePiiCounts.JobKind, "0 10 3 * * ?"))
        .AddSingleton<StartCoverage>().AddSingleton<GetCoverage>().AddSingleton<IJobHandler, CoverKeptTexts>()
        .AddSingleton(new RecurringJob("guardrails.cover", "Apply the guardrails to what is kept", "Looks at what was kept before under each organisation's policy of today, from where it stopped; nothing to do where all was looked at.", CoverKeptTexts.JobKind, "0 40 * * * ?"));
}
