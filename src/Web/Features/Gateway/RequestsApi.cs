using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Gateway.Requests;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Gateway;

/// <summary>Requests for programs.</summary>
public static class RequestsApi
{
    /// <summary>Maps the list and one request.</summary>
    public static void MapRequestsApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/ai/requests").WithTags("Requests").RequireDoor(KeyScopes.Ai);
        group.MapGet("", ListAsync).WithSummary("Requests, newest first");
        group.MapGet("/export", ExportAsync).WithSummary("The filtered requests as CSV, as many as there are").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text))).AuditedAs("export.requests", "Requests");
        group.MapGet("/{id:guid}", GetAsync).WithSummary("One request: figures, route, attempts, prompt and answer where the caller may see them");
        group.MapPost("/{id:guid}/feedback", async (HttpContext http, Guid id, FeedbackRequestV1 body, GiveFeedback give, CancellationToken c) => await give.ExecuteAsync(http.Scope(), id, body, c))
            .WithSummary("Says what became of a result; a later verdict of the same caller replaces it. With edited, both texts give the edit distance");
        group.MapGet("/{id:guid}/feedback", async (HttpContext http, Guid id, GetFeedback get, CancellationToken c) => new ListOf<FeedbackV1>(await get.ExecuteAsync(http.Scope(), id, c))).WithSummary("Verdicts on a result, the latest first");
    }

    private static async Task<Ok<ListOf<RequestRow>>> ListAsync(HttpContext http, ListRequests list, [AsParameters] RequestQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(ListOf<RequestRow>.Of(await list.ExecuteAsync(http.Scope(), query.Filter(), new PageRequest(query.Cursor, query.Limit ?? 50, query.Sort, query.Order != "asc"), cancellationToken)));

    private static async Task ExportAsync(HttpContext http, ListRequests list, [AsParameters] RequestQuery query, CancellationToken cancellationToken)
    {
        TenantScope scope = http.Scope();
        RequestFilter filter = query.Filter();
        var order = new PageRequest(null, 1, query.Sort, query.Order != "asc");
        // What cannot be answered is refused before the first byte; afterwards only breaking off would tell.
        await list.ExecuteAsync(scope, filter, order, cancellationToken);
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"requests-{DateTime.UtcNow:yyyyMMdd-HHmm}.csv");
        await RequestsExport.WriteAsync(csv, list, scope, filter, order, cancellationToken);
    }

    private static async Task<Ok<RequestDetail>> GetAsync(HttpContext http, Guid id, GetRequest get, CancellationToken cancellationToken) =>
        TypedResults.Ok(await get.ExecuteAsync(http.Scope(), id, cancellationToken));
}

/// <summary>Query of the request list.</summary>
public sealed record RequestQuery(
    DateTimeOffset? From, DateTimeOffset? To, string? Status, string? Model, string? Provider, string? Use_case, Guid? Workspace_id, Guid? Actor_id, bool? Streamed,
    double? Min_latency_ms, decimal? Min_cost_usd, Guid? Prompt_id, string? Search, string? Sort, string? Order, string? Cursor, int? Limit)
{
    /// <summary>As the use case takes it.</summary>
    public RequestFilter Filter() => new()
    {
        From = From?.ToUniversalTime(),
        To = To?.ToUniversalTime(),
        Status = Status is null ? null : StatusOf(Status),
        Model = Model,
        Provider = Provider,
        UseCase = Use_case,
        PromptId = Prompt_id,
        WorkspaceId = Workspace_id,
        ActorId = Actor_id,
        Streamed = Streamed,
        MinLatencyMs = Min_latency_ms,
        MinCostUsd = Min_cost_usd,
        Search = Search,
    };

    private static RequestStatus StatusOf(string text) =>
        RequestStates.Parse(text) ?? throw ArtisanException.Invalid("status", $"The status is one of {string.Join(", ", RequestStates.All.Select(s => s.Name))}.");
}
