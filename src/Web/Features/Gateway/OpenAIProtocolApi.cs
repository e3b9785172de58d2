using System.Buffers;
using System.IO.Pipelines;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Gateway;

/// <summary>The OpenAI protocol at <c>/v1</c>: any client of it works unchanged.</summary>
public static class OpenAIProtocolApi
{
    private static ReadOnlySpan<byte> DataPrefix => "data: "u8;
    private static ReadOnlySpan<byte> EventEnd => "\n\n"u8;

    /// <summary>Maps chat completions, embeddings and models.</summary>
    public static void MapOpenAIProtocolApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/v1").WithTags("OpenAI protocol").RequireDoor(KeyScopes.Gateway, allowCookie: false, ErrorShape.OpenAI);
        group.MapPost("/chat/completions", (Delegate)ChatAsync).WithName("CreateChatCompletion").WithSummary("Chat completion, plain or streamed")
            .WithMetadata(new OpenApiShape(OpenApiShapes.ChatRequest, ("application/json", OpenApiShapes.Chat), ("text/event-stream", OpenApiShapes.ChatEvents)));
        group.MapPost("/embeddings", (Delegate)EmbeddingsAsync).WithName("CreateEmbedding").WithSummary("Embedding vectors")
            .WithMetadata(new OpenApiShape(OpenApiShapes.EmbeddingsRequest, ("application/json", OpenApiShapes.Embeddings)));
        group.MapGet("/models", ListModels).WithName("ListModels").WithSummary("Models that this key can call").WithMetadata(new OpenApiShape(null, ("application/json", OpenApiShapes.Models)));
        group.MapGet("/models/{**model}", GetModel).WithName("RetrieveModel").WithSummary("One model").WithMetadata(new OpenApiShape(null, ("application/json", OpenApiShapes.Model)));
    }

    private static async Task ChatAsync(HttpContext http)
    {
        (Orchestrator orchestrator, ReadOnlyMemory<byte> body) = await ProtocolDoor.EnterAsync(http);
        AiCall call = orchestrator.Chat(http.Scope(), "openai", body, segment: ProtocolDoor.SegmentOf(http), priority: ProtocolDoor.PriorityOf(http), cache: CallHeaders.CacheOf(http), contextOverflow: CallHeaders.ContextOf(http), prompt: CallHeaders.PromptOf(http));
        await AnswerAsync(http, orchestrator, call);
    }

    private static async Task EmbeddingsAsync(HttpContext http)
    {
        (Orchestrator orchestrator, ReadOnlyMemory<byte> body) = await ProtocolDoor.EnterAsync(http);
        AiCall call = orchestrator.Embeddings(http.Scope(), "openai", body, segment: ProtocolDoor.SegmentOf(http), priority: ProtocolDoor.PriorityOf(http), cache: CallHeaders.CacheOf(http));
        await AnswerAsync(http, orchestrator, call);
    }

    private static async Task AnswerAsync(HttpContext http, Orchestrator orchestrator, AiCall call)
    {
        HttpResponse response = http.Response;
        // Where OpenAI's clients look for it.
        AiAnswer answer = await ProtocolDoor.SendAsync(http, orchestrator, call, "x-request-id");
        if (answer is CompleteAnswer complete)
        {
            response.ContentType = "application/json";
            response.ContentLength = complete.Body.Length;
            response.BodyWriter.Write(complete.Body.Span);
            await response.BodyWriter.FlushAsync(http.RequestAborted);
            return;
        }
        await StreamAsync(http, call, (StreamAnswer)answer);
    }

    private static async Task StreamAsync(HttpContext http, AiCall call, StreamAnswer answer)
    {
        HttpResponse response = http.Response;
        ProtocolDoor.BeginEvents(response);
        PipeWriter writer = response.BodyWriter;
        bool wantsUsage = call.Chat!.IncludeUsage;
        try
        {
            await ProtocolDoor.WriteEventsAsync(answer.Events, writer, (in item, output) => Write(in item, output, wantsUsage), http.RequestAborted);
            writer.Write("data: [DONE]\n\n"u8);
        }
        catch (ArtisanException e)
        {
            // The headers are gone; the protocol's error event is what clients of it understand.
            writer.Write(DataPrefix);
            writer.Write(OpenAIError.Body(Failure.Of(e).Guarded(http), call.RequestId.ToString()));
            writer.Write(EventEnd);
            await writer.FlushAsync(http.RequestAborted);
            // Some clients (OpenAI's for .NET among them) skip error events. So the connection is broken as well, a moment later, when the event has left.
            await ProtocolDoor.BreakOffAsync(http);
            return;
        }
        await writer.FlushAsync(http.RequestAborted);
    }

    // Whether anything was written.
    private static bool Write(in ProviderEvent item, PipeWriter writer, bool wantsUsage)
    {
        if (item.UsageOnly && !wantsUsage)
            return false;
        ReadOnlySpan<byte> data = item.HasUsageProperty && !wantsUsage ? JsonTopLevel.Scan(item.Data.Span).Rewrite(item.Data.Span, ("usage", null)) : item.Data.Span;
        int length = DataPrefix.Length + data.Length + EventEnd.Length;
        // In one piece: the server looks after its place with every write.
        Span<byte> place = writer.GetSpan(length);
        DataPrefix.CopyTo(place);
        data.CopyTo(place[DataPrefix.Length..]);
        EventEnd.CopyTo(place[(DataPrefix.Length + data.Length)..]);
        writer.Advance(length);
        return true;
    }

    private static IResult ListModels(HttpContext http, ControlPlane control, IAiConfigSource config) =>
        AnthropicError.IsWanted(http) ? AnthropicModels.List(ModelsOf(control.TenantOf(http.Scope().TenantId)!, config.Current).Select(m => (m.id, m.created)))
        : Results.Json(new { @object = "list", data = ModelsOf(control.TenantOf(http.Scope().TenantId)!, config.Current).ToArray() });

    private static IResult GetModel(HttpContext http, string model, ControlPlane control, IAiConfigSource config)
    {
        ModelObject? found = ModelsOf(control.TenantOf(http.Scope().TenantId)!, config.Current).FirstOrDefault(m => m.id == model);
        return found is not null ? AnthropicError.IsWanted(http) ? AnthropicModels.One(found.id, found.created) : Results.Json(found)
            : throw new ArtisanException(ErrorCode.ModelNotFound, $"The model {model} is not in the catalogue. GET /v1/models lists those that can be called.") { Field = "model" };
    }

    private static IEnumerable<ModelObject> ModelsOf(TenantControl tenant, AiConfig config)
    {
        foreach (ModelCard card in config.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (tenant.ProviderOf(card.Provider, config) is { IsUsable: true })
                yield return new ModelObject(card.Name, "model", card.Prices.Count == 0 ? 0 : new DateTimeOffset(card.Prices[0].From, default, default).ToUnixTimeSeconds(), card.Provider);
        }
        foreach (string useCase in config.UseCases.Keys.Order(StringComparer.Ordinal))
            yield return new ModelObject($"artisan/{useCase}", "model", 0, "artisan");
    }

    // Named as the protocol names them.
    private sealed record ModelObject(string id, string @object, long created, string owned_by);
}
