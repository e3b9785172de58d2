using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>A workspace's model policy decides where calls go, and says why.</summary>
public sealed class ModelPolicyTests(ArtisanFixture fixture) : ModelPolicyContext(fixture), IClassFixture<ArtisanFixture>
{
    private const string SeedsExample = """
        {
          "workspace_id": "default",
          "rules": [
            { "segment": "executives", "provider": "openai", "model": "gpt-4", "fallback": ["gpt-4-turbo", "gpt-3.5-turbo"], "latency_budget_ms": 3000 },
            { "segment": "bulk", "provider": "openai", "model": "gpt-3.5-turbo", "fallback": [], "latency_budget_ms": 2000 }
          ],
          "fallback_strategy": "latency",
          "auto_fallback_enabled": true
        }
        """;

    [Fact]
    public async Task The_documented_example_is_taken_unchanged_and_serves_its_segments()
    {
        JsonElement set = await SetAsync(SeedsExample);
        set.GetProperty("state").GetString().ShouldBe("live");
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync("executives");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4");
        detail.Trace.Rule.ShouldBe("executives");
        detail.Trace.PolicyVersion.ShouldBe(set.GetProperty("version").GetInt32());
        detail.Trace.Route.ShouldNotBeNull().ShouldContain("the caller named the segment executives");
        (await AskAsync("bulk")).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-3.5-turbo");
        (await AskAsync("unheard of")).Detail.Trace.Rule.ShouldBeNull("the use-case policy serves the rest");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement read = await client.GetFromJsonAsync<JsonElement>("/api/ai-advanced/model-policy?workspace_id=default");
        read.GetProperty("live").GetProperty("policy").GetProperty("rules")[0].GetProperty("latency_budget_ms").GetInt32().ShouldBe(3000);
    }

    [Fact]
    public async Task The_segment_may_stand_in_the_requests_metadata()
    {
        await SetAsync(SeedsExample);
        (await AskAsync(more: "\"metadata\":{\"segment\":\"bulk\"},")).Detail.Trace.Rule.ShouldBe("bulk");
    }

    [Theory]
    [InlineData("""{"rules":[{"segment":"","model":"gpt-4o"}]}""", "rules[0].segment")]
    [InlineData("""{"rules":[{"segment":"a","model":"gpt-4o"},{"segment":"A","model":"gpt-4o"}]}""", "rules[1].segment")]
    [InlineData("""{"rules":[{"segment":"a","model":"no-such-model"}]}""", "rules[0].model")]
    [InlineData("""{"rules":[{"segment":"a","provider":"nobody","model":"gpt-4o"}]}""", "rules[0].provider")]
    [InlineData("""{"rules":[{"segment":"a","model":"gpt-4o","fallback":["nobody/x"]}]}""", "rules[0].fallback[0]")]
    [InlineData("""{"rules":[{"segment":"a","model":"gpt-4o","strategy":"luck"}]}""", "rules[0].strategy")]
    [InlineData("""{"rules":[{"segment":"a","model":"gpt-4o","latency_budget_ms":0}]}""", "rules[0].latency_budget_ms")]
    [InlineData("""{"rules":[],"fallback_strategy":"luck"}""", "fallback_strategy")]
    public async Task A_faulty_policy_is_refused_at_its_field(string body, string field)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.PostAsync("/api/ai-advanced/model-policy/set", new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(field);
    }

    [Fact]
    public async Task What_holds_for_a_member_is_told_with_who_set_it()
    {
        JsonElement set = await SetAsync("""{"rules":[{"segment":"reps","model":"gpt-4.1-nano","fallback":["gpt-4o-mini"],"match":{"role":["Rep"]}}]}""");
        using HttpClient client = App.Client(App.Home.ApiKey);
        async Task<JsonElement> ExplainAsync(Role role) => await client.GetFromJsonAsync<JsonElement>($"/api/ai-advanced/model-policy/effective?member_id={App.Person(role).MembershipId}&use_case=lead_scoring");
        JsonElement rep = await ExplainAsync(Role.Rep), admin = await ExplainAsync(Role.Admin);
        rep.GetProperty("model").GetString().ShouldBe("gpt-4.1-nano");
        Origin(rep, "Model").ShouldBe($"model policy, version {set.GetProperty("version").GetInt32()}, rule reps");
        admin.GetProperty("model").GetString().ShouldNotBe("gpt-4.1-nano");
        Origin(admin, "Model").ShouldBe("appsettings.json", "the tests' host sets the use case's memory there");
        admin.GetProperty("route").GetString().ShouldNotBeNull().ShouldContain("No rule");
        (await client.GetAsync("/api/ai-advanced/model-policy/effective")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        static string? Origin(JsonElement policy, string name) => policy.GetProperty("values").EnumerateArray().First(v => v.GetProperty("name").GetString() == name).GetProperty("origin").GetString();
    }
}
