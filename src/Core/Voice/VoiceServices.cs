using Artisan.Core.Gateway.Local;
using Artisan.Core.Voice.TextAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Voice;

/// <summary>Registers the feature.</summary>
public static class VoiceServices
{
    /// <summary>Adds the analysis of pasted conversations.</summary>
    public static IServiceCollection AddVoice(this IServiceCollection services) => services
        .AddSingleton<ILocalSkill, CallSummarySkill>().AddSingleton<ILocalSkill, SentimentSkill>().AddSingleton<SummariseCall>().AddSingleton<JudgeSentiment>();
}
