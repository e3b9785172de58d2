using Artisan.Core.Compliance;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Compliance;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Memory;

/// <summary>What governs memory, for programs.</summary>
public static class MemoryGovernanceApi
{
    /// <summary>Maps it.</summary>
    public static void MapMemoryGovernanceApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/ai-advanced/memory").WithTags("Memory governance").RequireDoor(KeyScopes.Admin);
        group.MapGet("/policy", async (HttpContext http, GetMemoryPolicy get, CancellationToken c) => await get.ExecuteAsync(http.Scope(), c)).WithSummary("The policy on memory, and what it means for every type");
        group.MapPost("/policy", async (HttpContext http, MemoryGovernance body, int? version, SetMemoryPolicy set, CancellationToken c) => await set.ExecuteAsync(http.Scope(), body, version, c)).WithSummary("Sets the policy on memory; what is kept too long then ends sooner, at once");
        group.MapGet("/audit-logs", async (HttpContext http, ListAuditEntries list, [AsParameters] AuditQuery query, CancellationToken c) =>
            ListOf<AuditEntryInfo>.Of(await list.ExecuteAsync(http.Scope(), query.Filter("memory."), new PageRequest(query.Cursor, query.Limit ?? 50), c)))
            .WithSummary("What was done with memories, newest first; action is added, searched, changed, forgotten, purged, policy_set, several with commas; actor, from, to and text as with the audit");
        RouteGroupBuilder holds = app.MapGroup("/api/v1/admin/legal-holds").WithTags("Memory governance").RequireDoor(KeyScopes.Admin);
        holds.MapGet("", async (HttpContext http, LegalHolds holds, CancellationToken c) => new ListOf<LegalHoldV1>(await holds.ListAsync(http.Scope(), c))).WithSummary("What must not be deleted, with how many memories each hold keeps");
        holds.MapPost("", async Task<Created<LegalHoldSetV1>> (HttpContext http, LegalHoldRequestV1 body, LegalHolds holds, CancellationToken c) =>
            TypedResults.Created((string?)null, new LegalHoldSetV1(await holds.SetAsync(http.Scope(), body, c)))).WithSummary("Sets a legal hold");
        holds.MapPost("/preview", async (HttpContext http, LegalHoldRequestV1 body, PreviewLegalHold preview, CancellationToken c) => await preview.ExecuteAsync(http.Scope(), body, c)).WithSummary("Counts what a legal hold would keep, by store; sets nothing");
        holds.MapPost("/{id:guid}/lift", async Task<NoContent> (HttpContext http, Guid id, LegalHolds holds, CancellationToken c) =>
        {
            await holds.LiftAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Lifts a legal hold");
    }
}

/// <summary>A hold was set.</summary>
/// <param name="Id">The hold.</param>
public sealed record LegalHoldSetV1(Guid Id);
