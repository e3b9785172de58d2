using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>A policy can be tried on what was really asked, without calling a model.</summary>
public sealed class SimulationTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    [Fact]
    public async Task Requests_are_replayed_by_segment_with_costs_and_the_changes_are_listed()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        await client.PostAsync("/api/ai-advanced/model-policy/set", new StringContent("""{"rules":[{"segment":"executives","model":"gpt-4o"},{"segment":"default","model":"gpt-4o-mini"}]}""", Encoding.UTF8, "application/json"));
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        await Simulations.AskAsync(client, "artisan/gateway", "executives");
        await Simulations.AskAsync(client, "artisan/gateway", "executives");
        await Simulations.AskAsync(client, "artisan/gateway", null);
        await Simulations.AskAsync(client, "gpt-4o", null);
        await App.DrainAsync();
        int calls = App.Vendor.Requests.Count;
        JsonElement result = await Simulations.SimulateAsync(App, client, """{"rules":[{"segment":"executives","model":"gpt-4.1-nano"},{"segment":"default","model":"gpt-4o-mini"},{"segment":"nobody","model":"gpt-5"}]}""");
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
