using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.TryOut;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Guardrails;

/// <summary>Guardrails for programs: both engines with an AI key, their policy and log with an admin key.</summary>
public static class GuardrailsApi
{
    // A thousand long texts.
    private const int LargestBody = 64 * 1024 * 1024;

    /// <summary>Maps them.</summary>
    public static void MapGuardrailsApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder engines = app.MapGroup("/api/v1/ai/guardrails").WithTags("Guardrails").RequireDoor(KeyScopes.Ai).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        engines.MapPost("/pii", async (HttpContext http, PiiRequestV1 body, FindPersonalData find, CancellationToken c) => await find.ExecuteAsync(http.Scope(), body, c)).WithSummary("Finds personal data in up to 1,000 texts");
        engines.MapPost("/injection", async (HttpContext http, InjectionRequestV1 body, InspectTexts inspect, CancellationToken c) => await inspect.ExecuteAsync(http.Scope(), body, c)).WithSummary("Says whether up to 1,000 texts try to give a model foreign instructions");

        RouteGroupBuilder admin = app.MapGroup("/api/v1/admin/guardrails").WithTags("Guardrails").RequireDoor(KeyScopes.Admin);
        admin.MapGet("/policy", async (HttpContext http, GetGuardrailPolicy get, CancellationToken c) => await get.ExecuteAsync(http.Scope(), c)).WithSummary("The organisation's guardrails");
        admin.MapPut("/policy", async (HttpContext http, GuardrailPolicyRequestV1 body, ChangeGuardrailPolicy change, CancellationToken c) =>
            await change.ExecuteAsync(http.Scope(), body.Policy ?? throw ArtisanException.Invalid("policy", "Give the whole policy, as GET answers it."), body.Version, body.DetectorKey, c)).WithSummary("Changes the guardrails; what is kept is looked at again");
        admin.MapGet("/events", ListAsync).WithSummary("What the guardrails found, newest first");
        admin.MapGet("/events/{id:guid}", async (HttpContext http, Guid id, ListSecurityEvents list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("One finding");
        admin.MapPost("/events/{id:guid}/review", async Task<NoContent> (HttpContext http, Guid id, SecurityReviewRequestV1 body, ReviewSecurityEvent review, CancellationToken c) =>
        {
            await review.ExecuteAsync(http.Scope(), id, body.Review, body.Note, body.Allow, c);
            return TypedResults.NoContent();
        }).WithSummary("Says what a finding was");
        admin.MapGet("/coverage", async (HttpContext http, GetCoverage get, CancellationToken c) => new ListOf<CoverageInfo>(await get.ExecuteAsync(http.Scope(), c))).WithSummary("How far what is kept has been looked at under the policy of today");
        admin.MapPost("/coverage", async (HttpContext http, GetCoverage get, CancellationToken c) => TypedResults.Accepted((string?)null, new CoverageStartedV1(await get.StartAsync(http.Scope(), c)))).WithSummary("Looks at what is kept again, as a job");
        admin.MapPost("/vault/reveal", async (HttpContext http, RevealRequestV1 body, RevealTokens reveal, CancellationToken c) => new ListOf<RevealedToken>(await reveal.ExecuteAsync(http.Scope(), body.Text, body.Reason, c))).WithSummary("Shows the values behind tokens; audited");
    }

    // Those of few words; what there is not would look like a list without findings.
    private static string? OneOf(string field, string? word, IReadOnlyList<string> known) => string.IsNullOrEmpty(word) || known.Contains(word) ? word
        : throw ArtisanException.Invalid(field, $"There is no {field} '{word}'. Use {string.Join(", ", known)}.");

    private static async Task<ListOf<SecurityEventInfo>> ListAsync(HttpContext http, ListSecurityEvents list, string? kind, string? review, string? action, string? source, string? family, DateTimeOffset? from, DateTimeOffset? to, string? cursor, int? limit, CancellationToken cancellationToken) =>
        ListOf<SecurityEventInfo>.Of(await list.ExecuteAsync(http.Scope(), new SecurityFilter { Kinds = QueryEnum.Of<SecurityEventKind>("kind", kind) is { } one ? [one] : null, Review = QueryEnum.Of<SecurityReview>("review", review), Action = OneOf("action", action, SecurityActions.All), Source = OneOf("source", source, SecuritySources.All), Family = OneOf("family", family, SecurityFamilies.All), From = from, To = to }, new PageRequest(cursor, limit ?? 50), cancellationToken));
}

/// <summary>A new policy.</summary>
/// <param name="Policy">The whole policy; absent values are the defaults.</param>
/// <param name="Version">The version that it was made from, so that nobody's change is lost; absent takes what is there.</param>
/// <param name="DetectorKey">The credential of the service that recognises injection; absent leaves it, an empty one removes it.</param>
public sealed record GuardrailPolicyRequestV1(GuardrailPolicy? Policy, int? Version = null, string? DetectorKey = null);

/// <summary>A verdict on a finding.</summary>
/// <param name="Review">What it was.</param>
/// <param name="Note">Why.</param>
/// <param name="Allow">For a false alarm: the passage that shall not count again.</param>
public sealed record SecurityReviewRequestV1(SecurityReview Review, string? Note = null, string? Allow = null);

/// <summary>Asks for the values behind tokens.</summary>
/// <param name="Text">Tokens, or a text that holds them.</param>
/// <param name="Reason">Why; stands in the audit.</param>
public sealed record RevealRequestV1(string? Text, string? Reason);

/// <summary>A job that looks at what is kept.</summary>
/// <param name="JobId">The job.</param>
public sealed record CoverageStartedV1(Guid JobId);
