using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Gateway.Simulation;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Gateway;

/// <summary>Model policies and model health for programs.</summary>
public static class ModelPolicyApi
{
    /// <summary>Maps them.</summary>
    public static void MapModelPolicyApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder read = app.MapGroup("/api/ai-advanced").WithTags("Model policy").RequireDoor(KeyScopes.Ai);
        read.MapGet("/model-policy", async (HttpContext http, GetModelPolicy get, string? workspace_id, CancellationToken c) => await get.ExecuteAsync(http.Scope(), workspace_id, c)).WithSummary("A workspace's model policy: what holds, and its versions");
        read.MapGet("/model-policy/effective", (HttpContext http, ExplainPolicy explain, string? workspace_id, Guid? member_id, Guid? key_id, string? use_case, string? segment) =>
            explain.Execute(http.Scope(), workspace_id, member_id, key_id, use_case, segment)).WithSummary("What would hold for a call of a member or key, and where each value comes from");
        read.MapGet("/model-health", async (HttpContext http, GetModelHealth get, CancellationToken c) => await get.ExecuteAsync(http.Scope(), c)).WithSummary("How models and providers are");

        read.MapPost("/model-policy/simulate", async (HttpContext http, SimulationRequestV1 body, SimulateModelPolicy simulate, CancellationToken c) =>
            TypedResults.Accepted((string?)null, new SimulationStartedV1(await simulate.StartAsync(http.Scope(), body.Policy.WorkspaceId, body.Policy.Policy(), body.Days ?? 7, c)))).WithSummary("Replays recorded requests against a policy without calling models, as a job");
        read.MapGet("/model-policy/simulations/{id:guid}", async (HttpContext http, Guid id, SimulateModelPolicy simulate, CancellationToken c) => SimulationV1.Of(await simulate.GetAsync(http.Scope(), id, c))).WithSummary("How far a simulation is, and what came out");

        RouteGroupBuilder write = app.MapGroup("/api/ai-advanced/model-policy").WithTags("Model policy").RequireDoor(KeyScopes.Admin);
        write.MapPost("/set", SetAsync).WithSummary("Sets a workspace's model policy: a new version that holds at once, at a time, or once approved");
        write.MapPost("/drafts", DraftAsync).WithSummary("Writes a draft");
        write.MapPut("/drafts/{id:guid}", async (HttpContext http, Guid id, ModelPolicyRequestV1 body, SaveModelPolicyDraft save, CancellationToken c) =>
            new ModelPolicyDraftV1(await save.ExecuteAsync(http.Scope(), body.WorkspaceId, body.Policy(), body.Note, id, c))).WithSummary("Changes a draft");
        write.MapPost("/versions/{id:guid}/release", async (HttpContext http, Guid id, ModelPolicyReleaseV1? body, ReleaseModelPolicy release, CancellationToken c) => await release.ExecuteAsync(http.Scope(), id, body?.ReleaseAt, c)).WithSummary("Releases a draft, or submits it where a second person must approve");
        write.MapPost("/versions/{id:guid}/decide", async (HttpContext http, Guid id, ModelPolicyDecisionV1 body, ReleaseModelPolicy release, CancellationToken c) => await release.DecideAsync(http.Scope(), id, body.Approve, body.Note, c)).WithSummary("Approves or rejects a submitted version");
        write.MapPost("/versions/{id:guid}/roll-back", async (HttpContext http, Guid id, ReleaseModelPolicy release, CancellationToken c) => await release.RollBackAsync(http.Scope(), id, c)).WithSummary("Releases what an earlier version said as a new version");
        write.MapDelete("/versions/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, ReleaseModelPolicy release, CancellationToken c) =>
        {
            await release.WithdrawAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Takes back a version that does not hold yet");
    }

    private static async Task<Ok<ModelPolicySetV1>> SetAsync(HttpContext http, ModelPolicyRequestV1 body, SaveModelPolicyDraft save, ReleaseModelPolicy release, ControlPlane control, IAiConfigSource config, CancellationToken cancellationToken)
    {
        ModelPolicy policy = body.Policy();
        Guid draft = await save.ExecuteAsync(http.Scope(), body.WorkspaceId, policy, body.Note, null, cancellationToken);
        ModelPolicyInfo version = await release.ExecuteAsync(http.Scope(), draft, body.ReleaseAt, cancellationToken);
        return TypedResults.Ok(new ModelPolicySetV1(version.Id, version.Version, version.State, version.ReleaseAt, ModelPolicyCheck.Doubts(policy, control.TenantOf(http.Scope().TenantId)!, config.Current)));
    }

    private static async Task<Created<ModelPolicyDraftV1>> DraftAsync(HttpContext http, ModelPolicyRequestV1 body, SaveModelPolicyDraft save, CancellationToken cancellationToken) =>
        TypedResults.Created((string?)null, new ModelPolicyDraftV1(await save.ExecuteAsync(http.Scope(), body.WorkspaceId, body.Policy(), body.Note, null, cancellationToken)));
}

/// <summary>A model policy as programs send it.</summary>
/// <param name="WorkspaceId">Slug or id of the workspace; absent for the key's own.</param>
/// <param name="Rules">The rules, in order.</param>
/// <param name="FallbackStrategy">How fallbacks are ordered: <c>priority</c>, <c>latency</c>, <c>cost</c>, <c>weighted</c>, <c>least_busy</c>, <c>quality</c>.</param>
/// <param name="AutoFallbackEnabled">Whether another model takes the place of one that fails.</param>
/// <param name="DegradeToLocal">Whether a call that every model failed ends in the local provider.</param>
/// <param name="Note">Why.</param>
/// <param name="ReleaseAt">From when on it holds; absent for at once.</param>
public sealed record ModelPolicyRequestV1(string? WorkspaceId, IReadOnlyList<RoutingRule>? Rules, string? FallbackStrategy = null, bool? AutoFallbackEnabled = null, bool? DegradeToLocal = null, string? Note = null, DateTimeOffset? ReleaseAt = null)
{
    /// <summary>As the use cases take it.</summary>
    /// <exception cref="ArtisanException">When there are no rules.</exception>
    public ModelPolicy Policy() => new()
    {
        Rules = Rules ?? throw ArtisanException.Invalid("rules", "Give the rules; an empty list lets the policies of the use cases decide."),
        FallbackStrategy = FallbackStrategy ?? RoutingStrategies.Priority,
        AutoFallbackEnabled = AutoFallbackEnabled ?? true,
        DegradeToLocal = DegradeToLocal ?? false,
    };
}

/// <summary>What became of a policy that was set.</summary>
/// <param name="Id">The version's id.</param>
/// <param name="Version">Its number.</param>
/// <param name="State"><c>live</c>, <c>scheduled</c> or <c>submitted</c>.</param>
/// <param name="ReleaseAt">From when on it holds.</param>
/// <param name="Warnings">What may not be meant.</param>
public sealed record ModelPolicySetV1(Guid Id, int Version, string State, DateTimeOffset? ReleaseAt, IReadOnlyList<string> Warnings);

/// <summary>A draft that was written.</summary>
/// <param name="Id">The version's id.</param>
public sealed record ModelPolicyDraftV1(Guid Id);

/// <summary>A release.</summary>
/// <param name="ReleaseAt">From when on; absent for at once.</param>
public sealed record ModelPolicyReleaseV1(DateTimeOffset? ReleaseAt = null);

/// <summary>A decision on a submitted version.</summary>
/// <param name="Approve">Whether it may hold.</param>
/// <param name="Note">Why.</param>
public sealed record ModelPolicyDecisionV1(bool Approve, string? Note = null);

/// <summary>A simulation to begin.</summary>
/// <param name="Policy">The policy that is tried.</param>
/// <param name="Days">How many days back, 1 to 90; 7 when absent.</param>
public sealed record SimulationRequestV1(ModelPolicyRequestV1 Policy, int? Days = null);

/// <summary>A simulation that has begun.</summary>
/// <param name="Id">To ask for it.</param>
public sealed record SimulationStartedV1(Guid Id);

/// <summary>A simulation as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Result">What came out; absent until it has succeeded.</param>
public sealed record SimulationV1(Guid Id, JobStatus Status, double? Progress, string? Error, SimulationResult? Result)
{
    /// <summary>Of its job.</summary>
    public static SimulationV1 Of(JobInfo job) => new(job.Id, job.Status, job.Progress, job.Error, SimulateModelPolicy.ResultOf(job));
}
