using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Memory;

/// <summary>Registers what the console needs for memory.</summary>
public static class MemoryPages
{
    /// <summary>Adds the page with its navigation entry.</summary>
    public static IServiceCollection AddMemoryPages(this IServiceCollection services) => services
        .AddScoped<MemoryLeads>()
        .AddNavEntry<MemoryPage>(NavGroup.Ai, 40, "Memory", "brain", "memories", "remember", "recall", "forget");
}
