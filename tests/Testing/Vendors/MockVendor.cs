using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Artisan.Testing.Vendors;

/// <summary>
/// A vendor of another protocol than OpenAI's on a loopback port of its own. It checks requests as the documented protocol does, answers, records what it is
/// asked and fails as it is told.
/// </summary>
public abstract class MockVendor : IAsyncDisposable
{
    private readonly ConcurrentQueue<VendorRequest> requests = new();
    private readonly ConcurrentQueue<VendorFault> faults = new();
    private readonly ConcurrentQueue<string> answers = new();
    private WebApplication app = null!;

    /// <summary>The credential that it takes.</summary>
    public const string Key = "mock-key-0123456789abcdef";

    /// <summary>The vendor's root, without a path: <c>http://127.0.0.1:PORT</c>.</summary>
    public string Root { get; private set; } = "";

    /// <summary>All calls so far, in order of arrival. Lists of models are left out: Artisan's probes read them every five minutes, whatever a test does.</summary>
    public IReadOnlyList<VendorRequest> Requests => [.. requests.Where(request => request.Method != "GET")];

    /// <summary>The last request's body.</summary>
    public JsonNode Last => Requests[^1].Json!;

    /// <summary>Decides on a fault for a request when none is queued; null lets it pass.</summary>
    public Func<VendorRequest, VendorFault?>? FaultFor { get; set; }

    /// <summary>Queues a fault for the next request that has none yet.</summary>
    public void FailNext(params VendorFault[] next) => Array.ForEach(next, faults.Enqueue);

    /// <summary>Queues whole answers, in the vendor's own protocol: a body, or the events of a stream.</summary>
    public void AnswerNext(params string[] next) => Array.ForEach(next, answers.Enqueue);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A test that hangs on purpose must not make the vendor wait for it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a vendor on a free port.</summary>
    protected static async Task<T> StartAsync<T>(T vendor) where T : MockVendor
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        vendor.app = builder.Build();
        vendor.app.Run(vendor.HandleAsync);
        await vendor.app.StartAsync();
        vendor.Root = vendor.app.Urls.Single();
        return vendor;
    }

    /// <summary>What is wrong with a request: status and body; null for nothing.</summary>
    protected abstract (int Status, string Body)? Refuse(VendorRequest request);

    /// <summary>The answer to a request: a body, or whole events where <c>Stream</c> is set.</summary>
    protected abstract (bool Stream, IReadOnlyList<string> Parts) Answer(VendorRequest request);

    /// <summary>An error body.</summary>
    protected abstract string ErrorBody(int status);

    /// <summary>An error within a stream.</summary>
    protected abstract string ErrorEvent { get; }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Dictionary<string, string> headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new VendorRequest(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", headers, body.ToArray());
        requests.Enqueue(request);
        VendorFault fault = request.Method != "GET" && faults.TryDequeue(out VendorFault? queued) ? queued : FaultFor?.Invoke(request) ?? new VendorFault();
        bool answered = false;
        try
        {
            answered = await AnswerAsync(context, request, fault);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // the client is gone
        }
        finally
        {
            request.End(answered, !answered && context.RequestAborted.IsCancellationRequested);
        }
    }

    private async Task<bool> AnswerAsync(HttpContext context, VendorRequest request, VendorFault fault)
    {
        if (fault.Hang)
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        await Task.Delay(fault.Delay, context.RequestAborted);
        var writer = new VendorResponseWriter(context.Response, fault, context.RequestAborted);
        context.Response.Headers["request-id"] = "req_mock";
        if (fault.Status is { } status)
        {
            await writer.WriteAsync(status, fault.ContentType, fault.Body ?? ErrorBody(status));
            return true;
        }
        if (Refuse(request) is { } refusal)
        {
            await writer.WriteAsync(refusal.Status, "application/json", refusal.Body);
            return true;
        }
        (bool stream, IReadOnlyList<string> parts) = Answer(request);
        if (answers.TryDequeue(out string? whole))
            parts = stream ? whole.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e + "\n\n").ToArray() : [whole];
        if (stream)
            return await writer.WriteEventsAsync(parts, ErrorEvent);
        await writer.WriteAsync(200, "application/json", parts[0]);
        return true;
    }
}
