using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace Artisan.Web.Tests.Reliability;

/// <summary>Callers that send plain and streamed chats until told to stop, and note which were answered to the end.</summary>
internal sealed class Load(string url, string apiKey)
{
    private readonly ConcurrentDictionary<Guid, bool> _answered = new();
    private int _refused, _failed;

    /// <summary>Ids of requests whose answers arrived whole.</summary>
    internal ICollection<Guid> Answered => _answered.Keys;

    /// <summary>Answers with 503.</summary>
    internal int Refused => _refused;

    /// <summary>Calls without a whole answer otherwise.</summary>
    internal int Failed => _failed;

    internal Task RunAsync(int callers, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, callers).Select(i => CallAsync(i, stop)));

    private async Task CallAsync(int caller, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            bool stream = (caller + i) % 2 == 0;
            try
            {
                using HttpResponseMessage response = await client.PostAsync("/v1/chat/completions",
                    new StringContent($$"""{"model":"gpt-4o-mini","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"call {{i}} of caller {{caller}}"}]}"""), CancellationToken.None);
                string body = await response.Content.ReadAsStringAsync(CancellationToken.None);
                if (response.IsSuccessStatusCode && (!stream || body.Contains("[DONE]", StringComparison.Ordinal)))
                    _answered[Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single())] = true;
                else if ((int)response.StatusCode == 503)
                    Interlocked.Increment(ref _refused);
                else
                    Interlocked.Increment(ref _failed);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                Interlocked.Increment(ref _failed);
                if (!stop.IsCancellationRequested)
                    await Task.Delay(5, CancellationToken.None);
            }
        }
    }
}
