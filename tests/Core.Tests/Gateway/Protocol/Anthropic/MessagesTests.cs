using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Protocol.Anthropic;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Protocol.Anthropic;

public sealed class MessagesTests
{
    private static readonly Guid Id = Guid.Parse("01890000-0000-7000-8000-0000000000ff");

    private static JsonNode Chat(string body) => JsonNode.Parse(MessagesRequest.ToChat(Encoding.UTF8.GetBytes(body)))!;

    [Fact]
    public void A_request_becomes_one_of_the_OpenAI_dialect_that_its_reader_takes()
    {
        byte[] chat = MessagesRequest.ToChat(Encoding.UTF8.GetBytes("""
            {"model":"m","max_tokens":10,"stream":true,"stop_sequences":["x"],"metadata":{"user_id":"u"},"system":"S","tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},
             "messages":[{"role":"user","content":[{"type":"text","text":"see"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"a","name":"f","input":{"x":1}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"r"}]},{"type":"text","text":"go"}]}]}
            """));
        ChatView view = ChatReader.Read(chat);
        view.Messages.Select(m => (m.Role, m.Text)).ShouldBe([("system", "S"), ("user", "see"), ("assistant", ""), ("tool", "r"), ("user", "go")]);
        (view.Stream, view.MaxOutputTokens, view.User, view.ToolChoice, view.AttachmentCount).ShouldBe((true, 10, "u", "f", 1));
        view.Messages[2].ToolCalls.Single().Arguments.ShouldBe("""{"x":1}""");
        view.Messages[3].ToolCallId.ShouldBe("a");
        JsonNode json = JsonNode.Parse(chat)!;
        json["messages"]![2]!["thinking_blocks"]![0]!.ToJsonString().ShouldBe("""{"type":"thinking","thinking":"t","signature":"s"}""");
        ((bool)json["parallel_tool_calls"]!).ShouldBeFalse();
        json["messages"]![1]!["content"]![1]!["image_url"]!["url"]!.ToString().ShouldBe("data:image/png;base64,AA");
    }

    [Fact]
    public void What_OpenAI_has_no_word_for_is_carried_along()
    {
        JsonNode json = Chat("""{"max_tokens":1,"top_k":3,"thinking":{"type":"enabled","budget_tokens":1024},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}},"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"hi"}]}""");
        (json["top_k"]!.ToJsonString(), json["thinking"]!["type"]!.ToString(), json["output_config"]!.ToJsonString()).ShouldBe(("3", "enabled", """{"effort":"low"}"""));
        json["response_format"]!["json_schema"]!["schema"]!.ToJsonString().ShouldBe("""{"type":"object"}""");
        json["messages"]![0]!["content"]![0]!["cache_control"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"max_tokens":0,"messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"max_tokens":1}""", "messages")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"robot","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":[3]}]}""", "messages[0].content[0]")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":[{"type":"server_tool_use"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}""", "messages[0].content[0].tool_use_id")]
    [InlineData("""{"max_tokens":1,"tools":[{"type":"web_search_20250305","name":"w"}],"messages":[{"role":"user","content":"x"}]}""", "tools[0].type")]
    [InlineData("""{"max_tokens":1,"tool_choice":{"type":"some"},"messages":[{"role":"user","content":"x"}]}""", "tool_choice.type")]
    [InlineData("""{"max_tokens":1,"mcp_servers":[],"messages":[{"role":"user","content":"x"}]}""", "mcp_servers")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"\ud800"}]}""", "body")]
    public void What_cannot_be_acted_on_is_named(string body, string field) =>
        Should.Throw<ArtisanException>(() => Chat(body)).Field.ShouldBe(field);

    [Fact]
    public void An_answer_becomes_a_message()
    {
        JsonNode message = JsonNode.Parse(MessagesAnswer.Of(Encoding.UTF8.GetBytes("""
            {"model":"m","choices":[{"message":{"content":"Hi","reasoning_content":"Hm","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"d","function":{"name":"f","arguments":"oops"}}]},"finish_reason":"tool_calls"}]}
            """), Id, "other", new TokenUsage { Input = 5, CachedInput = 3, CacheWrite = 2, Output = 4, Reasoning = 6 }))!;
        message["content"]!.ToJsonString().ShouldBe("""[{"type":"thinking","thinking":"Hm","signature":""},{"type":"text","text":"Hi"},{"type":"tool_use","id":"c","name":"f","input":{"a":1}},{"type":"tool_use","id":"d","name":"f","input":{"arguments":"oops"}}]""");
        message["usage"]!.ToJsonString().ShouldBe("""{"input_tokens":5,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,"output_tokens":10}""");
        (message["stop_reason"]!.ToString(), message["id"]!.ToString(), message["model"]!.ToString()).ShouldBe(("tool_use", "msg_018900000000700080000000000000ff", "m"));
    }

    [Theory]
    [InlineData("stop", null, "end_turn")]
    [InlineData("stop", "END", "stop_sequence")]
    [InlineData("length", null, "max_tokens")]
    [InlineData("content_filter", null, "refusal")]
    public void Ends_have_the_protocols_names(string finish, string? sequence, string expected)
    {
        string body = $$"""{"choices":[{"message":{"content":"x"},"finish_reason":"{{finish}}","stop_reason":{{(sequence is null ? "null" : $"\"{sequence}\"")}}}]}""";
        JsonNode message = JsonNode.Parse(MessagesAnswer.Of(Encoding.UTF8.GetBytes(body), Id, "m", default))!;
        (message["stop_reason"]!.ToString(), (string?)message["stop_sequence"]).ShouldBe((expected, sequence));
    }

    [Fact]
    public void A_stream_becomes_blocks_that_open_and_close_in_order()
    {
        var output = new ArrayBufferWriter<byte>();
        var events = new MessagesEvents(Id, "m", output);
        string[] chunks =
        [
            """{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""",
            """{"choices":[{"index":0,"delta":{"reasoning_content":"Hm"}}]}""",
            """{"choices":[{"index":0,"delta":{"thinking_blocks":[{"type":"thinking","thinking":"Hm","signature":"sig"}]}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"A"}}]}""",
            """{"choices":[{"index":1,"delta":{"content":"other"}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"B"}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}},{"index":1,"id":"d","function":{"name":"g","arguments":"{}"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
        ];
        foreach (string chunk in chunks)
            events.Take(new ProviderEvent { Data = Encoding.UTF8.GetBytes(chunk) });
        events.Take(new ProviderEvent { Data = "{\"choices\":[]}"u8.ToArray(), UsageOnly = true, Usage = new TokenUsage { Input = 3, Output = 2 } });
        events.End();

        string[] all = [.. Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];
        all.ShouldAllBe(e => e.StartsWith("event: "));
        string[] told = [.. all.Select(e => JsonNode.Parse(e[(e.IndexOf("\ndata: ", StringComparison.Ordinal) + 7)..])!).Select(Short)];
        told.ShouldBe([
            "message_start", "start 0 thinking", "0 thinking_delta", "0 signature_delta", "stop 0", "start 1 text", "1 text_delta", "1 text_delta", "stop 1",
            "start 2 tool_use", "2 input_json_delta", "stop 2", "start 3 tool_use", "3 input_json_delta", "stop 3", "message_delta", "message_stop",
        ]);
        all[^2].ShouldContain("\"stop_reason\":\"tool_use\"");
        all[^2].ShouldContain("\"input_tokens\":3");
    }

    private static string Short(JsonNode e) => (string)e["type"]! switch
    {
        "content_block_start" => $"start {e["index"]} {e["content_block"]!["type"]}",
        "content_block_delta" => $"{e["index"]} {e["delta"]!["type"]}",
        "content_block_stop" => $"stop {e["index"]}",
        string type => type,
    };

    [Fact]
    public void A_stream_without_anything_is_a_whole_message_all_the_same()
    {
        var output = new ArrayBufferWriter<byte>();
        new MessagesEvents(Id, "m", output).End();
        string end = Encoding.UTF8.GetString(output.WrittenSpan);
        end.ShouldContain("message_start");
        end.ShouldEndWith("data: {\"type\":\"message_stop\"}\n\n");
    }

    [Fact]
    public void Parts_refusals_and_what_a_sound_says_are_told_as_text_and_thoughts_in_parts_as_thoughts()
    {
        const string message = """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},{"type":"text","text":"A"},{"type":"text","text":"B"}],"refusal":"C","audio":{"id":"a","transcript":"D"}}""";
        JsonNode whole = JsonNode.Parse(MessagesAnswer.Of(Encoding.UTF8.GetBytes($$"""{"choices":[{"index":0,"message":{{message}},"finish_reason":"stop"}]}"""), Id, "m", default))!;
        whole["content"]!.AsArray().Select(b => (string?)b!["thinking"] ?? (string?)b["text"]).ShouldBe(["Hm", "A", "B", "C", "D"]);

        var output = new ArrayBufferWriter<byte>();
        var events = new MessagesEvents(Id, "m", output);
        events.Take(new ProviderEvent { Data = Encoding.UTF8.GetBytes($$"""{"choices":[{"index":0,"delta":{{message}}}]}"""), Text = "ABCD", Place = TextPlace.Parts, Choices = 1 }).ShouldBeTrue();
        JsonNode[] told = [.. Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => JsonNode.Parse(e[(e.IndexOf("\ndata: ", StringComparison.Ordinal) + 7)..])!)];
        told.Select(Short).ShouldBe(["message_start", "start 0 thinking", "0 thinking_delta", "stop 0", "start 1 text", "1 text_delta", "1 text_delta", "1 text_delta", "1 text_delta"]);
        string.Concat(told.Select(e => (string?)e["delta"]?["text"])).ShouldBe("ABCD");
    }
}
