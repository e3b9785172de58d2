using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>Sets model policies and asks through them; afterwards none is set.</summary>
/// <param name="fixture">The application.</param>
public abstract class ModelPolicyContext(ArtisanFixture fixture) : IAsyncLifetime
{
    /// <summary>The application.</summary>
    protected RunningArtisan App => fixture.App;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        App.Vendor.FaultFor = null;
        await SetAsync("""{"rules":[]}""");
    }

    /// <summary>Sets a policy; it holds on this node when this returns.</summary>
    protected async Task<JsonElement> SetAsync(string body, string? key = null)
    {
        using HttpClient client = App.Client(key ?? App.Home.ApiKey);
        using HttpResponseMessage response = await client.PostAsync("/api/ai-advanced/model-policy/set", new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        return await RunningArtisan.JsonAsync(response);
    }

    /// <summary>Asks, and reads how it came about.</summary>
    protected async Task<(HttpResponseMessage Response, RequestDetail Detail)> AskAsync(string? segment = null, string more = "", string text = "hi")
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent($$"""{"model":"artisan/gateway",{{more}}"messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]}""", Encoding.UTF8, "application/json");
        if (segment is not null)
            request.Headers.Add("X-Artisan-Segment", segment);
        HttpResponseMessage response = await client.SendAsync(request);
        await App.DrainAsync();
        Guid id = Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single());
        return (response, await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), id, CancellationToken.None));
    }
}
