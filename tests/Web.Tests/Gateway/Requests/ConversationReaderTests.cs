using Artisan.Core.Gateway.Requests;
using Artisan.Web.Features.Gateway.Requests;
using Bunit;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Requests;

public sealed class ConversationReaderTests
{
    [Fact]
    public void Messages_tools_and_parameters_are_read()
    {
        Conversation talk = Read("""
            {"model":"gpt-4o","temperature":0.2,"tools":[{"type":"function","function":{"name":"get_weather"}}],"messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAA"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"18 degrees"}]}
            """, """{"choices":[{"message":{"role":"assistant","content":"It is 18 degrees."},"finish_reason":"length"}]}""");
        talk.Turns.Select(t => t.Role).ShouldBe(["system", "user", "assistant", "tool", "assistant"]);
        talk.Turns[1].Attachments.ShouldHaveSingleItem().ShouldStartWith("image,");
        talk.Turns[2].Calls.ShouldHaveSingleItem().ShouldBe(new ToolCall("call_1", "get_weather", "{\"city\":\"Paris\"}"));
        talk.Turns[3].Name.ShouldBe("call_1");
        (talk.Turns[4].IsAnswer, talk.Turns[4].Finish).ShouldBe((true, "length"));
        talk.Tools.ShouldBe(["get_weather"]);
        talk.Parameters.ShouldBe([KeyValuePair.Create("temperature", "0.2")]);
        talk.Note.ShouldBeNull();
    }

    [Fact]
    public void The_parts_of_a_streamed_call_of_a_tool_are_put_together()
    {
        Conversation talk = Read("{}", """
            {"streamed":true,"finish_reason":"tool_calls","text":"","tool_call_chunks":[
              {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"find","arguments":"{\"q\""}}]}}]},
              {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"call_2","function":{"name":"send","arguments":"{}"}}]}}]},
              {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}]}
            """);
        talk.Turns.ShouldHaveSingleItem().Calls.ShouldBe([new ToolCall("call_1", "find", "{\"q\":1}"), new ToolCall("call_2", "send", "{}")]);
    }

    [Theory]
    [InlineData("""{"input":"hello"}""", "hello")]
    [InlineData("""{"input":["hello"]}""", "hello")]
    [InlineData("""{"input":[1,2,3]}""", "3 tokens, as numbers")]
    public void Inputs_of_embeddings_are_read(string request, string text) => Read(request, "").Turns.ShouldHaveSingleItem().ShouldBe(new Turn("input", text));

    [Theory]
    [InlineData("""{"data":[{"embedding":[0.1,0.2,0.3]},{"embedding":[0.1,0.2,0.3]}]}""", "2 vectors of 3 dimensions")]
    [InlineData("""{"data":[{"embedding":"AACAPwAAgD8="}]}""", "1 vector of 2 dimensions")]
    public void Vectors_are_counted(string answer, string text) => Read("{}", answer).Turns.ShouldHaveSingleItem().Text.ShouldBe(text);

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"cut o""")]
    [InlineData("[1,2]")]
    [InlineData("plain")]
    public void What_cannot_be_read_is_shown_as_it_is(string request) => Read(request, "").Turns.ShouldHaveSingleItem().ShouldBe(new Turn("input", request));

    [Fact]
    public void An_error_is_an_answer() => Read("{}", """{"error":{"message":"Too long."}}""").Turns.ShouldHaveSingleItem().ShouldBe(new Turn("error", "Too long.") { IsAnswer = true });

    [Fact]
    public void Odd_shapes_do_not_fail() =>
        Should.NotThrow(() => Read("""{"messages":[1,null,{"content":{"a":1}},{"content":[null,"x",{"type":"input_audio"}]}],"tools":[{"type":"x"},3],"input":null}""", """{"choices":[{},{"message":null}],"data":3}"""));

    [Fact]
    public void A_long_text_is_folded_and_markup_is_only_text()
    {
        using var context = new BunitContext();
        IRenderedComponent<ConversationView> view = context.Render<ConversationView>(p => p.Add(v => v.Content,
            new RequestContentView($$"""{"messages":[{"role":"user","content":"<b>{{new string('x', 4000)}}"}]}""", """{"choices":[{"message":{"content":"fine"}}]}""", false)));
        view.FindAll("li").Count.ShouldBe(2);
        view.FindAll("b").ShouldBeEmpty();
        view.Find("summary").TextContent.ShouldBe("Show the rest (2,003 characters)");
    }

    private static Conversation Read(string request, string answer) => ConversationReader.Read(new RequestContentView(request, answer, false));
}
