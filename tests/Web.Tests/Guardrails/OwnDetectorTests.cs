using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>A tenant's own detection services take the engines' place for its calls, and for nobody else's.</summary>
public sealed class OwnDetectorTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private readonly RunningArtisan _app = fixture.App;

    [Fact]
    public async Task Calls_are_guarded_by_the_services_that_the_policy_names()
    {
        await using WebApplication services = await StartAsync();
        string address = services.Urls.First();
        await PolicyAsync(p => p with
        {
            Pii = p.Pii with { Detector = "presidio", DetectorUrl = address, ToModels = PiiAction.Block, EntityTypes = ["PERSON"] },
            Injection = p.Injection with { Detector = "prompt-shield", DetectorUrl = address },
        }, "a-key-of-the-service-1234");

        (await ChatAsync("a plain question")).Status.ShouldBe(HttpStatusCode.OK);
        (HttpStatusCode status, string body) = await ChatAsync("something shady");
        (status, CodeOf(body)).ShouldBe((HttpStatusCode.BadRequest, "injection_detected"));
        (status, body) = await ChatAsync("ask Zebulon");
        (status, CodeOf(body)).ShouldBe((HttpStatusCode.BadRequest, "personal_data_detected"));

        await services.StopAsync();
        // A guard that does not answer lets nothing pass.
        (status, body) = await ChatAsync("a plain question");
        (status, CodeOf(body)).ShouldBe((HttpStatusCode.ServiceUnavailable, "provider_unavailable"));
        using HttpClient other = _app.Client(_app.Foreign.ApiKey);
        (await other.PostAsync("/v1/chat/completions", Body("something shady"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await PolicyAsync(_ => new GuardrailPolicy(), "");
    }

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapPost("/analyze", async (HttpContext http) =>
        {
            JsonNode asked = (await JsonNode.ParseAsync(http.Request.Body))!;
            return Results.Json(asked["text"]!.AsArray().Select(t => (string)t! is var text && text.IndexOf("Zebulon", StringComparison.Ordinal) is >= 0 and var at
                ? new[] { new { entity_type = "PERSON", start = at, end = at + 7, score = 0.85 } } : []));
        });
        app.MapPost("/contentsafety/text:shieldPrompt", async (HttpContext http) =>
        {
            if (http.Request.Headers["Ocp-Apim-Subscription-Key"] != "a-key-of-the-service-1234")
                return Results.Unauthorized();
            JsonNode asked = (await JsonNode.ParseAsync(http.Request.Body))!;
            return Results.Json(new { userPromptAnalysis = new { attackDetected = ((string)asked["userPrompt"]!).Contains("shady", StringComparison.Ordinal) }, documentsAnalysis = Array.Empty<object>() });
        });
        await app.StartAsync();
        return app;
    }

    private async Task PolicyAsync(Func<GuardrailPolicy, GuardrailPolicy> change, string key)
    {
        IServiceProvider services = _app.Services;
        GuardrailPolicyInfo now = await services.GetRequiredService<GetGuardrailPolicy>().ExecuteAsync(_app.ScopeOf(Role.Admin), CancellationToken.None);
        await services.GetRequiredService<ChangeGuardrailPolicy>().ExecuteAsync(_app.ScopeOf(Role.Admin), change(now.Policy), now.Version, key, CancellationToken.None);
        await services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
    }

    private async Task<(HttpStatusCode Status, string Body)> ChatAsync(string text)
    {
        using HttpClient client = _app.Client(_app.Home.ApiKey);
        HttpResponseMessage answer = await client.PostAsync("/v1/chat/completions", Body(text));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static StringContent Body(string text) => new($$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]}""", Encoding.UTF8, "application/json");

    private static string? CodeOf(string body) => (string?)JsonNode.Parse(body)!["error"]?["code"];
}
