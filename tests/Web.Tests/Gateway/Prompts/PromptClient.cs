using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Artisan.Web.Tests.Gateway.Prompts;

/// <summary>Makes, releases and uses prompts by HTTP.</summary>
/// <param name="app">The application.</param>
/// <param name="key">The key to come in with; null for the first tenant's.</param>
internal sealed class PromptClient(RunningArtisan app, string? key = null)
{
    /// <summary>A draft of one system message without variables.</summary>
    public static string Saying(string text) => JsonSerializer.Serialize(new { content = new { messages = new[] { new { role = "system", content = text } } } });

    /// <summary>Sends JSON.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using HttpClient client = app.Client(key ?? app.Home.ApiKey);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage response = await client.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    /// <summary>Sends JSON and reads the JSON of a good answer.</summary>
    public async Task<JsonElement> OkAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = await SendAsync(method, path, body, headers);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return response.StatusCode == HttpStatusCode.NoContent ? default : await RunningArtisan.JsonAsync(response);
    }

    /// <summary>Sends JSON and reads status, field, and code with message of an error.</summary>
    public async Task<(int Status, string? Field, string Text)> BadAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = await SendAsync(method, path, body, headers);
        JsonElement problem = await RunningArtisan.JsonAsync(response);
        return ((int)response.StatusCode, problem.TryGetProperty("field", out JsonElement field) ? field.GetString() : null, $"{problem.GetProperty("code").GetString()}: {problem.GetProperty("detail").GetString()}");
    }

    /// <summary>Makes a prompt and releases its first version.</summary>
    /// <returns>Its slug and id.</returns>
    public async Task<(string Slug, Guid Id)> MakeAsync(string draft, string? useCase = null, string? slug = null, Guid? workspaceId = null)
    {
        slug ??= $"p-{Guid.NewGuid():N}";
        JsonElement made = await OkAsync(HttpMethod.Post, "/api/v1/ai/prompts", JsonSerializer.Serialize(new { slug, name = "Follow-up", use_case = useCase, workspace_id = workspaceId }));
        Guid id = made.GetProperty("id").GetGuid();
        await ReleaseAsync(id.ToString(), draft);
        return (slug, id);
    }

    /// <summary>Writes a draft and releases it; it holds on this node when this returns.</summary>
    public async Task<JsonElement> ReleaseAsync(string prompt, string draft)
    {
        JsonElement made = await OkAsync(HttpMethod.Post, $"/api/v1/ai/prompts/{prompt}/drafts", draft);
        JsonElement released = await OkAsync(HttpMethod.Post, $"/api/v1/ai/prompts/versions/{made.GetProperty("id").GetString()}/release");
        await RefreshAsync();
        return released;
    }

    /// <summary>Lets this node know of what was changed.</summary>
    public Task RefreshAsync() => app.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);

    /// <summary>The messages that the vendor got last, as <c>role: content</c>.</summary>
    public string[] LastMessages() => [.. JsonDocument.Parse(app.Vendor.Requests[^1].Text).RootElement.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("role").GetString()}: {m.GetProperty("content").GetString()}")];

    /// <summary>A request's explanation.</summary>
    public async Task<RequestDetail> DetailAsync(Guid requestId)
    {
        await app.DrainAsync();
        return await app.Services.GetRequiredService<GetRequest>().ExecuteAsync(app.ScopeOf(Role.Admin), requestId, CancellationToken.None);
    }
}
