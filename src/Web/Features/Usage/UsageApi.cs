using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Usage;

/// <summary>Usage for programs, and as CSV.</summary>
public static class UsageApi
{
    /// <summary>Maps summary, breakdown, series, quota and export.</summary>
    public static void MapUsageApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/ai-advanced/usage").WithTags("Usage").RequireDoor(KeyScopes.Ai);
        group.MapGet("/summary", SummaryAsync).WithSummary("Sums of a period (the last 30 days by default), the period before, latencies");
        group.MapGet("/breakdown", BreakdownAsync).WithSummary("Usage by model, provider, use_case, workspace, actor or lead");
        group.MapGet("/quota", QuotaAsync).WithSummary("Quota status of the month, with a forecast");
        group.MapGet("/export", ExportAsync).WithSummary("The breakdown as CSV").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text))).AuditedAs("export.usage", "Usage");
    }

    private static async Task<Ok<UsageSummary>> SummaryAsync(HttpContext http, GetUsageSummary summary, [AsParameters] UsageQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await summary.ExecuteAsync(http.Scope(), query.Filter(), cancellationToken));

    private static async Task<Ok<ListOf<UsageShare>>> BreakdownAsync(HttpContext http, GetUsageBreakdown breakdown, [AsParameters] UsageQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListOf<UsageShare>(await breakdown.ExecuteAsync(http.Scope(), query.Filter(), query.Group(), cancellationToken)));

    private static async Task<Ok<UsageQuota>> QuotaAsync(HttpContext http, GetUsageQuota quota, CancellationToken cancellationToken) =>
        TypedResults.Ok(await quota.ExecuteAsync(http.Scope(), cancellationToken));

    private static async Task ExportAsync(HttpContext http, GetUsageBreakdown breakdown, [AsParameters] UsageQuery query, CancellationToken cancellationToken)
    {
        UsageFilter filter = query.Filter();
        IReadOnlyList<UsageShare> shares = await breakdown.ExecuteAsync(http.Scope(), filter, query.Group(), cancellationToken);
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"usage-by-{query.Group_by ?? "model"}-{filter.From:yyyyMMdd}-{filter.To:yyyyMMdd}.csv");
        await csv.RowAsync("group", "key", "attempts", "failures", "unpriced_attempts", "input_tokens", "cached_input_tokens", "output_tokens", "audio_seconds", "cost_usd");
        foreach (UsageShare share in shares)
        {
            UsageTotals totals = share.Totals;
            await csv.RowAsync(share.Name, share.Key, totals.Attempts, totals.Failures, totals.Unpriced, totals.InputTokens, totals.CachedInputTokens, totals.OutputTokens, totals.AudioSeconds, totals.CostUsd);
        }
    }
}

/// <summary>Query of the usage endpoints.</summary>
public sealed record UsageQuery(DateTimeOffset? From, DateTimeOffset? To, Guid? Workspace_id, string? Model, string? Provider, string? Use_case, Guid? Actor_id, string? Group_by)
{
    /// <summary>As the use cases take it; the last 30 days where no range is given.</summary>
    public UsageFilter Filter()
    {
        DateTimeOffset to = To?.ToUniversalTime() ?? DateTimeOffset.UtcNow;
        return new UsageFilter(From?.ToUniversalTime() ?? to.AddDays(-30), to, Workspace_id, Model, Provider, Use_case, Actor_id);
    }

    /// <summary>What to group by; model where nothing is given.</summary>
    public UsageGroup Group() => Group_by switch
    {
        null or "model" => UsageGroup.Model,
        "provider" => UsageGroup.Provider,
        "use_case" => UsageGroup.UseCase,
        "workspace" => UsageGroup.Workspace,
        "actor" or "member" or "key" => UsageGroup.Actor,
        "lead" => UsageGroup.Lead,
        _ => throw ArtisanException.Invalid("group_by", "Group by model, provider, use_case, workspace, actor or lead."),
    };
}
