using Artisan.Core.Tenancy;
using Artisan.Core.Voice.TextAnalysis;
using Artisan.Web.Features.Gateway;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Voice;

/// <summary>Summaries and sentiment of conversations that are given as text, for programs.</summary>
public static class TextAnalysisApi
{
    /// <summary>Maps them.</summary>
    public static void MapTextAnalysisApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/ai").WithTags("Text analysis").RequireDoor(KeyScopes.Ai);
        group.MapPost("/calls/summary", async (HttpContext http, CallSummaryRequestV1 body, SummariseCall summarise, CancellationToken c) => await summarise.ExecuteAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, "api", c))
            .WithSummary("Summarises a transcript or e-mail thread; save writes it to the lead's timeline (a key needs the scope crm for that)");
        group.MapPost("/sentiment", async (HttpContext http, SentimentRequestV1 body, JudgeSentiment judge, CancellationToken c) => await judge.ExecuteAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, "api", c))
            .WithSummary("Sentiment of a text, overall and by speaker, with the words that decide it");
    }
}
