using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Caching;

/// <summary>An application whose tenants have switched the cache on for plain protocol calls.</summary>
public sealed class CacheFixture : IAsyncLifetime
{
    public RunningArtisan App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await RunningArtisan.StartAsync();
        foreach (TenantScope scope in (TenantScope[])[App.ScopeOf(Role.Admin), App.ScopeOf(Role.Admin, App.Foreign)])
            await SwitchOnAsync(App, scope);
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>Switches the cache on.</summary>
    public static async Task SwitchOnAsync(RunningArtisan app, TenantScope scope, int ttlSeconds = 3600)
    {
        await app.Services.GetRequiredService<ChangeUseCasePolicy>().ExecuteAsync(scope, "gateway", new UseCaseChange { CacheEnabled = true, CacheSemantic = true, CacheTtlSeconds = ttlSeconds }, CancellationToken.None);
        await app.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
    }
}

/// <summary>Asks, and tells what the cache did.</summary>
internal sealed class CacheClient(RunningArtisan app)
{
    public static string NewPrompt() => $"Tell me about {Guid.NewGuid():N}";

    public static string Body(string prompt, string more = "") => $$"""{"model":"gpt-4o-mini",{{more}}"messages":[{"role":"user","content":{{JsonSerializer.Serialize(prompt)}}}]}""";

    public static string TextOf(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    public Task<(string State, JsonElement Body, HttpResponseMessage Response)> AskAsync(string prompt, string more = "", string? key = null, string? wants = null) => SendAsync(Body(prompt, more), key, wants);

    public async Task<(string State, JsonElement Body, HttpResponseMessage Response)> SendAsync(string body, string? key = null, string? wants = null, string path = "/v1/chat/completions")
    {
        HttpResponseMessage response = await RawAsync(body, key, wants, path);
        string text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"{response.StatusCode}: {text}");
        return (response.Headers.GetValues("X-Artisan-Cache").Single(), JsonDocument.Parse(text).RootElement, response);
    }

    public async Task<(HttpStatusCode Status, string Code)> FailAsync(string prompt, string wants)
    {
        HttpResponseMessage response = await RawAsync(Body(prompt), wants: wants);
        return (response.StatusCode, (await RunningArtisan.JsonAsync(response)).GetProperty("error").GetProperty("code").GetString()!);
    }

    public async Task<HttpResponseMessage> RawAsync(string body, string? key = null, string? wants = null, string path = "/v1/chat/completions")
    {
        using HttpClient client = app.Client(key ?? app.Home.ApiKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (wants is not null)
            request.Headers.Add("X-Artisan-Cache", wants);
        return await client.SendAsync(request);
    }

    public async Task<RequestDetail> DetailAsync(HttpResponseMessage response)
    {
        await app.DrainAsync();
        return await app.Services.GetRequiredService<GetRequest>().ExecuteAsync(app.ScopeOf(Role.Admin), Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single()), CancellationToken.None);
    }
}
