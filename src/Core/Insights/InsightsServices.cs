using Artisan.Core.Compliance.Retention;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Gateway.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Insights;

/// <summary>Registers the feature.</summary>
public static class InsightsServices
{
    /// <summary>Adds conversations and what the local provider answers them with.</summary>
    public static IServiceCollection AddInsights(this IServiceCollection services) => services
        .AddSingleton<ILocalSkill, ConversationSkill>().AddSingleton<Converse>().AddSingleton<Conversations>()
        .AddSingleton<IPersonalStore, ConversationMessageStore>().AddSingleton<IPersonalStore, ConversationSessionStore>().AddSingleton<IRetentionSource, ConversationRetentionSource>();
}
