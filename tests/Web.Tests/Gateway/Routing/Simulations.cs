using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Operations.Jobs;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>Asks what a policy decides on, and replays it.</summary>
internal static class Simulations
{
    public static async Task AskAsync(HttpClient client, string model, string? segment)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"one two three"}]}""", Encoding.UTF8, "application/json");
        if (segment is not null)
            request.Headers.Add("X-Artisan-Segment", segment);
        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public static async Task<JsonElement> SimulateAsync(RunningArtisan app, HttpClient client, string policy)
    {
        using HttpResponseMessage started = await client.PostAsync("/api/ai-advanced/model-policy/simulate", new StringContent($$"""{"policy":{{policy}},"days":1}""", Encoding.UTF8, "application/json"));
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        Guid id = (await RunningArtisan.JsonAsync(started)).GetProperty("id").GetGuid();
        await app.Services.GetRequiredService<JobRunner>().RunAsync(id, CancellationToken.None);
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
}
