using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Anthropic;
using Artisan.Infrastructure.Tests.Gateway.OpenAI;
using Artisan.Testing.Vendors;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Anthropic;

/// <summary>Requests in the OpenAI dialect against a server of the Messages protocol that refuses what the vendor refuses.</summary>
public sealed class AnthropicProviderTests : IAsyncLifetime
{
    private const string Weather = """
        "tools":[{"type":"function","function":{"name":"get_weather","description":"The weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]
        """;

    private readonly AnthropicProvider _provider = new();
    private MockAnthropicVendor _vendor = null!;

    public async Task InitializeAsync() => _vendor = await MockAnthropicVendor.StartAsync();

    public async Task DisposeAsync()
    {
        _provider.Dispose();
        await _vendor.DisposeAsync();
    }

    private ProviderInstance Instance => _vendor.Instance(ProviderKinds.Anthropic);

    private Task<CompleteReply> AskAsync(string body, string model = "claude-sonnet-4-5") => _provider.CompleteAsync(Instance, body, model);

    private Task<Streamed> StreamAsync(string body, string model = "claude-sonnet-4-5") => _provider.StreamAsync(Instance, body, model);

    private static string Ask(string more, string text = "hi") => $$"""{ {{more}},"messages":[{"role":"user","content":"{{text}}"}]}""";

    [Fact]
    public async Task A_chat_is_answered_in_the_OpenAI_dialect_with_disjoint_usage()
    {
        (_vendor.CacheRead, _vendor.CacheWrite) = (30, 20);
        CompleteReply reply = await AskAsync("""{"model":"x","user":"u-1","stop":["END"],"temperature":0.5,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"one"},{"role":"user","content":"two"}]}""");
        JsonNode json = reply.Json();
        ((string?)json["object"], (string?)json["model"], (string?)json["id"]).ShouldBe(("chat.completion", "claude-sonnet-4-5", "msg_mock"));
        ((string?)reply.Message()["content"], reply.Text, reply.FinishReason).ShouldBe(("You said: one two", "You said: one two", "stop"));
        reply.VendorRequestId.ShouldBe("req_mock");
        TokenUsage usage = reply.Usage!.Value;
        (usage.CachedInput, usage.CacheWrite, usage.Method).ShouldBe((30, 20, "vendor"));
        ((long)json["usage"]!["prompt_tokens"]!).ShouldBe(usage.Input + 50);
        ((long)json["usage"]!["prompt_tokens_details"]!["cached_tokens"]!).ShouldBe(30);

        JsonNode sent = _vendor.Last;
        ((string?)sent["system"]![0]!["text"], (int)sent["max_tokens"]!, (string?)sent["metadata"]!["user_id"]).ShouldBe(("Be brief.", 4096, "u-1"));
        ((string?)sent["stop_sequences"]![0], (double)sent["temperature"]!).ShouldBe(("END", 0.5));
        sent["messages"]!.AsArray().Count.ShouldBe(1, "neighbours of one side are one message");
    }

    [Fact]
    public async Task A_stream_brings_the_same_as_a_whole_answer_also_byte_by_byte()
    {
        const string body = """{"model":"x","messages":[{"role":"user","content":"one two three"}]}""";
        CompleteReply whole = await AskAsync(body);
        Streamed streamed = await StreamAsync(body);
        (streamed.Text, streamed.FinishReason, streamed.Usage).ShouldBe((whole.Text!, "stop", whole.Usage));
        _vendor.FailNext(new VendorFault { OneByteAtATime = true });
        (await StreamAsync(body)).Text.ShouldBe(whole.Text!);
    }

    [Fact]
    public async Task Parallel_tools_are_called_and_their_results_go_back_in_one_turn()
    {
        const string ask = """{"role":"user","content":"weather in Paris and Rome"}""";
        CompleteReply first = await AskAsync($$"""{"model":"x",{{Weather}},"messages":[{{ask}}]}""");
        first.FinishReason.ShouldBe("tool_calls");
        JsonArray calls = first.Message()["tool_calls"]!.AsArray();
        calls.Select(c => (string)c!["function"]!["arguments"]!).ShouldBe(["""{"city":"Paris"}""", """{"city":"Rome"}"""]);

        string turn = $$"""
            {"model":"x",{{Weather}},"messages":[{{ask}},{{first.Message().ToJsonString()}},
            {"role":"tool","tool_call_id":"toolu_0","content":"18 degrees"},{"role":"tool","tool_call_id":"toolu_1","content":[{"type":"text","text":"25 degrees"}]},{"role":"user","content":"And?"}]}
            """;
        (await AskAsync(turn)).Text.ShouldBe("You said: The tool says: 18 degrees The tool says: 25 degrees And?");
        JsonArray last = _vendor.Last["messages"]![2]!["content"]!.AsArray();
        last.Select(b => (string)b!["type"]!).ShouldBe(["tool_result", "tool_result", "text"]);

        Streamed streamed = await StreamAsync($$"""{"model":"x",{{Weather}},"messages":[{{ask}}]}""");
        streamed.Calls.Values.ShouldBe([("toolu_0", "get_weather", """{"city":"Paris"}"""), ("toolu_1", "get_weather", """{"city":"Rome"}""")]);
        (streamed.FinishReason, streamed.Text).ShouldBe(("tool_calls", "I look it up."));
    }

    [Theory]
    [InlineData("\"none\"", """{"type":"none"}""")]
    [InlineData("\"auto\"", """{"type":"auto"}""")]
    [InlineData("\"required\"", """{"type":"any"}""")]
    [InlineData("""{"type":"function","function":{"name":"get_weather"}}""", """{"type":"tool","name":"get_weather"}""")]
    public async Task The_choice_of_tools_is_kept(string choice, string expected)
    {
        await AskAsync(Ask($"{Weather},\"tool_choice\":{choice}"));
        _vendor.Last["tool_choice"]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public async Task One_call_at_a_time_ids_of_others_and_broken_arguments_are_put_right()
    {
        await AskAsync(Ask($"{Weather},\"parallel_tool_calls\":false"));
        _vendor.Last["tool_choice"]!.ToJsonString().ShouldBe("""{"type":"auto","disable_parallel_tool_use":true}""");
        await AskAsync($$$"""
            {"model":"x",{{{Weather}}},"messages":[{"role":"user","content":"go"},{"role":"assistant","content":null,"tool_calls":[{"id":"call:1.a","type":"function","function":{"name":"get_weather","arguments":"not json"}}]},{"role":"tool","tool_call_id":"call:1.a","content":"ok"}]}
            """);
        JsonNode call = _vendor.Last["messages"]![1]!["content"]![0]!;
        ((string?)call["id"], call["input"]!.ToJsonString()).ShouldBe(("call_1_a", """{"arguments":"not json"}"""));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", true)]
    [InlineData("claude-3-5-haiku-latest", false)]
    public async Task A_schema_is_kept_to_by_the_vendors_format_or_by_a_tool(string model, bool byFormat)
    {
        string body = Ask("""
            "response_format":{"type":"json_schema","json_schema":{"name":"score","schema":{"type":"object","properties":{"score":{"type":"integer","minimum":0,"maximum":10}},"required":["score"]}}}
            """);
        CompleteReply reply = await AskAsync(body, model);
        (reply.Text, reply.FinishReason).ShouldBe(("""{"score":7}""", "stop"));
        reply.Message()["tool_calls"].ShouldBeNull();
        if (byFormat)
            _vendor.Last["output_config"]!["format"]!["schema"]!.ToJsonString().ShouldBe("""{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}""");
        else
            ((int)_vendor.Last["tools"]![0]!["input_schema"]!["properties"]!["score"]!["maximum"]!).ShouldBe(10);
        Streamed streamed = await _provider.StreamAsync(Instance, body, model);
        (streamed.Text, streamed.FinishReason, streamed.Calls.Count).ShouldBe(("""{"score":7}""", "stop", 0));
    }

    [Fact]
    public async Task Images_go_as_bytes_and_as_addresses_and_sounds_are_refused()
    {
        await AskAsync("""{"model":"x","messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""");
        JsonArray blocks = _vendor.Last["messages"]![0]!["content"]!.AsArray();
        blocks[1]!.ToJsonString().ShouldBe("""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}""");
        blocks[2]!.ToJsonString().ShouldBe("""{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}""");
        ProviderException e = await Should.ThrowAsync<ProviderException>(() => AskAsync("""{"model":"x","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA","format":"wav"}}]}]}"""));
        (e.Fault, e.Message).ShouldBe((ProviderFault.Unsupported, "Provider `vendor` (claude-sonnet-4-5) takes texts, images and PDF files, but not `input_audio`."));
    }

    [Fact]
    public async Task Cache_marks_are_kept_where_they_stand()
    {
        await AskAsync("""
            {"model":"x","tools":[{"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral"}}],"messages":[{"role":"system","content":[{"type":"text","text":"Long","cache_control":{"type":"ephemeral","ttl":"1h"}}]},{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]}]}
            """);
        JsonNode sent = _vendor.Last;
        ((string?)sent["system"]![0]!["cache_control"]!["ttl"]).ShouldBe("1h");
        sent["messages"]![0]!["content"]![0]!["cache_control"].ShouldNotBeNull();
        sent["tools"]![0]!["cache_control"].ShouldNotBeNull();
        sent["tools"]![0]!["input_schema"]!.ToJsonString().ShouldBe("""{"type":"object"}""");
    }

    [Fact]
    public async Task Thoughts_stand_beside_the_answer_and_go_back_signed()
    {
        const string thinking = """{"type":"thinking","thinking":"Hmm.","signature":"sig"}""";
        _vendor.AnswerNext($$$"""{"id":"m","type":"message","role":"assistant","model":"c","content":[{{{thinking}}},{"type":"redacted_thinking","data":"xx"},{"type":"text","text":"Yes"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":9,"output_tokens_details":{"thinking_tokens":6} } }""");
        CompleteReply reply = await AskAsync(Ask("\"reasoning_effort\":\"medium\",\"max_tokens\":4000,\"temperature\":0.2"));
        (reply.Text, (string?)reply.Message()["reasoning_content"]).ShouldBe(("Yes", "Hmm."));
        (reply.Usage!.Value.Output, reply.Usage.Value.Reasoning).ShouldBe((3, 6));
        _vendor.Last["thinking"]!.ToJsonString().ShouldBe("""{"type":"enabled","budget_tokens":2000}""");
        reply.Warnings.ShouldHaveSingleItem().Message.ShouldContain("`temperature`");

        await AskAsync($$"""{"model":"x","messages":[{"role":"user","content":"a"},{{reply.Message().ToJsonString()}},{"role":"user","content":"b"}]}""");
        _vendor.Last["messages"]![1]!["content"]![0]!.ToJsonString().ShouldBe(thinking);
        ((string?)_vendor.Last["messages"]![1]!["content"]![1]!["type"]).ShouldBe("redacted_thinking");

        _vendor.AnswerNext("""
            event: message_start
            data: {"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":5,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hmm."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: some_new_event
            data: {"type":"some_new_event"}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Yes"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},"usage":{"output_tokens":9}}

            event: message_stop
            data: {"type":"message_stop"}
            """.ReplaceLineEndings("\n"));
        Streamed streamed = await StreamAsync(Ask("\"reasoning_effort\":\"low\""));
        (streamed.Text, streamed.Reasoning, streamed.FinishReason).ShouldBe(("Yes", "Hmm.", "length"));
        streamed.Thinking.ShouldBe([thinking]);
        streamed.Usage!.Value.TotalOutput.ShouldBe(9);
    }

    [Fact]
    public async Task New_models_think_by_effort_and_take_no_sampling()
    {
        CompleteReply reply = await AskAsync(Ask("\"reasoning_effort\":\"high\",\"temperature\":0.3,\"seed\":1,\"logit_bias\":{}"), "claude-opus-4-8");
        JsonNode sent = _vendor.Last;
        (sent["thinking"]!.ToJsonString(), (string?)sent["output_config"]!["effort"], sent["temperature"]).ShouldBe(("""{"type":"adaptive"}""", "high", null));
        reply.Warnings.Select(w => w.Message).ShouldBe([
            "vendor/claude-opus-4-8 has no counterpart for `seed`; it was left out.",
            "vendor/claude-opus-4-8 has no counterpart for `temperature`; it was left out.",
        ]);
    }

    [Fact]
    public async Task More_than_one_answer_and_embeddings_are_refused_clearly()
    {
        (await Should.ThrowAsync<ProviderException>(() => AskAsync(Ask("\"n\":2")))).Fault.ShouldBe(ProviderFault.Unsupported);
        (await Should.ThrowAsync<ProviderException>(() => _provider.SendAsync(Calls.Embed(Instance, """{"input":"x"}"""), default))).Fault.ShouldBe(ProviderFault.Unsupported);
        _vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Models_are_listed() => (await _provider.ListModelsAsync(Instance, default)).ShouldBe(["claude-sonnet-4-5"]);
}
