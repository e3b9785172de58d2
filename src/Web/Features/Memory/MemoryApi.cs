using Artisan.Core.Kernel;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Artisan.Web.Features.Memory;

/// <summary>Memories for programs.</summary>
public static class MemoryApi
{
    /// <summary>Maps them.</summary>
    public static void MapMemoryApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/ai/memory").WithTags("Memory").RequireDoor(KeyScopes.Ai);
        group.MapPost("", async Task<Results<Created<MemoryStoreResponseV1>, Ok<MemoryStoreResponseV1>>> (HttpContext http, MemoryStoreRequestV1 body, StoreMemory store, CancellationToken c) =>
        {
            MemoryStoreResponseV1 answer = await store.ExecuteAsync(http.Scope(), body, new MemoryOrigin(MemorySource.Api), c);
            return answer.Status == MemoryStoreStatus.Stored ? TypedResults.Created($"/api/v1/ai/memory/{answer.Memory.Id}", answer) : TypedResults.Ok(answer);
        }).WithSummary("Remembers something (201); what says nothing new is answered with what is remembered already (200)");
        group.MapPost("/recall", async (HttpContext http, MemoryRecallRequestV1 body, RecallMemories recall, CancellationToken c) => await recall.ExecuteAsync(http.Scope(), body, c)).WithSummary("Finds what is remembered of something, each hit with its reasons");
        group.MapGet("", async (HttpContext http, string? query, string? type, [FromQuery(Name = "lead_id")] Guid? leadId, [FromQuery(Name = "owner_id")] Guid? ownerId, string? state, [FromQuery(Name = "summary_id")] Guid? summaryId, bool? pinned,
            [FromQuery(Name = "expires_before")] DateTimeOffset? expiresBefore, DateTimeOffset? from, DateTimeOffset? to, string? sort, bool? descending, string? cursor, int? limit, ListMemories list, CancellationToken c) =>
            ListOf<MemoryV1>.Of(await list.ExecuteAsync(http.Scope(), new MemoryFilter { Query = query, Type = QueryEnum.Of<MemoryType>("type", type), LeadId = leadId, OwnerId = ownerId, State = QueryEnum.Of<MemoryState>("state", state), SummaryId = summaryId, Pinned = pinned ?? false, ExpiresBefore = expiresBefore, From = from, To = to },
                new PageRequest(cursor, limit ?? 50, sort, descending ?? true), c))).WithSummary("What is remembered and the caller may see, the newest first; sort by expires_at, recalls, updated_at or pinned");
        group.MapGet("/{id:guid}", async (HttpContext http, Guid id, ListMemories list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("A memory; 404 from the moment when it expires");
        group.MapPatch("/{id:guid}", async (HttpContext http, Guid id, MemoryChangeV1 body, ChangeMemory change, CancellationToken c) => await change.ExecuteAsync(http.Scope(), id, body, c)).WithSummary("Changes a memory: text, fields, pin, retention");
        group.MapDelete("/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, ForgetMemory forget, CancellationToken c) =>
        {
            await forget.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Forgets a memory");
        group.MapPost("/{id:guid}/confirm", async (HttpContext http, Guid id, MemorySummaryDecisionV1 body, DecideSummary decide, CancellationToken c) =>
            new MemorySummaryDecidedV1(await decide.ExecuteAsync(http.Scope(), id, body.Confirm, c))).WithSummary("Confirms a proposed summary, so that it is recalled in place of its originals, or declines it");
    }
}

/// <summary>What becomes of a proposed summary.</summary>
/// <param name="Confirm">Whether it takes its originals' place; else it is gone.</param>
public sealed record MemorySummaryDecisionV1(bool Confirm);

/// <summary>What became of it.</summary>
/// <param name="Originals">Memories that it stands for now.</param>
public sealed record MemorySummaryDecidedV1(int Originals);
