using System.Collections.Concurrent;
using System.Text;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Artisan.Infrastructure.Tests.Gateway.OpenAI;

/// <summary>A vendor on a loopback port whose answers a test writes by hand, and that keeps what it was sent.</summary>
internal sealed class HandVendor : IAsyncDisposable
{
    public const string Key = "sk-test-4fJ2kQ9xLm7Zp3Rt8Vw1";

    private readonly WebApplication _app;

    private HandVendor(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public ConcurrentQueue<(string Url, IHeaderDictionary Headers, byte[] Body)> Received { get; } = new();

    public byte[] LastBody => Received.Last().Body;

    public static async Task<HandVendor> StartAsync(Func<HttpContext, byte[], Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        HandVendor? vendor = null;
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            vendor!.Received.Enqueue((context.Request.Path + context.Request.QueryString, new HeaderDictionary(context.Request.Headers.ToDictionary()), body.ToArray()));
            await answer(context, body.ToArray());
        });
        await app.StartAsync();
        vendor = new HandVendor(app, new Uri(app.Urls.First()));
        return vendor;
    }

    public static Task<HandVendor> AnswersAsync(int status, string body, string contentType = "application/json", Action<IHeaderDictionary>? headers = null) =>
        StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            headers?.Invoke(context.Response.Headers);
            await context.Response.WriteAsync(body);
        });

    /// <summary>Sends each text as one event's data, then ends.</summary>
    public static Task<HandVendor> StreamsAsync(params string[] events) => StartAsync((context, _) => WriteEventsAsync(context, events));

    public static async Task WriteEventsAsync(HttpContext context, params string[] events)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        foreach (string data in events)
        {
            await context.Response.WriteAsync($"data: {data}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    public ProviderInstance Instance(string kind = ProviderKinds.OpenAI, string root = "/v1", string? key = Key, Dictionary<string, string>? headers = null, string? apiVersion = null) => new()
    {
        Name = "vendor",
        Kind = kind,
        BaseUrl = new Uri(Address, root),
        ApiKey = key,
        ApiVersion = apiVersion,
        Headers = headers ?? [],
    };

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _app.StopAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // a handler that a test left hanging
        }
        await _app.DisposeAsync();
    }
}

internal static class Calls
{
    public static readonly CallTimeouts Patient = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));

    public const string Hello = """{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}""";
    public const string HelloStream = """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    public const string Answer = """{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""";

    public static ProviderCall Chat(ProviderInstance instance, string body = Hello, string model = "gpt-4o", CallTimeouts? timeouts = null, bool outputLimitIsPolicys = false)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(body);
        return new ProviderCall
        {
            Operation = AiOperation.Chat,
            Instance = instance,
            Model = model,
            Body = utf8,
            Chat = ChatReader.Read(utf8),
            RequestId = Guid.CreateVersion7(),
            OutputLimitIsPolicys = outputLimitIsPolicys,
            Timeouts = timeouts ?? Patient,
        };
    }

    public static ProviderCall Embed(ProviderInstance instance, string body, string model = "text-embedding-3-small")
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(body);
        return new ProviderCall
        {
            Operation = AiOperation.Embeddings,
            Instance = instance,
            Model = model,
            Body = utf8,
            Embeddings = EmbeddingsReader.Read(utf8),
            RequestId = Guid.CreateVersion7(),
            Timeouts = Patient,
        };
    }

    public static string Delta(string text) => $$"""{"choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""";

    public const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    public static async Task<List<(string Data, ProviderEvent Event)>> CollectAsync(this ProviderReply reply, CancellationToken cancellationToken = default)
    {
        var events = new List<(string, ProviderEvent)>();
        await using (reply)
        {
            await foreach (ProviderEvent item in ((StreamReply)reply).ReadAsync(cancellationToken))
                events.Add((Encoding.UTF8.GetString(item.Data.Span), item));
        }
        return events;
    }
}
