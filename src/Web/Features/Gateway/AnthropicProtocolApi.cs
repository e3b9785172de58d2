using System.Buffers;
using System.IO.Pipelines;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Protocol.Anthropic;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Gateway;

/// <summary>Anthropic's Messages protocol at <c>/v1/messages</c>: its clients work unchanged, with every model that Artisan can call.</summary>
public static class AnthropicProtocolApi
{
    private const string Door = "anthropic";
    // Where Anthropic's clients look for it.
    private const string IdHeader = "request-id";

    /// <summary>Maps messages and the counting of their tokens.</summary>
    public static void MapAnthropicProtocolApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/v1/messages").WithTags("Anthropic protocol").RequireDoor(KeyScopes.Gateway, allowCookie: false, ErrorShape.Anthropic);
        group.MapPost("", (Delegate)MessagesAsync).WithName("CreateMessage").WithSummary("A message of Anthropic's protocol, plain or streamed")
            .WithMetadata(new OpenApiShape(AnthropicShapes.MessagesRequest, ("application/json", AnthropicShapes.Message), ("text/event-stream", AnthropicShapes.MessageEvents)));
        group.MapPost("/count_tokens", (Delegate)CountAsync).WithName("CountMessageTokens").WithSummary("How many tokens a message's prompt has, as Artisan estimates it")
            .WithMetadata(new OpenApiShape(AnthropicShapes.MessagesRequest, ("application/json", AnthropicShapes.TokenCount)));
    }

    private static async Task MessagesAsync(HttpContext http)
    {
        (Orchestrator orchestrator, ReadOnlyMemory<byte> body) = await ProtocolDoor.EnterAsync(http);
        var documents = new List<string>();
        AiCall call = orchestrator.Chat(http.Scope(), Door, MessagesRequest.ToChat(body, documents: documents), segment: ProtocolDoor.SegmentOf(http), priority: ProtocolDoor.PriorityOf(http), cache: CallHeaders.CacheOf(http), contextOverflow: CallHeaders.ContextOf(http), prompt: CallHeaders.PromptOf(http), documents: documents);
        AiAnswer answer = await ProtocolDoor.SendAsync(http, orchestrator, call, IdHeader);
        if (answer is StreamAnswer stream)
        {
            await StreamAsync(http, call, stream);
            return;
        }
        var complete = (CompleteAnswer)answer;
        byte[] message = MessagesAnswer.Of(complete.Body, call.RequestId, answer.By.NameAtVendor, complete.Usage);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = message.Length;
        await http.Response.Body.WriteAsync(message, http.RequestAborted);
    }

    private static async Task<IResult> CountAsync(HttpContext http)
    {
        (Orchestrator orchestrator, ReadOnlyMemory<byte> body) = await ProtocolDoor.EnterAsync(http);
        AiCall call = orchestrator.Chat(http.Scope(), Door, MessagesRequest.ToChat(body, isCount: true));
        TokenCount count = TokenCounter.Measure(call.Chat!, call.Chat!.Model, call.Body);
        http.Response.Headers[IdHeader] = http.Response.Headers["X-Artisan-Request-Id"] = call.RequestId.ToString();
        http.Response.Headers["X-Artisan-Token-Method"] = count.Method;
        return Results.Json(new { input_tokens = count.Tokens });
    }

    private static async Task StreamAsync(HttpContext http, AiCall call, StreamAnswer answer)
    {
        ProtocolDoor.BeginEvents(http.Response);
        PipeWriter writer = http.Response.BodyWriter;
        var events = new MessagesEvents(call.RequestId, answer.By.NameAtVendor, writer);
        try
        {
            await ProtocolDoor.WriteEventsAsync(answer.Events, writer, (in item, _) => events.Take(item), http.RequestAborted);
            events.End();
            await writer.FlushAsync(http.RequestAborted);
        }
        catch (ArtisanException e)
        {
            // The headers are gone; the protocol's error event is what clients of it understand.
            writer.Write("event: error\ndata: "u8);
            writer.Write(AnthropicError.Body(Failure.Of(e).Guarded(http), call.RequestId.ToString()));
            writer.Write("\n\n"u8);
            await writer.FlushAsync(http.RequestAborted);
            await ProtocolDoor.BreakOffAsync(http);
        }
    }
}
