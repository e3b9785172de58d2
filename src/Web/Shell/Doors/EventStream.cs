using System.Text.Json;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;

namespace Artisan.Web.Shell.Doors;

/// <summary>
/// Answers with a use case's streamed result: as server-sent events <c>delta</c>, <c>done</c> and <c>error</c>, or as one JSON body where the caller accepts only
/// that. Nothing is written before the first piece is there, so that what is refused has its HTTP status.
/// </summary>
internal static class EventStream
{
    /// <summary>Writes it. A caller that goes away stops the work.</summary>
    /// <param name="http">The request.</param>
    /// <param name="requestId">The AI request.</param>
    /// <param name="pieces">The result; the last piece has the whole.</param>
    public static async Task WriteAsync<T>(HttpContext http, Guid requestId, IAsyncEnumerable<UseCasePiece<T>> pieces) where T : class
    {
        HttpResponse response = http.Response;
        response.Headers["X-Artisan-Request-Id"] = requestId.ToString();
        await using IAsyncEnumerator<UseCasePiece<T>> reader = pieces.GetAsyncEnumerator(http.RequestAborted);
        bool more = await reader.MoveNextAsync();
        if (!WantsEvents(http))
        {
            T? whole = null;
            for (; more; more = await reader.MoveNextAsync())
                whole = reader.Current.Done;
            await response.WriteAsJsonAsync(whole, ArtisanJson.Options, http.RequestAborted);
            return;
        }
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            for (; more; more = await reader.MoveNextAsync())
                await (reader.Current.Done is { } done ? EventAsync(http, "done", done) : EventAsync(http, "delta", new { text = reader.Current.Text }));
        }
        catch (ArtisanException e)
        {
            Failure failure = Failure.Of(e).Guarded(http);
            await EventAsync(http, "error", ErrorMiddleware.Problem(http, failure, failure.HttpStatus, requestId.ToString(), e));
        }
    }

    // A caller that says nothing, or anything goes, gets the stream.
    private static bool WantsEvents(HttpContext http)
    {
        string accept = http.Request.Headers.Accept.ToString();
        return !accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) || accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task EventAsync(HttpContext http, string name, object data)
    {
        await http.Response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data, data.GetType(), ArtisanJson.Options)}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
