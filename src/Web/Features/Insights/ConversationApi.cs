using Artisan.Core.Insights;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Gateway;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Artisan.Web.Features.Insights;

/// <summary>Conversations with the assistant for programs.</summary>
public static class ConversationApi
{
    /// <summary>Maps them.</summary>
    public static void MapConversationApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/ai/conversation").WithTags("Conversation").RequireDoor(KeyScopes.Ai);
        group.MapPost("", async (HttpContext http, ConversationRequestV1 body, Converse converse, CancellationToken c) =>
        {
            Converse.Prepared prepared = await converse.PrepareAsync(http.Scope(), body with { Prompt = CallHeaders.PromptOf(http, body.Prompt) }, "api", c);
            http.Response.Headers["X-Artisan-Session-Id"] = prepared.SessionId.ToString();
            await EventStream.WriteAsync(http, prepared.RequestId, prepared.StreamAsync(c));
        }).WithSummary("Answers from the CRM with citations, streamed; Accept: application/json waits for the whole. The header X-Artisan-Session-Id has the conversation")
            .Produces<ConversationResponseV1>().WithMetadata(new OpenApiEvents("a ConversationResponseV1 with the citations"));
        group.MapGet("/sessions", async (HttpContext http, [FromQuery(Name = "lead_id")] Guid? leadId, string? cursor, int? limit, Conversations conversations, CancellationToken c) =>
            ListOf<ConversationSessionV1>.Of(await conversations.ListAsync(http.Scope(), leadId, new PageRequest(cursor, limit ?? 50), c))).WithSummary("The caller's conversations, the latest first");
        group.MapGet("/sessions/{id:guid}", async (HttpContext http, Guid id, Conversations conversations, CancellationToken c) => await conversations.GetAsync(http.Scope(), id, c)).WithSummary("A conversation with its messages");
        group.MapDelete("/sessions/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, Conversations conversations, CancellationToken c) =>
        {
            await conversations.DeleteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a conversation");
    }
}
