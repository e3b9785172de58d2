using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Operations.Jobs;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>A policy can be tried on what was really asked, without calling a model.</summary>
public sealed class SimulationTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private async Task AskAsync(HttpClient client, string model, string? segment)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"one two three"}]}""", Encoding.UTF8, "application/json");
        if (segment is not null)
            request.Headers.Add("X-Artisan-Segment", segment);
        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<JsonElement> SimulateAsync(HttpClient client, string policy)
    {
        using HttpResponseMessage started = await client.PostAsync("/api/ai-advanced/model-policy/simulate", new StringContent($$"""{"policy":{{policy}},"days":1}""", Encoding.UTF8, "application/json"));
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        Guid id = (await RunningArtisan.JsonAsync(started)).GetProperty("id").GetGuid();
        await App.Services.GetRequiredService<JobRunner>().RunAsync(id, CancellationToken.None);
        JsonElement simulation = default;
        for (int i = 0; i < 200; i++)
        {
            simulation = await client.GetFromJsonAsync<JsonElement>($"/api/ai-advanced/model-policy/simulations/{id}");
            if (simulation.GetProperty("status").GetString() is "succeeded" or "failed")
                break;
            await Task.Delay(50);
        }
        simulation.GetProperty("status").GetString().ShouldBe("succeeded", simulation.ToString());
        return simulation.GetProperty("result");
    }

    [Fact]
    public async Task Requests_are_replayed_by_segment_with_costs_and_the_changes_are_listed()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        await client.PostAsync("/api/ai-advanced/model-policy/set", new StringContent("""{"rules":[{"segment":"executives","model":"gpt-4o"},{"segment":"default","model":"gpt-4o-mini"}]}""", Encoding.UTF8, "application/json"));
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        await AskAsync(client, "artisan/gateway", "executives");
        await AskAsync(client, "artisan/gateway", "executives");
        await AskAsync(client, "artisan/gateway", null);
        await AskAsync(client, "gpt-4o", null);
        await App.DrainAsync();
        int calls = App.Vendor.Requests.Count;
        JsonElement result = await SimulateAsync(client, """{"rules":[{"segment":"executives","model":"gpt-4.1-nano"},{"segment":"default","model":"gpt-4o-mini"},{"segment":"nobody","model":"gpt-5"}]}""");
        (result.GetProperty("requests").GetInt32(), result.GetProperty("changed").GetInt32(), result.GetProperty("named").GetInt32()).ShouldBe((3, 2, 1));
        JsonElement executives = result.GetProperty("rules")[0];
        executives.GetProperty("models")[0].GetProperty("model").GetString().ShouldBe("gpt-4.1-nano");
        executives.GetProperty("after").GetProperty("cost_usd").GetDecimal().ShouldBeLessThan(executives.GetProperty("before").GetProperty("cost_usd").GetDecimal());
        result.GetProperty("rules")[1].GetProperty("changed").GetInt32().ShouldBe(0);
        result.GetProperty("rules")[2].GetProperty("requests").GetInt32().ShouldBe(0, "a rule that nothing reaches is shown");
        result.GetProperty("changes").GetArrayLength().ShouldBe(2);
        result.GetProperty("changes")[0].GetProperty("from").GetString().ShouldBe("gpt-4o");
        App.Vendor.Requests.Count.ShouldBe(calls, "no model was called");
    }

    [Fact]
    public async Task A_faulty_policy_is_refused_and_another_organisation_sees_no_simulation()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage refused = await client.PostAsync("/api/ai-advanced/model-policy/simulate", new StringContent("""{"policy":{"rules":[{"segment":"a","model":"no-such"}]}}""", Encoding.UTF8, "application/json"));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using HttpResponseMessage started = await client.PostAsync("/api/ai-advanced/model-policy/simulate", new StringContent("""{"policy":{"rules":[]}}""", Encoding.UTF8, "application/json"));
        Guid id = (await RunningArtisan.JsonAsync(started)).GetProperty("id").GetGuid();
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.GetAsync($"/api/ai-advanced/model-policy/simulations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
