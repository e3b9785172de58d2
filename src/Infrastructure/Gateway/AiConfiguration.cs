using Artisan.Core.Gateway.Configuration;
using Artisan.Infrastructure.Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Artisan.Infrastructure.Gateway;

/// <summary>Registers the deployment's AI configuration.</summary>
public static class AiConfiguration
{
    /// <summary>
    /// Adds <see cref="IAiConfigSource"/>. The file is that of the setting <c>Artisan:AiConfig:Path</c>, else <c>ai_config.yaml</c> in the content root or
    /// beside the application. Resolve it once at start: it throws <see cref="AiConfigException"/> with every fault.
    /// </summary>
    public static IServiceCollection AddAiConfiguration(this IServiceCollection services) => services.AddSingleton<IAiConfigSource>(provider =>
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        string contentRoot = provider.GetRequiredService<IHostEnvironment>().ContentRootPath;
        var options = new AiConfigOptions
        {
            Path = configuration["Artisan:AiConfig:Path"],
            Folders = [contentRoot, AppContext.BaseDirectory],
        };
        return new AiConfigSource(options, configuration, provider.GetRequiredService<ILogger<AiConfigSource>>());
    });
}
