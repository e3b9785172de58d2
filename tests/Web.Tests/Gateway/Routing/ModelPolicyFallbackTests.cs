using System.Net;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Requests;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>Where a call goes when its first model does not serve it.</summary>
public sealed class ModelPolicyFallbackTests(ArtisanFixture fixture) : ModelPolicyContext(fixture), IClassFixture<ArtisanFixture>
{
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
}
