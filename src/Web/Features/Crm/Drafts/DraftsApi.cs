using Artisan.Core.Crm.Drafts;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Gateway;
using Artisan.Web.Features.Operations;
using Artisan.Web.Features.Operations.Jobs;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Artisan.Web.Features.Crm.Drafts;

/// <summary>E-mail drafts and campaign strategies for programs.</summary>
public static class DraftsApi
{
    /// <summary>Maps them.</summary>
    public static void MapDraftsApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder email = app.MapGroup("/api/v1/ai/email").WithTags("Drafts").RequireDoor(KeyScopes.Ai);
        email.MapPost("/generate", async (HttpContext http, EmailGenerateRequestV1 body, GenerateEmail generate, CancellationToken c) => await generate.ExecuteAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, "api", c)).WithSummary("Drafts e-mails and keeps them");
        email.MapPost("/batch", async (HttpContext http, BatchEmailRequestV1 body, DraftEmailsBatch batch, CancellationToken c) =>
        {
            BatchEmailResponseV1 queued = await batch.ExecuteAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, c);
            return TypedResults.Accepted($"/api/v1/ai/email/batch/{queued.JobId}", queued);
        }).WithSummary("Drafts an e-mail to each of up to 1,000 leads, as a job; nothing is sent");
        email.MapGet("/batch/{id:guid}", async (HttpContext http, Guid id, DraftEmailsBatch batch, CancellationToken c) => BatchStateV1.Of(await batch.StateAsync(http.Scope(), id, c))).WithSummary("How far a batch is");
        email.MapPost("/batch/{id:guid}/cancel", async (HttpContext http, Guid id, DraftEmailsBatch batch, CancellationToken c) => BatchStateV1.Of(await batch.CancelAsync(http.Scope(), id, c))).WithSummary("Cancels a batch; what is drafted stays");
        email.MapGet("/drafts", async (HttpContext http, [FromQuery(Name = "lead_id")] Guid? leadId, string? cursor, int? limit, ListEmailDrafts list, CancellationToken c) =>
            ListOf<EmailDraftV1>.Of(await list.ExecuteAsync(http.Scope(), leadId, new PageRequest(cursor, limit ?? 50), c))).WithSummary("Drafts of a lead (?lead_id=) or all, the latest first");
        email.MapGet("/drafts/{id:guid}", async (HttpContext http, Guid id, ListEmailDrafts list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("One draft");
        email.MapPatch("/drafts/{id:guid}", async (HttpContext http, Guid id, EmailDraftEditV1 body, EditEmailDraft edit, CancellationToken c) => await edit.ExecuteAsync(http.Scope(), id, body, c)).WithSummary("Keeps a person's edits beside what the model wrote");
        email.MapDelete("/drafts/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, EditEmailDraft edit, CancellationToken c) =>
        {
            await edit.DeleteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a draft");

        RouteGroupBuilder strategy = app.MapGroup("/api/v1/ai/campaigns").WithTags("Campaign strategy").RequireDoor(KeyScopes.Ai);
        strategy.MapPost("/strategy", async (HttpContext http, CampaignStrategyRequestV1 body, PlanCampaign plan, CancellationToken c) =>
        {
            PlanCampaign.Prepared prepared = await plan.PrepareAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, "api", c);
            await EventStream.WriteAsync(http, prepared.RequestId, prepared.StreamAsync(c));
        }).WithSummary("Proposes a campaign strategy from the organisation's own figures, streamed; Accept: application/json waits for the whole")
            .Produces<CampaignStrategyResponseV1>().WithMetadata(new OpenApiEvents("a CampaignStrategyResponseV1"));
        strategy.MapGet("/strategies", async (HttpContext http, [FromQuery(Name = "campaign_id")] Guid? campaignId, string? cursor, int? limit, CampaignStrategies list, CancellationToken c) =>
            ListOf<StoredStrategyV1>.Of(await list.ListAsync(http.Scope(), campaignId, new PageRequest(cursor, limit ?? 50), c))).WithSummary("Strategies of a campaign (?campaign_id=) or all, the latest first, without their text");
        strategy.MapGet("/strategies/{id:guid}", async (HttpContext http, Guid id, CampaignStrategies list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("One strategy");
        strategy.MapDelete("/strategies/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, CampaignStrategies list, CancellationToken c) =>
        {
            await list.DeleteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a strategy");
    }
}
