using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Guardrails;

/// <summary>Registers what the console needs for guardrails.</summary>
public static class GuardrailsPages
{
    /// <summary>Adds the page's navigation entry.</summary>
    public static IServiceCollection AddGuardrailsPages(this IServiceCollection services) => services
        .AddNavEntry<GuardrailsPage>(NavGroup.Trust, 10, "Guardrails", "shield-check", "security", "injection", "pii", "personal data", "redaction", "vault");
}
