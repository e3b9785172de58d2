using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Usage.Budgets;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.Features;

namespace Artisan.Web.Features.Gateway;

/// <summary>What the doors of all foreign protocols have in common: who may enter, how bodies are read, and which headers an answer carries.</summary>
internal static class ProtocolDoor
{
    private static readonly TimeSpan ErrorEventLeaves = TimeSpan.FromMilliseconds(100);
    // Bytes of events that come together leave at last when there are so many.
    private const int MostTogether = 8 * 1024;
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Lets the caller in and reads the body.</summary>
    /// <exception cref="ArtisanException">When the organisation has switched the protocols off, or the body is empty or too large.</exception>
    public static async ValueTask<(Orchestrator, ReadOnlyMemory<byte>)> EnterAsync(HttpContext http)
    {
        TenantControl? tenant = http.RequestServices.GetRequiredService<ControlPlane>().TenantOf(http.Scope().TenantId);
        if (tenant?.IsOn(Core.Tenancy.Features.Gateway) != true)
            throw new ArtisanException(ErrorCode.FeatureDisabled, "The organisation has switched the gateway's protocols off. An admin can switch it on in Settings → Features.");
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

    /// <summary>The caller's segment; null for none.</summary>
    public static string? SegmentOf(HttpContext http)
    {
        string? segment = http.Request.Headers["X-Artisan-Segment"];
        return string.IsNullOrEmpty(segment) ? null : segment;
    }

    /// <summary>Whether somebody waits for the answer; null where the caller does not say.</summary>
    /// <exception cref="ArtisanException">When the header says neither.</exception>
    public static CallPriority? PriorityOf(HttpContext http) => http.Request.Headers["X-Artisan-Priority"].ToString() switch
    {
        "" => null,
        "interactive" => CallPriority.Interactive,
        "batch" => CallPriority.Batch,
        string other => throw ArtisanException.Invalid("X-Artisan-Priority", $"The header X-Artisan-Priority is interactive or batch, not '{other}'."),
    };

    /// <summary>Sends a call through the pipeline and puts what is known of it into the answer's headers.</summary>
    /// <param name="http">The request.</param>
    /// <param name="orchestrator">The way into AI.</param>
    /// <param name="call">The call.</param>
    /// <param name="idHeader">The header in which the protocol's clients look for the request's id.</param>
    public static async ValueTask<AiAnswer> SendAsync(HttpContext http, Orchestrator orchestrator, AiCall call, string idHeader)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers["X-Artisan-Request-Id"] = call.RequestId.ToString();
        headers[idHeader] = call.RequestId.ToString();
        AiAnswer answer = await orchestrator.SendAsync(call, http.RequestAborted);
        headers[CallHeaders.Cache] = call.Cache.State;
        headers["X-Artisan-Model"] = $"{answer.By.Instance.Name}/{answer.By.NameAtVendor}";
        if (answer is not CompleteAnswer)
            return answer;
        if (call.Trace.CostUsd is { } cost)
            headers["X-Artisan-Cost-Usd"] = cost.ToString("0.##########", CultureInfo.InvariantCulture);
        if (RemainingOf(http.RequestServices.GetRequiredService<AttemptBudget>().RemainingOf(call)) is { Length: > 0 } remaining)
            headers["X-Artisan-Budget-Remaining"] = remaining;
        if (call.Trace.Warnings.Count > 0)
            headers["X-Artisan-Warnings"] = string.Join(", ", call.Trace.Warnings.Select(w => w.Code).Distinct());
        return answer;
    }

    private static string RemainingOf((long? Tokens, decimal? Usd) left) => string.Create(CultureInfo.InvariantCulture,
        $"{(left.Tokens is { } tokens ? $"tokens={tokens}" : "")}{(left is { Tokens: not null, Usd: not null } ? ";" : "")}{(left.Usd is { } usd ? string.Create(CultureInfo.InvariantCulture, $"usd={usd:0.######}") : "")}");

    /// <summary>Writes the headers of a stream.</summary>
    public static void BeginEvents(HttpResponse response)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Writes an event of a stream.</summary>
    /// <returns>Whether anything was written.</returns>
    public delegate bool WriteEvent(in ProviderEvent item, PipeWriter writer);

    /// <summary>
    /// Writes the events of a stream as they come. What has come together leaves together; before the next is waited for, all of it has left.
    /// </summary>
    public static async Task WriteEventsAsync(IAsyncEnumerable<ProviderEvent> events, PipeWriter writer, WriteEvent write, CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<ProviderEvent> items = events.GetAsyncEnumerator(cancellationToken);
        int written = 0;
        while (true)
        {
            ValueTask<bool> next = items.MoveNextAsync();
            ExceptionDispatchInfo? failure = null;
            if (written > 0 && (!next.IsCompletedSuccessfully || written >= MostTogether))
            {
                failure = await LeavesAsync(writer, cancellationToken);
                written = 0;
            }
            // Also where the caller has left, who takes the next event with him: what is under way cannot be disposed.
            bool more = await next;
            failure?.Throw();
            if (!more)
                return;
            if (write(items.Current, writer))
                written += items.Current.Data.Length;
        }
    }

    private static async ValueTask<ExceptionDispatchInfo?> LeavesAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            await writer.FlushAsync(cancellationToken);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Breaks the connection a moment after an error event, when it has left: clients that skip such events notice it too.</summary>
    public static async Task BreakOffAsync(HttpContext http)
    {
        await Task.Delay(ErrorEventLeaves, http.RequestAborted);
        http.Abort();
    }
}
