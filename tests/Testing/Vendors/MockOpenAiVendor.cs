using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Artisan.Testing.Vendors;

/// <summary>
/// A vendor that speaks the documented OpenAI protocol on a loopback port of its own: chat completions plain and streamed, tools, structured
/// answers, embeddings and models, under OpenAI's paths and Azure's. It records what it is asked and fails as it is told.
/// </summary>
/// <remarks>A chat that has tools and asks for the "weather" gets a tool call (two of them when it says " and "); everything else gets <see cref="Reply"/>.</remarks>
public sealed class MockOpenAiVendor : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<VendorRequest> requests = new();
    private readonly ConcurrentQueue<VendorFault> faults = new();
    private readonly ConcurrentQueue<string> structuredAnswers = new();
    private readonly ConcurrentQueue<TaskCompletionSource<VendorRequest>> waiting = new();
    private int abortedRequests;

    private MockOpenAiVendor(WebApplication app) => this.app = app;

    /// <summary>The vendor's root, without a path: <c>http://127.0.0.1:PORT</c>. Azure clients want this one.</summary>
    public string Root { get; private set; } = "";

    /// <summary>The base URL that OpenAI clients want, with <c>/v1</c>.</summary>
    public string BaseUrl => Root + "/v1";

    /// <summary>The one API key that is accepted; null accepts any, also none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Writes the text of an ordinary answer from the request's body.</summary>
    public Func<JsonNode, string> Reply { get; set; } = request =>
        "You said: " + ChatAnswer.TextOf(request["messages"]!.AsArray().LastOrDefault(message => (string?)message?["role"] == "user") ?? new JsonObject());

    /// <summary>What a text means to its embeddings: texts of which it says the same have the same vector. By default each means itself.</summary>
    public Func<string, string> Means { get; set; } = text => text;

    /// <summary>The answer to requests with a JSON <c>response_format</c>, when none is queued.</summary>
    public string StructuredAnswer { get; set; } = "{}";

    /// <summary>How many tokens of a prompt are reported as read from the vendor's cache.</summary>
    public int CachedTokens { get; set; }

    /// <summary>How many tokens an answer reports as spent on reasoning (they are part of its completion tokens).</summary>
    public int ReasoningTokens { get; set; }

    /// <summary>The models that are listed. Requests may name others.</summary>
    public IList<string> Models { get; } = ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"];

    /// <summary>Models that the vendor says it does not have (404).</summary>
    public ISet<string> MissingModels { get; } = new HashSet<string>();

    /// <summary>Decides on a fault for a request when none is queued; null lets it pass.</summary>
    public Func<VendorRequest, VendorFault?>? FaultFor { get; set; }

    /// <summary>All calls so far, in order of arrival. Lists of models are left out: Artisan's probes read them every five minutes, whatever a test does.</summary>
    public IReadOnlyList<VendorRequest> Requests => [.. requests.Where(request => request.Method != "GET")];

    /// <summary>How often a client went away before its answer was out.</summary>
    public int AbortedRequests => abortedRequests;

    /// <summary>Starts a vendor on a free port.</summary>
    public static async Task<MockOpenAiVendor> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var vendor = new MockOpenAiVendor(app);
        app.Run(vendor.HandleAsync);
        await app.StartAsync();
        vendor.Root = app.Urls.Single();
        return vendor;
    }

    /// <summary>Queues a fault for the next request that has none yet. Lists of models are left out: Artisan reads them by itself, at any moment.</summary>
    public void FailNext(params VendorFault[] next) => Array.ForEach(next, faults.Enqueue);

    /// <summary>Queues answers to requests with a JSON <c>response_format</c>, one for each.</summary>
    public void AnswerStructured(params string[] next) => Array.ForEach(next, structuredAnswers.Enqueue);

    /// <summary>Waits for the next request to arrive.</summary>
    public Task<VendorRequest> NextRequestAsync()
    {
        var next = new TaskCompletionSource<VendorRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue(next);
        return next.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A test that hangs on purpose must not make the vendor wait for it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    internal string NextStructuredAnswer() => structuredAnswers.TryDequeue(out var next) ? next : StructuredAnswer;

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new VendorRequest(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", headers, body.ToArray());
        requests.Enqueue(request);
        if (request.Method != "GET" && waiting.TryDequeue(out var waiter))
        {
            waiter.SetResult(request);
        }

        var fault = request.Method != "GET" && faults.TryDequeue(out var queued) ? queued : FaultFor?.Invoke(request) ?? new VendorFault();
        var answered = false;
        try
        {
            answered = await AnswerAsync(context, request, fault);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The client is gone; counted below.
        }
        finally
        {
            var aborted = !answered && context.RequestAborted.IsCancellationRequested && fault is not { BreakAfterEvents: not null, BreakOff: StreamBreak.ConnectionReset };
            if (aborted)
            {
                Interlocked.Increment(ref abortedRequests);
            }

            request.End(answered, aborted);
        }
    }

    private async Task<bool> AnswerAsync(HttpContext context, VendorRequest request, VendorFault fault)
    {
        var gone = context.RequestAborted;
        if (fault.Hang)
        {
            await Task.Delay(Timeout.Infinite, gone);
        }

        await Task.Delay(fault.Delay, gone);
        var writer = new VendorResponseWriter(context.Response, fault, gone);
        if (fault.Status is { } status)
        {
            await writer.WriteAsync(status, fault.ContentType, fault.Body ?? ChatWriter.Error(status).ToJsonString());
            return true;
        }

        var (known, operation, deployment) = OpenAiPaths.Read(context.Request);
        if (!known)
        {
            await writer.WriteErrorAsync(404, $"Invalid URL ({request.Method} {request.Path})");
        }
        else if (ApiKey is not null && PresentedKey(request) != ApiKey)
        {
            await writer.WriteErrorAsync(401, $"Incorrect API key provided: {PresentedKey(request)}. You can find your API key at the vendor's.");
        }
        else if (operation == "models")
        {
            var list = new JsonArray([.. Models.Select(id => new JsonObject { ["id"] = id, ["object"] = "model", ["created"] = 1_700_000_000, ["owned_by"] = "mock" })]);
            await writer.WriteAsync(200, "application/json", new JsonObject { ["object"] = "list", ["data"] = list }.ToJsonString());
        }
        else if (request.Json is not JsonObject json || (deployment ?? (string?)json["model"]) is not { } model)
        {
            await writer.WriteErrorAsync(400, "We could not parse the JSON body of your request, or it names no model.");
        }
        else if (MissingModels.Contains(model))
        {
            await writer.WriteErrorAsync(404, $"The model `{model}` does not exist or you do not have access to it.");
        }
        else if (operation == "embeddings")
        {
            await writer.WriteAsync(200, "application/json", EmbeddingAnswer.To(json, model, Means).ToJsonString());
        }
        else if (json["messages"] is not JsonArray)
        {
            await writer.WriteErrorAsync(400, "Missing required parameter: 'messages'.");
        }
        else if ((bool?)json["stream"] == true)
        {
            var includeUsage = (bool?)json["stream_options"]?["include_usage"] == true;
            return await writer.WriteStreamAsync(ChatWriter.Events(ChatAnswer.To(json, model, this), includeUsage, fault).Select(item => item.ToJsonString()));
        }
        else
        {
            await writer.WriteAsync(200, "application/json", ChatWriter.Body(ChatAnswer.To(json, model, this), fault).ToJsonString());
        }

        return true;
    }

    private static string? PresentedKey(VendorRequest request) =>
        request.Headers.TryGetValue("Authorization", out var bearer) ? bearer.Replace("Bearer ", "", StringComparison.Ordinal)
        : request.Headers.TryGetValue("api-key", out var key) ? key : null;
}
