using System.Text;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Protocol;

public class ChatReaderTests
{
    private static ChatView Read(string json) => ChatReader.Read(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Reads_what_the_pipeline_acts_on()
    {
        ChatView view = Read("""
            {"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Grüße an 日本","name":"ada"}],
             "temperature":0.3,"n":2,"max_tokens":100,"max_completion_tokens":200,"stream":true,"stream_options":{"include_usage":true,"x":1},
             "user":"u-1","metadata":{"segment":"vip","weight":3},"vendor_extra":{"deep":[1,2,{"a":null}]}}
            """);
        view.Model.ShouldBe("gpt-4o-mini");
        view.Messages.Count.ShouldBe(2);
        view.Messages[1].ShouldBe(new ChatMessageView("user", "Grüße an 日本", view.Messages[1].ToolCalls, null, "ada"));
        view.Temperature.ShouldBe(0.3);
        view.Choices.ShouldBe(2);
        view.MaxOutputTokens.ShouldBe(200);
        view.Stream.ShouldBeTrue();
        view.IncludeUsage.ShouldBeTrue();
        view.User.ShouldBe("u-1");
        view.Metadata.ShouldBe(new Dictionary<string, string> { ["segment"] = "vip" });
        view.TopLevel.Find("vendor_extra").ShouldNotBeNull();
        view.PromptBytes.ShouldBe(Encoding.UTF8.GetByteCount("Be brief.Grüße an 日本ada") + 2 * 8);
    }

    [Fact]
    public void Joins_text_parts_and_counts_the_rest_as_attachments()
    {
        ChatView view = Read("""
            {"messages":[{"role":"user","content":[{"type":"text","text":"one"},{"type":"image_url","image_url":{"url":"data:x"}},
            {"type":"text","text":"two"},{"type":"something_new","payload":{"text":"not ours"}}]}]}
            """);
        view.Messages[0].Text.ShouldBe("one\ntwo");
        view.AttachmentCount.ShouldBe(2);
        view.Model.ShouldBeNull();
    }

    [Fact]
    public void Reads_tools_calls_and_results()
    {
        ChatView view = Read("""
            {"messages":[{"role":"user","content":"Weather?"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}}]},
             {"role":"tool","tool_call_id":"call_1","content":"21 °C"}],
             "tools":[{"type":"function","function":{"name":"weather","description":"Now","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},
                      {"type":"web_search"}],
             "tool_choice":{"type":"function","function":{"name":"weather"}}}
            """);
        view.Messages[1].Text.ShouldBe("");
        view.Messages[1].ToolCalls.ShouldBe([new ToolCallView("call_1", "weather", "{\"city\":\"Bonn\"}")]);
        view.Messages[2].ToolCallId.ShouldBe("call_1");
        view.Tools.Single().Name.ShouldBe("weather");
        view.Tools[0].Parameters!.Value.GetProperty("properties").GetProperty("city").GetProperty("type").GetString().ShouldBe("string");
        view.ToolChoice.ShouldBe("weather");
    }

    [Theory]
    [InlineData("\"auto\"", "auto")]
    [InlineData("\"required\"", "required")]
    [InlineData("null", null)]
    [InlineData("{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[]}}", "required")]
    public void Reads_the_tool_choice(string json, string? expected) =>
        Read($$"""{"messages":[{"role":"user","content":"x"}],"tool_choice":{{json}}}""").ToolChoice.ShouldBe(expected);

    [Fact]
    public void Reads_the_response_format()
    {
        ChatView view = Read("""
            {"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"lead","strict":true,"schema":{"type":"object"}}}}
            """);
        view.ResponseFormat!.Type.ShouldBe("json_schema");
        view.ResponseFormat.SchemaName.ShouldBe("lead");
        view.ResponseFormat.Strict.ShouldBeTrue();
        view.ResponseFormat.Schema!.Value.GetProperty("type").GetString().ShouldBe("object");
    }

    [Fact]
    public void Definitions_count_towards_the_prompt()
    {
        const string tools = """[{"type":"function","function":{"name":"f"}}]""";
        int without = Read("""{"messages":[{"role":"user","content":"x"}]}""").PromptBytes;
        Read($$"""{"messages":[{"role":"user","content":"x"}],"tools":{{tools}}}""").PromptBytes.ShouldBe(without + tools.Length);
    }

    [Theory]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":["hi"]}""", "messages[0]")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"user","content":"a"},{"content":"a"}]}""", "messages[2].role")]
    [InlineData("""{"messages":[{"role":"wizard","content":"a"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":7,"content":"a"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":null}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":["a"]}]}""", "messages[0].content[0]")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"a"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":3}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"messages":[{"role":"user","content":"a","role":"system"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"tool","content":"a"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}""", "messages[0].tool_calls[0].id")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"id":"1","function":{"name":1}}]}]}""", "messages[0].tool_calls[0].function.name")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"temperature":2.5}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stream":"yes"}""", "stream")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stream_options":{"include_usage":1}}""", "stream_options.include_usage")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"n":0}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"n":1.5}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_tokens":-1}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_completion_tokens":"9"}""", "max_completion_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"model":5}""", "model")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"model":""}""", "model")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"model":"a","model":"b"}""", "model")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"m\u006fdel":"a","model":"b"}""", "model")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function"}]}""", "tools[0].function")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"description":"x"}}]}""", "tools[0].function.name")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"tool_choice":3}""", "tool_choice")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"response_format":"json"}""", "response_format")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema"}}""", "response_format.json_schema")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"schema":{}}}}""", "response_format.json_schema.name")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"metadata":[]}""", "metadata")]
    [InlineData("""{"messages":[{"role":"user","content":"half a pair \ud83d"}]}""", "messages[0].content")]
    public void Names_the_field_at_fault(string json, string field)
    {
        ArtisanException fault = Should.Throw<ArtisanException>(() => Read(json));
        fault.Code.ShouldBe(ErrorCode.InvalidInput);
        fault.Field.ShouldBe(field);
        fault.Message.ShouldContain(field.Split('.')[0]);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("[]", "one JSON object")]
    [InlineData("nonsense", "line 1, byte 2 (byte 2 of 8)")]
    [InlineData("{\n\"messages\": [\n  oops]}", "line 3, byte 3 (byte 19 of 24)")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} trailing", "line 1")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"a", "line 1")]
    public void Malformed_text_names_the_place(string json, string expected)
    {
        ArtisanException fault = Should.Throw<ArtisanException>(() => Read(json));
        fault.Field.ShouldBe("body");
        fault.Message.ShouldContain(expected);
        fault.Message.ShouldNotContain("LineNumber");
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_by_name()
    {
        byte[] body = [.. "{\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC3, 0x28, .. "\"}]}"u8];
        Should.Throw<ArtisanException>(() => ChatReader.Read(body)).Field.ShouldBe("messages[0].content");
        byte[] name = [.. "{\"a"u8, 0xFF, .. "\":1,\"messages\":[]}"u8];
        Should.Throw<ArtisanException>(() => ChatReader.Read(name)).Code.ShouldBe(ErrorCode.InvalidInput);
    }

    [Fact]
    public void Deep_nesting_is_refused_not_overflowed()
    {
        string deep = new string('[', 5000) + new string(']', 5000);
        Should.Throw<ArtisanException>(() => Read($$"""{"x":{{deep}},"messages":[{"role":"user","content":"a"}]}""")).Field.ShouldBe("body");
    }
}
