using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Anthropic;
using Artisan.Infrastructure.Gateway.Caching;
using Artisan.Infrastructure.Gateway.Cohere;
using Artisan.Infrastructure.Gateway.Gemini;
using Artisan.Infrastructure.Gateway.OpenAI;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Infrastructure.Gateway;

/// <summary>Registers the AI vendors that Artisan can call.</summary>
public static class GatewayProviders
{
    /// <summary>Adds one <see cref="IModelProvider"/> for each dialect.</summary>
    public static IServiceCollection AddGatewayProviders(this IServiceCollection services) => services
        .AddHostedService<ModelQualityRefresher>()
        .AddHostedService<CacheSynchroniser>()
        .AddSingleton<IModelProvider, OpenAIProvider>()
        .AddSingleton<IModelProvider, AnthropicProvider>()
        .AddSingleton<IModelProvider, GeminiProvider>()
        .AddSingleton<IModelProvider, CohereProvider>()
        .AddSingleton<IModelProvider>(services => new LocalProvider(skills: services.GetServices<ILocalSkill>()));
}
