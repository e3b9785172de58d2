using System.Text.Json;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Gateway;

/// <summary>Prompts for programs: versions, release, preview.</summary>
public static class PromptApi
{
    /// <summary>Maps it.</summary>
    public static void MapPromptApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder read = app.MapGroup("/api/v1/ai/prompts").WithTags("Prompts").RequireDoor(KeyScopes.Ai);
        read.MapGet("", async (HttpContext http, ListPrompts list, CancellationToken c) => new ListOf<PromptInfo>(await list.ExecuteAsync(http.Scope(), c))).WithSummary("The organisation's prompts");
        read.MapGet("/{prompt}", async (HttpContext http, string prompt, GetPrompt get, CancellationToken c) => await get.ExecuteAsync(http.Scope(), prompt, c)).WithSummary("A prompt with its versions");
        read.MapGet("/{prompt}/diff", async (HttpContext http, string prompt, int? from, int? to, ComparePromptVersions compare, CancellationToken c) => await compare.ExecuteAsync(http.Scope(), prompt, from, to, c))
            .WithSummary("What differs between two versions of a prompt (?from=, ?to=); without them between the one that holds and the newest");
        read.MapPost("/{prompt}/preview", PreviewAsync).WithSummary("Fills in a version, and tells its tokens and what they cost, without sending it");

        RouteGroupBuilder write = app.MapGroup("/api/v1/ai/prompts").WithTags("Prompts").RequireDoor(KeyScopes.Admin);
        write.MapPost("", async (HttpContext http, PromptSettings body, SavePrompt save, CancellationToken c) => TypedResults.Created((string?)null, new PromptMadeV1(await save.ExecuteAsync(http.Scope(), null, body, c)))).WithSummary("Makes a prompt");
        write.MapPut("/{prompt}", async Task<NoContent> (HttpContext http, string prompt, PromptSettings body, SavePrompt save, CancellationToken c) =>
        {
            await save.ExecuteAsync(http.Scope(), prompt, body, c);
            return TypedResults.NoContent();
        }).WithSummary("Changes a prompt's name and use");
        write.MapDelete("/{prompt}", async Task<NoContent> (HttpContext http, string prompt, SavePrompt save, CancellationToken c) =>
        {
            await save.ArchiveAsync(http.Scope(), prompt, true, c);
            return TypedResults.NoContent();
        }).WithSummary("Puts a prompt away: requests cannot use it any more");
        write.MapPost("/{prompt}/restore", async Task<NoContent> (HttpContext http, string prompt, SavePrompt save, CancellationToken c) =>
        {
            await save.ArchiveAsync(http.Scope(), prompt, false, c);
            return TypedResults.NoContent();
        }).WithSummary("Takes a prompt out again");
        write.MapPost("/{prompt}/drafts", async (HttpContext http, string prompt, PromptDraftV1 body, SavePromptDraft save, CancellationToken c) =>
            TypedResults.Created((string?)null, await save.ExecuteAsync(http.Scope(), prompt, body.Content ?? throw NoContent(), body.Note, null, null, c))).WithSummary("Writes a draft");
        write.MapPut("/{prompt}/drafts/{id:guid}", async (HttpContext http, string prompt, Guid id, PromptDraftV1 body, SavePromptDraft save, CancellationToken c) =>
            await save.ExecuteAsync(http.Scope(), prompt, body.Content ?? throw NoContent(), body.Note, id, body.Revision, c)).WithSummary("Changes a draft");
        write.MapPost("/versions/{id:guid}/release", async (HttpContext http, Guid id, ReleasePrompt release, CancellationToken c) => await release.ExecuteAsync(http.Scope(), id, c)).WithSummary("Releases a draft, or submits it where a second person must approve");
        write.MapPost("/versions/{id:guid}/decide", async (HttpContext http, Guid id, ModelPolicyDecisionV1 body, ReleasePrompt release, CancellationToken c) => await release.DecideAsync(http.Scope(), id, body.Approve, body.Note, c)).WithSummary("Approves or rejects a submitted version");
        write.MapPost("/versions/{id:guid}/roll-back", async (HttpContext http, Guid id, ReleasePrompt release, CancellationToken c) => await release.RollBackAsync(http.Scope(), id, c)).WithSummary("Releases what an earlier version said as a new version");
        write.MapDelete("/versions/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, ReleasePrompt release, CancellationToken c) =>
        {
            await release.WithdrawAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Takes back a version that never held");
    }

    private static async Task<PromptPreview> PreviewAsync(HttpContext http, string prompt, PromptPreviewV1? body, GetPrompt get, PreviewPrompt preview, CancellationToken cancellationToken)
    {
        PromptDetail detail = await get.ExecuteAsync(http.Scope(), prompt, cancellationToken);
        PromptVersionInfo version = body?.Version is { } number
            ? detail.Versions.FirstOrDefault(v => v.Version == number) ?? throw ArtisanException.NotFound($"Version {number} of the prompt")
            : detail.Live ?? throw new ArtisanException(ErrorCode.Conflict, "No version of the prompt holds yet. Name one: {\"version\": 1}.");
        return await preview.ExecuteAsync(http.Scope(), version.Content, body?.Variables ?? new Dictionary<string, JsonElement>(), detail.Prompt.UseCase, cancellationToken);
    }

    private static ArtisanException NoContent() => ArtisanException.Invalid("content", "Give the content: {\"messages\": [{\"role\": \"system\", \"content\": \"…\"}], \"variables\": []}.");
}

/// <summary>A prompt that was made.</summary>
/// <param name="Id">Its id.</param>
public sealed record PromptMadeV1(Guid Id);

/// <summary>A draft of a prompt.</summary>
/// <param name="Content">What it shall say.</param>
/// <param name="Note">Why.</param>
/// <param name="Revision">The revision that the change was made on; absent to take the risk of overwriting another's.</param>
public sealed record PromptDraftV1(PromptContent? Content, string? Note = null, int? Revision = null);

/// <summary>What a prompt shall be filled in with.</summary>
/// <param name="Version">Which version; absent for the one that holds.</param>
/// <param name="Variables">Values by variable.</param>
public sealed record PromptPreviewV1(int? Version = null, IReadOnlyDictionary<string, JsonElement>? Variables = null);
