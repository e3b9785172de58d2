using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>A workspace's model policy decides where calls go, and says why.</summary>
public sealed class ModelPolicyTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>, IAsyncLifetime
{
    private RunningArtisan App => fixture.App;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        App.Vendor.FaultFor = null;
        await SetAsync("""{"rules":[]}""");
    }

    private async Task<JsonElement> SetAsync(string body, string? key = null)
    {
        using HttpClient client = App.Client(key ?? App.Home.ApiKey);
        using HttpResponseMessage response = await client.PostAsync("/api/ai-advanced/model-policy/set", new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        return await RunningArtisan.JsonAsync(response);
    }

    private async Task<(HttpResponseMessage Response, RequestDetail Detail)> AskAsync(string? segment = null, string more = "", string text = "hi")
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

    [Fact]
    public async Task A_model_that_fails_is_followed_by_the_next_for_streams_too()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"]}]}""");
        App.Vendor.FaultFor = request => (string?)request.Json?["model"] == "gpt-4o" ? VendorFault.Break(1, StreamBreak.ErrorEvent) : null;
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync(more: "\"stream\":true,");
        string text = await response.Content.ReadAsStringAsync();
        text.TrimEnd().ShouldEndWith("data: [DONE]");
        text.ShouldContain("gpt-4o-mini");
        text.ShouldNotContain("\"error\"");
        detail.Trace.Attempts[^1].Model.ShouldBe("gpt-4o-mini");
        detail.Request.Degraded.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_automatic_fallback_the_caller_gets_the_failure()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"]}],"auto_fallback_enabled":false}""");
        App.Vendor.FaultFor = request => (string?)request.Json?["model"] == "gpt-4o" ? VendorFault.Error(401) : null;
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        detail.Trace.Attempts.ShouldAllBe(a => a.Model == "gpt-4o");
    }

    [Fact]
    public async Task A_refusal_goes_elsewhere_only_where_the_rule_says_so()
    {
        static VendorFault? Refuses(VendorRequest request) => (string?)request.Json?["model"] == "gpt-4o"
            ? new VendorFault { Status = 400, Body = """{"error":{"message":"flagged","type":"invalid_request_error","code":"content_filter"}}""" } : null;
        App.Vendor.FaultFor = Refuses;
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"]}]}""");
        (HttpResponseMessage refused, _) = await AskAsync();
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"],"fallback_on":{"content_refusal":true}}]}""");
        (HttpResponseMessage answered, _) = await AskAsync();
        answered.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
    }

    [Fact]
    public async Task A_stream_that_is_refused_before_its_output_goes_elsewhere_and_is_recorded()
    {
        const string refusal = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\ndata: [DONE]\n\n";
        App.Vendor.FaultFor = request => (string?)request.Json?["model"] == "gpt-4.1" ? new VendorFault { Status = 200, ContentType = "text/event-stream", Body = refusal } : null;
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4.1","fallback":["gpt-4o-mini"],"fallback_on":{"content_refusal":true}}]}""");
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync(more: "\"stream\":true,");
        (await response.Content.ReadAsStringAsync()).TrimEnd().ShouldEndWith("data: [DONE]");
        detail.Trace.Attempts.Select(a => a.Model).ShouldBe(["gpt-4.1", "gpt-4o-mini"]);
        detail.Trace.Attempts.ShouldAllBe(a => a.Outcome.Length > 0, "an attempt that is left is settled too");
        App.Services.GetRequiredService<ModelFigures>().Of(new ModelKey(Guid.Empty, "openai", "gpt-4.1")).Open.ShouldBe(0);
    }

    [Fact]
    public async Task A_prompt_too_long_for_the_first_model_goes_to_one_with_a_larger_window()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4.1"]}]}""");
        int before = App.Vendor.Requests.Count;
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync(text: string.Concat(Enumerable.Repeat("one two three four five six seven ", 20_000)));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4.1");
        detail.Trace.Candidates.ShouldContain(c => c.Model == "gpt-4o" && c.Excluded != null && c.Excluded.Contains("window"));
        App.Vendor.Requests.Skip(before).ShouldHaveSingleItem("the first model is not even asked");
    }

    [Fact]
    public async Task When_every_model_fails_the_local_provider_answers_where_the_policy_lets_it()
    {
        App.Vendor.FaultFor = _ => VendorFault.Error(401);
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4.1-mini"}],"degrade_to_local":true}""");
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync(text: "Summarise: Ada met Bob on Monday. They agreed on a pilot.");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldStartWith("local/");
        response.Headers.GetValues("X-Artisan-Warnings").Single().ShouldContain("degraded");
        detail.Request.Degraded.ShouldBeTrue();
    }

    [Fact]
    public async Task The_cheapest_model_for_the_request_goes_first()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4.1-nano","gpt-4o-mini"],"strategy":"cost"}]}""");
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync();
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4.1-nano");
        detail.Trace.Route.ShouldNotBeNull().ShouldContain("cost");
    }

    [Fact]
    public async Task The_fastest_model_lately_goes_first()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-5","fallback":["gpt-5-mini"],"strategy":"latency"}]}""");
        ModelFigures figures = App.Services.GetRequiredService<ModelFigures>();
        foreach ((string model, double ms) in new[] { ("gpt-5", 900d), ("gpt-5-mini", 150d) })
        {
            var key = new ModelKey(Guid.Empty, "openai", model);
            figures.Began(key);
            figures.Ended(key, failed: false, ms, null, null);
        }
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync();
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-5-mini");
        detail.Trace.Candidates.First(c => c.Model == "gpt-5-mini").Reason.ShouldContain("150 ms lately");
    }

    [Fact]
    public async Task The_model_whose_results_people_accept_goes_first_once_there_are_fifty_verdicts()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"],"strategy":"quality"}]}""");
        await GiveAsync("gpt-4o", 49, 40);
        await GiveAsync("gpt-4o-mini", 30, 30);
        (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o", "neither has fifty");
        await GiveAsync("gpt-4o-mini", 20, 15);
        await GiveAsync("gpt-4o", 1, 0);
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync();
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
        detail.Trace.Candidates.First(c => c.Model == "gpt-4o-mini").Reason.ShouldContain("of 50 verdicts accepted");

        async Task GiveAsync(string model, int verdicts, int good)
        {
            await using (ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
            {
                for (int i = 0; i < verdicts; i++)
                    db.RequestFeedback.Add(new RequestFeedback { TenantId = App.Home.TenantId, RequestId = Guid.CreateVersion7(), ActorId = App.Person(Role.Rep).MembershipId, Verdict = i < good ? FeedbackVerdict.Accepted : FeedbackVerdict.Dismissed, UseCase = "gateway", Provider = "openai", Model = model, At = DateTimeOffset.UtcNow });
                await db.SaveChangesAsync(CancellationToken.None);
            }
            await App.Services.GetRequiredService<ModelQuality>().RefreshAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Weights_share_out_the_calls()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"],"strategy":"weighted","weights":{"gpt-4o":0,"gpt-4o-mini":1}}]}""");
        for (int i = 0; i < 5; i++)
            (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
    }

    [Fact]
    public async Task A_scheduled_version_does_not_hold_yet_and_can_be_withdrawn()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        JsonElement later = await SetAsync($$"""{"rules":[{"segment":"default","model":"gpt-4o"}],"release_at":"{{DateTimeOffset.UtcNow.AddHours(1):O}}"}""");
        later.GetProperty("state").GetString().ShouldBe("scheduled");
        (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
        TenantControl tenant = App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!;
        tenant.ModelPolicyOf(App.Home.WorkspaceId, DateTimeOffset.UtcNow.AddHours(2))!.Policy.Rules[0].Model.ShouldBe("gpt-4o", "in two hours it will, without anybody's doing");
        using HttpClient client = App.Client(App.Home.ApiKey);
        (await client.DeleteAsync($"/api/ai-advanced/model-policy/versions/{later.GetProperty("id").GetGuid()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!.ModelPolicyOf(App.Home.WorkspaceId, DateTimeOffset.UtcNow.AddHours(2))!.Policy.Rules[0].Model.ShouldBe("gpt-4o-mini");
    }

    [Fact]
    public async Task Back_to_an_earlier_version_is_a_new_version_that_says_so()
    {
        JsonElement first = await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        JsonElement second = await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o"}]}""");
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage back = await client.PostAsync($"/api/ai-advanced/model-policy/versions/{first.GetProperty("id").GetGuid()}/roll-back", null);
        JsonElement made = await RunningArtisan.JsonAsync(back);
        made.GetProperty("version").GetInt32().ShouldBe(second.GetProperty("version").GetInt32() + 1);
        made.GetProperty("note").GetString().ShouldNotBeNull().ShouldContain($"version {first.GetProperty("version").GetInt32()}");
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
    }

    [Fact]
    public async Task Where_a_second_person_is_demanded_nobody_approves_his_own()
    {
        ChangeSetting setting = App.Services.GetRequiredService<ChangeSetting>();
        ReleaseModelPolicy release = App.Services.GetRequiredService<ReleaseModelPolicy>();
        TenantScope admin = App.ScopeOf(Role.Admin);
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        await setting.ExecuteAsync(admin, TenantSettings.PolicyApproval, "true", CancellationToken.None);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        try
        {
            Guid draft = await App.Services.GetRequiredService<SaveModelPolicyDraft>().ExecuteAsync(admin, null, new ModelPolicy { Rules = [new RoutingRule { Segment = "default", Model = "gpt-4o" }] }, "dearer", null, CancellationToken.None);
            (await release.ExecuteAsync(admin, draft, null, CancellationToken.None)).State.ShouldBe("submitted");
            (await Should.ThrowAsync<ArtisanException>(() => release.DecideAsync(admin, draft, true, null, CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
            (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
            using HttpClient client = App.Client(App.Home.ApiKey);
            using HttpResponseMessage approved = await client.PostAsJsonAsync($"/api/ai-advanced/model-policy/versions/{draft}/decide", new { approve = true, note = "fine" });
            (await RunningArtisan.JsonAsync(approved)).GetProperty("state").GetString().ShouldBe("live");
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
            (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o");
        }
        finally
        {
            await setting.ExecuteAsync(admin, TenantSettings.PolicyApproval, null, CancellationToken.None);
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        }
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
        Origin(admin, "Model").ShouldBe("ai_config.yaml");
        admin.GetProperty("route").GetString().ShouldNotBeNull().ShouldContain("No rule");
        (await client.GetAsync("/api/ai-advanced/model-policy/effective")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        static string? Origin(JsonElement policy, string name) => policy.GetProperty("values").EnumerateArray().First(v => v.GetProperty("name").GetString() == name).GetProperty("origin").GetString();
    }

    [Fact]
    public async Task Another_organisations_versions_do_not_exist()
    {
        JsonElement set = await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.PostAsync($"/api/ai-advanced/model-policy/versions/{set.GetProperty("id").GetGuid()}/roll-back", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await foreign.GetAsync($"/api/ai-advanced/model-policy?workspace_id={App.Home.WorkspaceId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
