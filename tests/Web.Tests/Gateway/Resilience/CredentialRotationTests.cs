using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Resilience;

/// <summary>A provider with several credentials goes on when one is refused or at its rate limit, and never shows any of them.</summary>
public sealed class CredentialRotationTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private async Task<string> SetUpAsync(MockOpenAiVendor vendor, string name)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage saved = await client.PutAsJsonAsync($"/api/v1/admin/providers/{name}", new { kind = "openai", base_url = vendor.BaseUrl, api_key = "sk-first-000000000001" });
        string id = (await RunningArtisan.JsonAsync(saved)).GetProperty("id").GetString()!;
        foreach ((string label, string key) in new[] { ("second", "sk-second-00000000002"), ("third", "sk-third-000000000003") })
            (await client.PostAsJsonAsync($"/api/v1/admin/providers/{id}/credentials", new { label, api_key = key })).StatusCode.ShouldBe(HttpStatusCode.Created);
        string listed = await client.GetStringAsync($"/api/v1/admin/providers/{id}/credentials");
        listed.ShouldContain("second");
        listed.ShouldNotContain("sk-second");
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        return id;
    }

    private async Task<(HttpStatusCode Status, RequestDetail Detail)> AskAsync(string provider)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.PostAsync("/v1/chat/completions", new StringContent($$"""{"model":"{{provider}}/any","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"));
        await App.DrainAsync();
        return (response.StatusCode, await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single()), CancellationToken.None));
    }

    private static string KeyOf(VendorRequest request) => request.Headers["Authorization"]["Bearer ".Length..];

    [Fact]
    public async Task A_refused_credential_is_left_for_the_next_and_stays_aside()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        vendor.ApiKey = "sk-second-00000000002";
        await SetUpAsync(vendor, "rotating-refused");
        (HttpStatusCode status, RequestDetail detail) = await AskAsync("rotating-refused");
        status.ShouldBe(HttpStatusCode.OK);
        vendor.Requests.Select(KeyOf).ShouldBe(["sk-first-000000000001", "sk-second-00000000002"]);
        detail.Trace.Attempts.Select(a => a.Credential).ShouldBe([null, "second"]);
        detail.Trace.Attempts[1].WaitedMs.ShouldBe(0, "another credential needs no wait");
        await AskAsync("rotating-refused");
        KeyOf(vendor.Requests[^1]).ShouldBe("sk-second-00000000002");
        vendor.Requests.Count.ShouldBe(3, "the refused credential is not tried again");
    }

    [Fact]
    public async Task A_credential_at_its_rate_limit_rests_as_long_as_the_vendor_asks()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        vendor.FaultFor = request => KeyOf(request).StartsWith("sk-first", StringComparison.Ordinal) ? VendorFault.RateLimited(30) : null;
        await SetUpAsync(vendor, "rotating-limited");
        (await AskAsync("rotating-limited")).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync("rotating-limited")).Status.ShouldBe(HttpStatusCode.OK);
        vendor.Requests.Count(r => KeyOf(r).StartsWith("sk-first", StringComparison.Ordinal)).ShouldBe(1);
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement health = await RunningArtisan.JsonAsync(await client.GetAsync("/api/ai-advanced/model-health"));
        JsonElement provider = health.GetProperty("providers").EnumerateArray().First(p => p.GetProperty("provider").GetString() == "rotating-limited");
        provider.GetProperty("status").GetString().ShouldBe("degraded");
        provider.GetProperty("credentials")[0].GetProperty("aside").GetString().ShouldBe("at its rate limit");
    }

    [Fact]
    public async Task When_all_are_refused_the_caller_gets_the_failure_after_one_try_each()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        vendor.ApiKey = "none of them";
        await SetUpAsync(vendor, "rotating-none");
        (await AskAsync("rotating-none")).Status.ShouldBe(HttpStatusCode.BadGateway);
        vendor.Requests.Select(KeyOf).Distinct().Count().ShouldBe(3);
        vendor.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Another_organisations_provider_takes_no_credential()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        string id = await SetUpAsync(vendor, "rotating-foreign");
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.PostAsJsonAsync($"/api/v1/admin/providers/{id}/credentials", new { label = "mine", api_key = "sk-mine" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
