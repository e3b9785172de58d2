using System.Net;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Vendors;

/// <summary>The official Anthropic client against the real host, with models of OpenAI's and of Anthropic's protocol behind it.</summary>
public sealed class AnthropicSdkTests(VendorsFixture fixture) : IClassFixture<VendorsFixture>
{
    private const string OverOpenAI = "gpt-4o-mini", OverAnthropic = "claude/claude-sonnet-4-5";

    private RunningArtisan App => fixture.App;

    private AnthropicClient Sdk(string? key = null) => new() { ApiKey = key ?? App.Home.ApiKey, BaseUrl = App.Url, MaxRetries = 0 };

    private static Dictionary<string, JsonElement> Fields(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    private static MessageCreateParams Ask(string json) => MessageCreateParams.FromRawUnchecked(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(), Fields(json));

    private static string Hello(string model, string more = "") => $$"""{"model":"{{model}}","max_tokens":100,{{more}}"messages":[{"role":"user","content":"one two three"}]}""";

    [Theory]
    [InlineData(OverOpenAI)]
    [InlineData(OverAnthropic)]
    public async Task A_message_is_answered_whatever_the_vendor_speaks(string model)
    {
        Message message = await Sdk().Messages.Create(Ask(Hello(model)));
        message.Content.ShouldHaveSingleItem().TryPickText(out TextBlock? text).ShouldBeTrue();
        text!.Text.ShouldBe("You said: one two three");
        message.StopReason!.Raw().ShouldBe("end_turn");
        message.Usage.InputTokens.ShouldBeGreaterThan(0);
        message.Usage.OutputTokens.ShouldBeGreaterThan(0);
        message.ID.ShouldStartWith("msg_");
    }

    [Theory]
    [InlineData(OverOpenAI)]
    [InlineData(OverAnthropic)]
    public async Task A_stream_arrives_in_the_protocols_events_with_usage(string model)
    {
        var text = new StringBuilder();
        UsageDetails? usage = null;
        ChatFinishReason? reason = null;
        int pieces = 0;
        await foreach (ChatResponseUpdate update in Sdk().AsIChatClient(model, 100).GetStreamingResponseAsync("one two three"))
        {
            pieces += update.Text.Length > 0 ? 1 : 0;
            text.Append(update.Text);
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            reason = update.FinishReason ?? reason;
        }
        (text.ToString(), reason).ShouldBe(("You said: one two three", ChatFinishReason.Stop));
        pieces.ShouldBeGreaterThan(2);
        usage.ShouldNotBeNull().OutputTokenCount.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(OverOpenAI, false)]
    [InlineData(OverAnthropic, false)]
    [InlineData(OverOpenAI, true)]
    [InlineData(OverAnthropic, true)]
    public async Task A_tool_is_called_and_its_result_answered(string model, bool streamed)
    {
        IChatClient chat = Sdk().AsIChatClient(model, 200);
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string city) => "18 degrees", "get_weather", "The weather of a city.")] };
        List<ChatMessage> turns = [new(ChatRole.User, "weather in Paris")];
        ChatResponse first = streamed ? await chat.GetStreamingResponseAsync(turns, options).ToChatResponseAsync() : await chat.GetResponseAsync(turns, options);
        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        FunctionCallContent call = first.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        (call.Name, call.Arguments!["city"]!.ToString()).ShouldBe(("get_weather", "Paris"));
        turns.AddRange(first.Messages);
        turns.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "18 degrees")]));
        ChatResponse second = await chat.GetResponseAsync(turns, options);
        second.Text.ShouldContain("18 degrees");
        second.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Tokens_are_counted()
    {
        MessageCountTokensParams ask = MessageCountTokensParams.FromRawUnchecked(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(),
            Fields("""{"model":"claude/claude-sonnet-4-5","system":"Be brief.","messages":[{"role":"user","content":"one two three"}]}"""));
        (await Sdk().Messages.CountTokens(ask)).InputTokens.ShouldBeInRange(8, 25);
    }

    [Theory]
    [InlineData("gpt-99", 404, "not_found_error")]
    [InlineData("", 400, "invalid_request_error")]
    public async Task Errors_have_the_protocols_shape(string model, int status, string type)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.PostAsync("/v1/messages", new StringContent(Hello(model)));
        ((int)response.StatusCode).ShouldBe(status);
        JsonElement error = await RunningArtisan.JsonAsync(response);
        error.GetProperty("type").GetString().ShouldBe("error");
        error.GetProperty("error").GetProperty("type").GetString().ShouldBe(type);
        error.GetProperty("request_id").GetString().ShouldBe(response.Headers.GetValues("request-id").Single());
    }

    [Theory]
    [InlineData(400, "AnthropicBadRequestException")]
    [InlineData(429, "AnthropicRateLimitException")]
    [InlineData(500, "Anthropic5xxException")]
    public async Task The_client_throws_what_it_throws_for_the_vendor(int status, string exception)
    {
        fixture.Claude.FaultFor = _ => VendorFault.Error(status);
        try
        {
            Exception e = await Should.ThrowAsync<Exception>(() => Sdk().Messages.Create(Ask(Hello($"claude/claude-haiku-{status}"))));
            e.GetType().Name.ShouldBe(exception);
        }
        finally
        {
            fixture.Claude.FaultFor = null;
        }
        Exception refused = await Should.ThrowAsync<Exception>(() => Sdk("ak_wrong").Messages.Create(Ask(Hello(OverAnthropic))));
        refused.GetType().Name.ShouldBe("AnthropicUnauthorizedException");
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_an_error_to_the_client()
    {
        fixture.Claude.FailNext(VendorFault.Break(6, StreamBreak.ErrorEvent));
        var text = new StringBuilder();
        await Should.ThrowAsync<Exception>(async () =>
        {
            await foreach (ChatResponseUpdate update in Sdk().AsIChatClient(OverAnthropic, 100).GetStreamingResponseAsync("one two three"))
                text.Append(update.Text);
        });
        text.ToString().ShouldStartWith("You s");
    }

    [Fact]
    public async Task Headers_and_the_record_tell_of_the_call()
    {
        using HttpClient client = App.Client(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages");
        request.Headers.Add("x-api-key", App.Home.ApiKey);
        request.Headers.Add("X-Artisan-Segment", "walk");
        request.Content = new StringContent(Hello(OverAnthropic, "\"top_k\":5,\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\",\"cache_control\":{\"type\":\"ephemeral\"}}],"));
        using HttpResponseMessage response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe(OverAnthropic);
        string id = response.Headers.GetValues("X-Artisan-Request-Id").Single();
        response.Headers.GetValues("request-id").Single().ShouldBe(id);
        fixture.Claude.Last["system"]![0]!["cache_control"].ShouldNotBeNull();
        ((int)fixture.Claude.Last["top_k"]!).ShouldBe(5);
        await App.DrainAsync();
        RequestDetail detail = await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), Guid.Parse(id), CancellationToken.None);
        (detail.Door, detail.Trace.Segment, detail.Trace.Attempts.Single().VendorRequestId).ShouldBe(("anthropic", "walk", "req_mock"));
    }

    [Fact]
    public async Task What_only_Anthropic_knows_does_not_reach_OpenAI()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        string body = """
            {"model":"gpt-4o-mini","max_tokens":100,"top_k":4,"thinking":{"type":"enabled","budget_tokens":1024},"cache_control":{"type":"ephemeral"},
             "tools":[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"s"},{"type":"text","text":"b"},{"type":"tool_use","id":"t1","name":"f","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"no","is_error":true},{"type":"text","text":"c"}]}]}
            """;
        using HttpResponseMessage response = await client.PostAsync("/v1/messages", new StringContent(body));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        string sent = App.Vendor.Requests[^1].Text;
        foreach (string foreign in (string[])["cache_control", "thinking", "top_k", "is_error"])
            sent.ShouldNotContain(foreign);
        sent.ShouldContain("\"tool_call_id\":\"t1\"");
    }

    [Fact]
    public async Task A_use_case_falls_back_from_one_protocol_to_the_other()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage set = await client.PostAsync("/api/ai-advanced/model-policy/set", new StringContent(
            """{"rules":[{"segment":"both","provider":"claude","model":"claude-opus-4-5","fallback":["openai/gpt-4o-mini"]}],"fallback_strategy":"quality","auto_fallback_enabled":true}""", Encoding.UTF8, "application/json"));
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        foreach ((bool fails, string expected) in new[] { (false, "claude/claude-opus-4-5"), (true, "openai/gpt-4o-mini") })
        {
            fixture.Claude.FaultFor = fails ? _ => VendorFault.Error(529) : null;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Hello("artisan/gateway")) };
            request.Headers.Add("X-Artisan-Segment", "both");
            using HttpResponseMessage response = await client.SendAsync(request);
            fixture.Claude.FaultFor = null;
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
            response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe(expected);
            (await RunningArtisan.JsonAsync(response)).GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("You said: one two three");
        }
    }

    [Fact]
    public async Task Models_are_told_in_the_protocols_form_to_its_clients()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        JsonElement list = await RunningArtisan.JsonAsync(await client.GetAsync("/v1/models"));
        list.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        list.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ShouldContain("artisan/lead_scoring");
        JsonElement missing = await RunningArtisan.JsonAsync(await client.GetAsync("/v1/models/none"));
        missing.GetProperty("error").GetProperty("type").GetString().ShouldBe("not_found_error");
    }
}
