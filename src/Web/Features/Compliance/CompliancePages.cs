using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Compliance;

/// <summary>Registers what the console needs for compliance.</summary>
public static class CompliancePages
{
    /// <summary>Adds the page's navigation entry.</summary>
    public static IServiceCollection AddCompliancePages(this IServiceCollection services) => services
        .AddNavEntry<CompliancePage>(NavGroup.Trust, 20, "Compliance", "scroll-text", "legal hold", "audit", "retention", "gdpr", "hipaa", "governance");
}
