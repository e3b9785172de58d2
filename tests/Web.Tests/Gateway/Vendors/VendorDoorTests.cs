using System.Net;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Vendors;

/// <summary>Vendors of other dialects behind the OpenAI protocol: what a caller sees, and what the record says.</summary>
public sealed class VendorDoorTests(VendorsFixture fixture) : IClassFixture<VendorsFixture>
{
    private RunningArtisan App => fixture.App;

    public static TheoryData<string> Models => ["claude/claude-sonnet-4-5", "google/gemini-2.5-flash", "commands/command-a-03-2025"];

    private async Task<(HttpResponseMessage Response, string Text)> PostAsync(string path, string body)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        HttpResponseMessage response = await client.PostAsync(path, new StringContent(body));
        return (response, await response.Content.ReadAsStringAsync());
    }

    private async Task<RequestDetail> DetailAsync(HttpResponseMessage response)
    {
        await App.DrainAsync();
        Guid id = Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single());
        return await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), id, CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_chat_is_answered_metered_and_recorded(string model)
    {
        (HttpResponseMessage response, string text) = await PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"one two three"}]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        using JsonDocument answer = JsonDocument.Parse(text);
        answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("You said: one two three");
        AttemptTrace attempt = (await DetailAsync(response)).Trace.Attempts.Single();
        (attempt.TokenMethod, attempt.Outcome).ShouldBe(("vendor", "ok"));
        JsonElement usage = answer.RootElement.GetProperty("usage");
        (attempt.InputTokens + attempt.CachedInputTokens).ShouldBe(usage.GetProperty("prompt_tokens").GetInt64());
        (attempt.OutputTokens + attempt.ReasoningTokens).ShouldBe(usage.GetProperty("completion_tokens").GetInt64());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stream_is_one_of_the_OpenAI_protocol(string model)
    {
        (HttpResponseMessage response, string text) = await PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"one two three"}]}""");
        string[] events = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];
        events[^1].ShouldBe("data: [DONE]");
        JsonElement[] chunks = [.. events[..^1].Select(e => JsonDocument.Parse(e["data: ".Length..]).RootElement)];
        string.Concat(chunks.SelectMany(c => c.GetProperty("choices").EnumerateArray()).Select(c => c.GetProperty("delta")).Where(d => d.TryGetProperty("content", out _)).Select(d => d.GetProperty("content").GetString()))
            .ShouldBe("You said: one two three");
        chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBeGreaterThan(0);
        (await DetailAsync(response)).Trace.Attempts.Single().TokenMethod.ShouldBe("vendor");
    }

    [Theory]
    [InlineData("google/gemini-embedding-001")]
    [InlineData("commands/embed-v4.0")]
    public async Task Texts_are_embedded(string model)
    {
        (HttpResponseMessage response, string text) = await PostAsync("/v1/embeddings", $$"""{"model":"{{model}}","input":["1","2"]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        JsonDocument.Parse(text).RootElement.GetProperty("data")[1].GetProperty("embedding")[0].GetSingle().ShouldBe(2f);
        (await DetailAsync(response)).Trace.Attempts.Single().InputTokens.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_left_out_is_a_warning_to_the_caller_and_in_the_record()
    {
        (HttpResponseMessage response, _) = await PostAsync("/v1/chat/completions", """{"model":"claude/claude-sonnet-4-5","seed":7,"messages":[{"role":"user","content":"hi"}]}""");
        response.Headers.GetValues("X-Artisan-Warnings").Single().ShouldBe("parameter_dropped");
        (await DetailAsync(response)).Trace.Warnings.ShouldHaveSingleItem().Message.ShouldBe("claude/claude-sonnet-4-5 has no counterpart for `seed`; it was left out.");
    }

    [Fact]
    public async Task A_failing_vendor_gives_way_to_one_of_another_dialect_also_in_a_conversation_with_tools()
    {
        // A model of its own: its breaker opens, and must not stand in the way of other tests.
        const string tools = """
            "tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]
            """;
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage set = await client.PostAsync("/api/ai-advanced/model-policy/set", new StringContent(
            """{"rules":[{"segment":"three","provider":"claude","model":"claude-opus-4-5","fallback":["google/gemini-3-flash-preview","commands/command-a-03-2025"]}],"auto_fallback_enabled":true}""", System.Text.Encoding.UTF8, "application/json"));
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        string messages = """{"role":"user","content":"weather in Paris"}""";
        foreach ((string by, int down) in new[] { ("claude/claude-opus-4-5", 0), ("google/gemini-3-flash-preview", 1), ("commands/command-a-03-2025", 2) })
        {
            fixture.Claude.FaultFor = _ => down > 0 ? VendorFault.Error(529) : null;
            fixture.Google.FaultFor = _ => down > 1 ? VendorFault.Error(503) : null;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent($$"""{"model":"artisan/gateway",{{tools}},"messages":[{{messages}}]}""") };
            request.Headers.Add("X-Artisan-Segment", "three");
            using HttpResponseMessage response = await client.SendAsync(request);
            string text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe(by);
            JsonElement message = JsonDocument.Parse(text).RootElement.GetProperty("choices")[0].GetProperty("message");
            JsonElement call = message.GetProperty("tool_calls")[0];
            call.GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"city":"Paris"}""");
            // Each vendor goes on where the one before it stopped.
            messages += $$""",{{message.GetRawText()}},{"role":"tool","tool_call_id":"{{call.GetProperty("id").GetString()}}","content":"18 degrees"},{"role":"user","content":"weather in Paris"}""";
        }
        (fixture.Claude.FaultFor, fixture.Google.FaultFor) = (null, null);
    }
}
