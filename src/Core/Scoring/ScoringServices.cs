using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Scoring;

/// <summary>Registers the feature.</summary>
public static class ScoringServices
{
    /// <summary>Adds the use cases, the batch job and the local provider's scorecard.</summary>
    public static IServiceCollection AddScoring(this IServiceCollection services) => services
        .AddSingleton<ILocalSkill, LeadScorecard>()
        .AddSingleton<ScoreLead>().AddSingleton<GetLeadScores>().AddSingleton<ScoreLeadsBatch>().AddSingleton<ListScoringModels>().AddSingleton<CompareModels>().AddSingleton<ListHottestLeads>().AddSingleton<CountScores>()
        .AddSingleton<IJobHandler, ScoreLeadsJob>()
        .AddSingleton<IPersonalStore, LeadScoreStore>();
}
