using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Gemini;
using Artisan.Testing.Vendors;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Gemini;

public sealed class GeminiProviderTests : VendorProviderTests
{
    private readonly GeminiProvider _provider = new();
    private MockGeminiVendor _vendor = null!;

    private protected override TestedVendor Under => new(_provider, _vendor, ProviderKinds.Gemini, "gemini-2.5-flash", new TokenUsage { Input = 12, CachedInput = 8, Output = 7, Reasoning = 11, Method = "vendor" });

    public override async Task InitializeAsync() => _vendor = await MockGeminiVendor.StartAsync();

    public override async Task DisposeAsync()
    {
        _provider.Dispose();
        await _vendor.DisposeAsync();
    }

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "Invalid value at 'contents'", ProviderFault.BadRequest)]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", ProviderFault.Credential)]
    [InlineData(400, "INVALID_ARGUMENT", "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).", ProviderFault.ContextTooLong)]
    [InlineData(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", ProviderFault.Credential)]
    [InlineData(403, "PERMISSION_DENIED", "Your API key doesn't have the required permissions.", ProviderFault.Credential)]
    [InlineData(404, "NOT_FOUND", "models/gemini-0 is not found", ProviderFault.ModelNotFound)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted", ProviderFault.RateLimited)]
    [InlineData(500, "INTERNAL", "An internal error has occurred.", ProviderFault.Server)]
    [InlineData(503, "UNAVAILABLE", "The model is overloaded.", ProviderFault.Server)]
    [InlineData(504, "DEADLINE_EXCEEDED", "Deadline expired", ProviderFault.Server)]
    public async Task Documented_errors_are_told_apart(int status, string name, string message, ProviderFault fault)
    {
        ProviderException e = await FailAsync(new VendorFault { Status = status, Body = $$$"""{"error":{"code":{{{status}}},"message":"{{{message}}}","status":"{{{name}}}","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}""" });
        (e.Fault, e.RetryAfter).ShouldBe((fault, TimeSpan.FromSeconds(34.5)));
    }

    [Fact]
    public async Task Refusals_are_finish_reasons()
    {
        _vendor.AnswerNext("""{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":4}}""");
        CompleteReply blocked = await AskAsync(Ask("\"seed\":1"));
        (blocked.FinishReason, blocked.Text, blocked.Usage!.Value.Input).ShouldBe(("content_filter", "", 4));
        _vendor.AnswerNext("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n");
        (await StreamAsync(Ask("\"seed\":1"))).FinishReason.ShouldBe("content_filter");
        _vendor.AnswerNext("""{"candidates":[{"finishReason":"SAFETY"}]}""", """{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"MAX_TOKENS"}]}""");
        (await AskAsync(Ask("\"seed\":1"))).FinishReason.ShouldBe("content_filter");
        (await AskAsync(Ask("\"seed\":1"))).FinishReason.ShouldBe("length");
    }

    [Fact]
    public async Task Parameters_have_the_vendors_names()
    {
        await AskAsync("""{"seed":3,"top_p":0.9,"max_tokens":9,"stop":["A","B"],"presence_penalty":0.1,"reasoning_effort":"low","messages":[{"role":"developer","content":"S"},{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}]}""");
        _vendor.Last["generationConfig"]!.ToJsonString().ShouldBe("""{"topP":0.9,"maxOutputTokens":9,"seed":3,"presencePenalty":0.1,"stopSequences":["A","B"],"thinkingConfig":{"thinkingBudget":1024,"includeThoughts":true}}""");
        _vendor.Last["systemInstruction"]!["parts"]![0]!["text"]!.ToString().ShouldBe("S");
        _vendor.Last["contents"]![0]!["parts"]![1]!.ToJsonString().ShouldBe("""{"inlineData":{"mimeType":"image/png","data":"AA"}}""");
        await AskAsync(Ask("\"reasoning_effort\":\"high\""), "gemini-3.1-pro-preview");
        _vendor.Last["generationConfig"]!["thinkingConfig"]!["thinkingLevel"]!.ToString().ShouldBe("high");
        (await Should.ThrowAsync<ProviderException>(() => AskAsync("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}"""))).Fault.ShouldBe(ProviderFault.Unsupported);
    }

    [Theory]
    [InlineData("\"none\"", """{"mode":"NONE"}""")]
    [InlineData("\"required\"", """{"mode":"ANY"}""")]
    [InlineData("""{"type":"function","function":{"name":"get_weather"}}""", """{"mode":"ANY","allowedFunctionNames":["get_weather"]}""")]
    public async Task The_choice_of_tools_is_kept(string choice, string expected)
    {
        await AskAsync(Ask($"{Weather},\"tool_choice\":{choice}"));
        _vendor.Last["toolConfig"]!["functionCallingConfig"]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public async Task Signatures_of_thoughts_go_back_with_their_call_and_others_calls_need_none()
    {
        CompleteReply first = await AskAsync(Ask(Weather, "weather in Paris"), "gemini-3-flash-preview");
        JsonNode call = first.Message()["tool_calls"]![0]!;
        await AskAsync($$"""{ {{Weather}},"messages":[{"role":"user","content":"a"},{{first.Message().ToJsonString()}},{"role":"tool","tool_call_id":"{{call["id"]}}","content":"{\"t\":18}"}]}""", "gemini-3-flash-preview");
        JsonNode sent = _vendor.Last;
        sent["contents"]![1]!["parts"]![0]!["thoughtSignature"]!.ToString().ShouldBe("sig_mock");
        sent["contents"]![2]!["parts"]![0]!.ToJsonString().ShouldBe("""{"functionResponse":{"name":"get_weather","response":{"t":18}}}""");
        await AskAsync($$$"""{ {{{Weather}}},"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"x","type":"function","function":{"name":"get_weather","arguments":"{}"}}]},{"role":"tool","tool_call_id":"x","content":"y"}]}""", "gemini-3-flash-preview");
        _vendor.Last["contents"]![1]!["parts"]![0]!["thoughtSignature"]!.ToString().ShouldBe("skip_thought_signature_validator");
    }

    [Fact]
    public async Task Thoughts_stand_beside_the_answer()
    {
        _vendor.AnswerNext("""{"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"text":"Yes"}]},"finishReason":"STOP"}]}""");
        CompleteReply reply = await AskAsync(Ask("\"seed\":1"));
        (reply.Text, (string?)reply.Message()["reasoning_content"]).ShouldBe(("Yes", "Hm"));
        _vendor.AnswerNext("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hm\",\"thought\":true},{\"text\":\"Yes\"}]},\"finishReason\":\"STOP\"}]}\n\n");
        Streamed streamed = await StreamAsync(Ask("\"seed\":1"));
        (streamed.Text, streamed.Reasoning).ShouldBe(("Yes", "Hm"));
    }

    [Fact]
    public async Task A_connection_that_stays_open_after_the_end_is_not_waited_for()
    {
        await using OpenAI.HandVendor vendor = await OpenAI.HandVendor.StartAsync(async (context, _) =>
        {
            await OpenAI.HandVendor.WriteEventsAsync(context, """{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}""");
            await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted);
        });
        var hasty = new CallTimeouts(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
        ProviderReply reply = await _provider.SendAsync(OpenAI.Calls.Chat(vendor.Instance(ProviderKinds.Gemini, "/"), OpenAI.Calls.HelloStream, "gemini-2.5-flash", hasty), default);
        List<(string Data, ProviderEvent Event)> events = await OpenAI.Calls.CollectAsync(reply);
        events[^1].Event.FinishReason.ShouldBe("stop");
    }

    [Fact]
    public async Task Models_are_listed_by_their_short_names() =>
        (await _provider.ListModelsAsync(_vendor.Instance(ProviderKinds.Gemini), default)).ShouldBe(["gemini-2.5-flash", "gemini-embedding-001"]);
}
