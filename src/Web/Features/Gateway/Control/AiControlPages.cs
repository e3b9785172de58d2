using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Gateway.Control;

/// <summary>Registers the console's AI control.</summary>
internal static class AiControlPages
{
    /// <summary>Adds it to the navigation.</summary>
    public static IServiceCollection AddAiControlPages(this IServiceCollection services) => services.AddNavEntry<AiControlPage>(
        NavGroup.Ai, 10, "AI control", "sliders-horizontal", "models", "prices", "providers", "use cases", "routing", "fallbacks", "prompts", "temperature", "budgets", "limits", "quota", "rate limits");
}
