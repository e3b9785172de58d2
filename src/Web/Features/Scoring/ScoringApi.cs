using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Gateway;
using Artisan.Web.Features.Operations.Jobs;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Scoring;

/// <summary>Lead scoring for programs.</summary>
public static class ScoringApi
{
    /// <summary>Maps it.</summary>
    public static void MapScoringApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/ai/scoring").WithTags("Scoring").RequireDoor(KeyScopes.Ai);
        group.MapPost("/leads", async (HttpContext http, LeadScoreRequestV1 body, ScoreLead score, CancellationToken c) => await score.ExecuteAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, "api", c)).WithSummary("Scores a lead");
        group.MapPost("/leads/batch", async (HttpContext http, BatchScoreLeadsRequestV1 body, ScoreLeadsBatch batch, CancellationToken c) =>
        {
            BatchScoreLeadsResponseV1 queued = await batch.ExecuteAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, c);
            return TypedResults.Accepted($"/api/v1/ai/scoring/leads/batch/{queued.JobId}", queued);
        }).WithSummary("Scores many leads as a job");
        group.MapGet("/leads/batch/{id:guid}", async (HttpContext http, Guid id, ScoreLeadsBatch batch, CancellationToken c) => BatchStateV1.Of(await batch.StateAsync(http.Scope(), id, c))).WithSummary("How far a batch is");
        group.MapPost("/leads/batch/{id:guid}/cancel", async (HttpContext http, Guid id, ScoreLeadsBatch batch, CancellationToken c) => BatchStateV1.Of(await batch.CancelAsync(http.Scope(), id, c))).WithSummary("Cancels a batch; what is scored stays");
        group.MapGet("/leads/{id:guid}", async (HttpContext http, Guid id, GetLeadScores get, CancellationToken c) => await get.LatestAsync(http.Scope(), id, c)).WithSummary("A lead's latest score");
        group.MapGet("/leads/{id:guid}/history", async (HttpContext http, Guid id, int? limit, GetLeadScores get, CancellationToken c) => new ListOf<LeadScoreResponseV1>(await get.ExecuteAsync(http.Scope(), id, limit ?? 20, c))).WithSummary("A lead's scores, the latest first");
        group.MapGet("/models", (HttpContext http, ListScoringModels list) => new ListOf<ScoringModelV1>(list.Execute(http.Scope()))).WithSummary("Models that can score");
        group.MapPost("/models/test", async (HttpContext http, CompareModelsRequestV1 body, CompareModels compare, CancellationToken c) => await compare.ExecuteAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, "api", c)).WithSummary("Lets models score the same leads, without keeping the scores");
    }
}
