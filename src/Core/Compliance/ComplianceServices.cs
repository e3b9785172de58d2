using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Compliance;

/// <summary>Registers the feature.</summary>
public static class ComplianceServices
{
    /// <summary>Adds the audit chain's use cases.</summary>
    public static IServiceCollection AddCompliance(this IServiceCollection services) => services
        .AddSingleton<ChainAuditEntries>().AddSingleton<VerifyAuditChain>().AddSingleton<ListAuditEntries>().AddSingleton<GetAuditEntry>();
}
