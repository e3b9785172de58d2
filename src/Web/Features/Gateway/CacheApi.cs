using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Gateway;

/// <summary>The response cache for programs: figures, answers, settings, purges.</summary>
public static class CacheApi
{
    /// <summary>Maps it.</summary>
    public static void MapCacheApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/admin/cache").WithTags("Cache").RequireDoor(KeyScopes.Admin);
        group.MapGet("", async (HttpContext http, GetCacheFigures get, ControlPlane control, string? workspace_id, int? days, CancellationToken c) => await get.ExecuteAsync(http.Scope(), WorkspaceOf(http, control, workspace_id, Level.See), days ?? 7, c)).WithSummary("Hits, misses and savings of the cache over time");
        group.MapGet("/entries", async (HttpContext http, ListCacheEntries list, ControlPlane control, string? workspace_id, int? limit, CancellationToken c) =>
            new CacheEntriesV1(await list.ExecuteAsync(http.Scope(), WorkspaceOf(http, control, workspace_id, Level.See), limit ?? 100, c))).WithSummary("Answers that are kept, the latest first");
        group.MapDelete("/entries/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, ForgetAnswers forget, CancellationToken c) =>
        {
            await forget.ExecuteAsync(http.Scope(), new CachePurgeOrder(AnswerId: id), c);
            return TypedResults.NoContent();
        }).WithSummary("Forgets one answer on every node");
        group.MapPost("/purge", async (HttpContext http, CachePurgeV1? body, ForgetAnswers forget, ControlPlane control, CancellationToken c) =>
            new CachePurgedV1(await forget.ExecuteAsync(http.Scope(), new CachePurgeOrder(WorkspaceId: WorkspaceOf(http, control, body?.WorkspaceId, Level.Edit), LeadId: body?.LeadId, ActorId: body?.ActorId), c))).WithSummary("Forgets the answers of a workspace, for a lead, of a member or key, or all");
        group.MapGet("/semantic-hits", async (HttpContext http, ListSemanticHits list, ControlPlane control, string? workspace_id, int? limit, CancellationToken c) =>
            new SemanticHitsV1(await list.ExecuteAsync(http.Scope(), WorkspaceOf(http, control, workspace_id, Level.See), limit ?? 50, c))).WithSummary("The last prompts that were answered with the answer to a similar one");
        group.MapPost("/semantic-hits/{id:guid}/wrong", async (HttpContext http, Guid id, ReportWrongHit report, CancellationToken c) => await report.ExecuteAsync(http.Scope(), id, c)).WithSummary("Reports a wrong hit: forgets its answer and raises the workspace's similarity");
        group.MapGet("/settings", (HttpContext http, ListCacheSettings list) => new CacheSettingsV1(list.Execute(http.Scope()))).WithSummary("How workspaces cache");
        group.MapPut("/settings/{workspace}", async Task<NoContent> (HttpContext http, string workspace, CacheSettingV1 body, ChangeCacheSettings change, ControlPlane control, CancellationToken c) =>
        {
            await change.ExecuteAsync(http.Scope(), new WorkspaceCacheInfo(WorkspaceOf(http, control, workspace, Level.Edit)!.Value, body.MaxEntries ?? WorkspaceCache.DefaultEntries, body.Threshold ?? WorkspaceCache.DefaultThreshold, body.TtlSeconds), c);
            return TypedResults.NoContent();
        }).WithSummary("Changes how a workspace caches");
    }

    private static Guid? WorkspaceOf(HttpContext http, ControlPlane control, string? name, Level level)
    {
        // Who may not see the cache is not told which workspaces there are.
        http.Scope().Demand(Area.AiControl, level);
        if (string.IsNullOrEmpty(name))
            return null;
        WorkspaceControl? found = control.TenantOf(http.Scope().TenantId)?.Workspaces.Values.FirstOrDefault(w => w.Slug == name || Guid.TryParse(name, out Guid id) && w.Id == id);
        return found?.Id ?? throw ArtisanException.NotFound("The workspace");
    }
}

/// <summary>Answers that are kept.</summary>
/// <param name="Items">The latest first.</param>
public sealed record CacheEntriesV1(IReadOnlyList<CacheEntryInfo> Items);

/// <summary>Hits of similar prompts.</summary>
/// <param name="Items">The latest first.</param>
public sealed record SemanticHitsV1(IReadOnlyList<SemanticHitInfo> Items);

/// <summary>Settings by workspace.</summary>
/// <param name="Items">One for each workspace.</param>
public sealed record CacheSettingsV1(IReadOnlyList<WorkspaceCacheInfo> Items);

/// <summary>How a workspace shall cache; what is absent takes the default.</summary>
/// <param name="MaxEntries">Most answers, 1 to 10,000; 100 when absent.</param>
/// <param name="Threshold">Least similarity, 0.95 to 1; 0.95 when absent.</param>
/// <param name="TtlSeconds">Longest time in seconds; the use case's when absent.</param>
public sealed record CacheSettingV1(int? MaxEntries = null, double? Threshold = null, int? TtlSeconds = null);

/// <summary>What is to be forgotten; absent for any.</summary>
/// <param name="WorkspaceId">Slug or id of a workspace.</param>
/// <param name="LeadId">Answers for a lead.</param>
/// <param name="ActorId">Answers of a member or key.</param>
public sealed record CachePurgeV1(string? WorkspaceId = null, Guid? LeadId = null, Guid? ActorId = null);

/// <summary>What was forgotten.</summary>
/// <param name="Forgotten">Answers in the database and on this node.</param>
public sealed record CachePurgedV1(int Forgotten);
