using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.Features;

namespace Artisan.Web.Features.Gateway;

/// <summary>The OpenAI protocol at <c>/v1</c>: any client of it works unchanged.</summary>
public static class OpenAIProtocolApi
{
    private static readonly TimeSpan ErrorEventLeaves = TimeSpan.FromMilliseconds(100);
    private static ReadOnlySpan<byte> DataPrefix => "data: "u8;
    private static ReadOnlySpan<byte> EventEnd => "\n\n"u8;
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

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
        (Orchestrator orchestrator, ReadOnlyMemory<byte> body) = await EnterAsync(http);
        AiCall call = orchestrator.Chat(http.Scope(), "openai", body, segment: SegmentOf(http), priority: PriorityOf(http), cache: CallHeaders.CacheOf(http));
        await AnswerAsync(http, orchestrator, call);
    }

    private static async Task EmbeddingsAsync(HttpContext http)
    {
        (Orchestrator orchestrator, ReadOnlyMemory<byte> body) = await EnterAsync(http);
        AiCall call = orchestrator.Embeddings(http.Scope(), "openai", body, segment: SegmentOf(http), priority: PriorityOf(http), cache: CallHeaders.CacheOf(http));
        await AnswerAsync(http, orchestrator, call);
    }

    private static async ValueTask<(Orchestrator, ReadOnlyMemory<byte>)> EnterAsync(HttpContext http)
    {
        TenantControl? tenant = http.RequestServices.GetRequiredService<ControlPlane>().TenantOf(http.Scope().TenantId);
        if (tenant?.IsOn(Core.Tenancy.Features.Gateway) != true)
            throw new ArtisanException(ErrorCode.FeatureDisabled, "The organisation has switched the OpenAI protocol off. An admin can switch it on in Settings → Features.");
        int limit = http.RequestServices.GetRequiredService<IAiConfigSource>().Current.Limits.MaxBodyBytes;
        return (http.RequestServices.GetRequiredService<Orchestrator>(), await ReadBodyAsync(http, limit));
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext http, int limit)
    {
        if (http.Request.ContentLength > limit)
            throw TooLarge(limit);
        // The limit of this protocol's bodies stands in its configuration, and is kept to here.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = null;
        PipeReader reader = http.Request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > limit)
                throw TooLarge(limit);
            if (read.IsCompleted)
            {
                byte[] body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                // Some clients begin a text with a byte order mark, which is no JSON and which readers may pass over (RFC 8259, 8.1).
                ReadOnlyMemory<byte> json = body.AsSpan().StartsWith(ByteOrderMark) ? body.AsMemory(ByteOrderMark.Length) : body;
                return json.Length > 0 ? json : throw ArtisanException.Invalid("body", "The body is empty. Send a JSON object.");
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ArtisanException TooLarge(int limit) =>
        new(ErrorCode.PayloadTooLarge, $"The request is larger than {limit / (1024 * 1024)} MB. Shorten the conversation or send files by reference.");

    private static string? SegmentOf(HttpContext http)
    {
        string? segment = http.Request.Headers["X-Artisan-Segment"];
        return string.IsNullOrEmpty(segment) ? null : segment;
    }

    private static CallPriority? PriorityOf(HttpContext http) => http.Request.Headers["X-Artisan-Priority"].ToString() switch
    {
        "" => null,
        "interactive" => CallPriority.Interactive,
        "batch" => CallPriority.Batch,
        string other => throw ArtisanException.Invalid("X-Artisan-Priority", $"The header X-Artisan-Priority is interactive or batch, not '{other}'."),
    };

    private static async Task AnswerAsync(HttpContext http, Orchestrator orchestrator, AiCall call)
    {
        HttpResponse response = http.Response;
        response.Headers["X-Artisan-Request-Id"] = call.RequestId.ToString();
        // Where OpenAI's clients look for it.
        response.Headers["x-request-id"] = call.RequestId.ToString();
        AiAnswer answer = await orchestrator.SendAsync(call, http.RequestAborted);
        response.Headers[CallHeaders.Cache] = call.Cache.State;
        response.Headers["X-Artisan-Model"] = $"{answer.By.Instance.Name}/{answer.By.NameAtVendor}";
        if (answer is CompleteAnswer complete)
        {
            if (call.Trace.CostUsd is { } cost)
                response.Headers["X-Artisan-Cost-Usd"] = cost.ToString("0.##########", CultureInfo.InvariantCulture);
            if (call.Trace.Warnings.Count > 0)
                response.Headers["X-Artisan-Warnings"] = string.Join(", ", call.Trace.Warnings.Select(w => w.Code).Distinct());
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
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        PipeWriter writer = response.BodyWriter;
        bool wantsUsage = call.Chat!.IncludeUsage;
        try
        {
            await foreach (ProviderEvent item in answer.Events.WithCancellation(http.RequestAborted))
            {
                if (item.UsageOnly && !wantsUsage)
                    continue;
                writer.Write(DataPrefix);
                if (item.HasUsageProperty && !wantsUsage)
                    writer.Write(JsonTopLevel.Scan(item.Data.Span).Rewrite(item.Data.Span, ("usage", null)));
                else
                    writer.Write(item.Data.Span);
                writer.Write(EventEnd);
                await writer.FlushAsync(http.RequestAborted);
            }
            writer.Write("data: [DONE]\n\n"u8);
        }
        catch (Exception e) when (e is ProviderException or ArtisanException)
        {
            // The headers are gone; the protocol's error event is what clients of it understand.
            writer.Write(DataPrefix);
            writer.Write(OpenAIError.Body(Failure.Of(e).Guarded(http), call.RequestId.ToString()));
            writer.Write(EventEnd);
            await writer.FlushAsync(http.RequestAborted);
            // Some clients (OpenAI's for .NET among them) skip error events. So the connection is broken as well, a moment later, when the event has left.
            await Task.Delay(ErrorEventLeaves, http.RequestAborted);
            http.Abort();
            return;
        }
        await writer.FlushAsync(http.RequestAborted);
    }

    private static IResult ListModels(HttpContext http, ControlPlane control, IAiConfigSource config) =>
        Results.Json(new { @object = "list", data = ModelsOf(control.TenantOf(http.Scope().TenantId)!, config.Current).ToArray() });

    private static IResult GetModel(HttpContext http, string model, ControlPlane control, IAiConfigSource config)
    {
        ModelObject? found = ModelsOf(control.TenantOf(http.Scope().TenantId)!, config.Current).FirstOrDefault(m => m.id == model);
        return found is not null ? Results.Json(found)
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
