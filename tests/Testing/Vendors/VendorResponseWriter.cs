using System.Text;
using Microsoft.AspNetCore.Http;

namespace Artisan.Testing.Vendors;

/// <summary>Writes a mock vendor's answer as the fault of the request wants it.</summary>
internal sealed class VendorResponseWriter(HttpResponse response, VendorFault fault, CancellationToken gone)
{
    /// <summary>Writes an answer of one piece.</summary>
    public async Task WriteAsync(int status, string contentType, string body)
    {
        Begin(status, contentType);
        await SendAsync(body);
    }

    /// <summary>Writes an error in OpenAI's shape.</summary>
    public Task WriteErrorAsync(int status, string message) => WriteAsync(status, "application/json", ChatWriter.Error(status, message).ToJsonString());

    /// <summary>Writes server-sent events and the closing <c>[DONE]</c>; false when the fault broke it off.</summary>
    public async Task<bool> WriteStreamAsync(IEnumerable<string> events)
    {
        string error = $"data: {ChatWriter.Error(500, "The server had an error while processing your request.").ToJsonString()}\n\n";
        if (!await WriteEventsAsync(events.Select(item => $"data: {item}\n\n"), error))
            return false;
        await SendAsync("data: [DONE]\n\n");
        return true;
    }

    /// <summary>Writes events as they stand, with their names and line ends; false when the fault broke it off.</summary>
    /// <param name="events">The events.</param>
    /// <param name="errorEvent">What is sent where the fault is an error event.</param>
    public async Task<bool> WriteEventsAsync(IEnumerable<string> events, string errorEvent)
    {
        Begin(200, "text/event-stream; charset=utf-8");
        response.Headers.CacheControl = "no-cache";
        await response.StartAsync(gone);
        var left = fault.BreakAfterEvents;
        var untilHang = fault.HangAfterEvents;
        foreach (var item in events)
        {
            if (left-- == 0)
            {
                await BreakOffAsync(errorEvent);
                return false;
            }

            if (untilHang-- == 0)
            {
                await Task.Delay(Timeout.Infinite, gone);
            }

            await SendAsync(item);
            await response.Body.FlushAsync(gone);
            await Task.Delay(fault.EventDelay, gone);
        }

        return true;
    }

    private void Begin(int status, string contentType)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers["x-request-id"] = "req_" + Guid.NewGuid().ToString("N");
        response.Headers["openai-processing-ms"] = "1";
        foreach (var (name, value) in fault.Headers)
        {
            response.Headers[name] = value;
        }
    }

    private async Task BreakOffAsync(string errorEvent)
    {
        switch (fault.BreakOff)
        {
            case StreamBreak.ConnectionReset:
                response.HttpContext.Abort();
                break;
            case StreamBreak.ErrorEvent:
                await SendAsync(errorEvent);
                break;
            case StreamBreak.MalformedEvent:
                await SendAsync("data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\n\n");
                break;
            case StreamBreak.SilentEnd:
                break;
        }
    }

    private async Task SendAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!fault.OneByteAtATime)
        {
            await response.Body.WriteAsync(bytes, gone);
            return;
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            await response.Body.WriteAsync(bytes.AsMemory(at, 1), gone);
            await response.Body.FlushAsync(gone);
        }
    }
}
