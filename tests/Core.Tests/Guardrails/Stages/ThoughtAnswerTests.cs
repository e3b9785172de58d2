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

/// <summary>What a model thinks leaves as clean as what it answers, under whichever name vendors tell it, whole or in pieces.</summary>
public sealed class ThoughtAnswerTests
{
    private const string Key = "sk-proj-Zq83hfKd02mXcVb91LqPz7Rt5Ys4Wn6A", Secret = $"The API key is {Key}, I think. Hmm.", Clean = "Nothing to hide. Hmm.";
    private static readonly GuardrailPolicy s_policy = new() { Output = new AnswerPolicy { Secrets = GuardAction.Sanitise } };
    private readonly GuardCalls _guards = new();

    [Theory]
    [InlineData("""{"role":"assistant","reasoning_content":"@","content":"Yes"}""")]
    [InlineData("""{"role":"assistant","reasoning":"@","reasoning_details":[{"type":"reasoning.text","text":"@","signature":"c2ln"}],"content":"Yes"}""")]
    [InlineData("""{"role":"assistant","thinking_blocks":[{"type":"thinking","thinking":"@","signature":"c2ln"},{"type":"redacted_thinking","data":"xx"}],"content":"Yes"}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"@"}]},{"type":"text","text":"Yes"}]}""")]
    [InlineData("""{"role":"assistant","content":null,"audio":{"id":"a","data":"","transcript":"@"}}""")]
    public async Task Whole_thoughts_are_filtered_and_lose_their_signature_only_when_they_change(string message)
    {
        string clean = await WholeAsync(message, Clean), changed = await WholeAsync(message, Secret);
        clean.ShouldBe(Answer(message, Clean));
        changed.ShouldNotContain(Key);
        changed.ShouldContain("Hmm.");
        changed.ShouldNotContain("c2ln");
        if (message.Contains("redacted", StringComparison.Ordinal))
            JsonNode.Parse(changed)!["choices"]![0]!["message"]!["thinking_blocks"]![1]!["data"]!.GetValue<string>().ShouldBe("xx");
    }

    [Theory]
    [InlineData("""{"reasoning_content":"@"}""", 1)]
    [InlineData("""{"reasoning_content":"@"}""", 400)]
    [InlineData("""{"content":"","reasoning":"@"}""", 4)]
    [InlineData("""{"reasoning":"@","reasoning_details":[{"type":"reasoning.text","text":"@"}]}""", 4)]
    [InlineData("""{"reasoning_details":[{"type":"reasoning.text","text":"@"}]}""", 4)]
    public async Task Streamed_thoughts_are_held_back_until_they_are_clear_and_leave_before_the_answer(string delta, int size)
    {
        List<JsonNode> left = await StreamAsync([.. Pieces(Secret, size).Select(p => Chunk(delta.Replace("\"@\"", JsonSerializer.Serialize(p)))), Chunk("""{"content":"Yes"}""", text: "Yes"), Chunk("{}", finish: "stop")]);
        string thoughts = string.Concat(left.Select(Thought));
        thoughts.ShouldStartWith("The API key is <SECRET_1>");
        thoughts.ShouldEndWith("I think. Hmm.");
        string.Concat(left.Select(n => n.ToJsonString())).ShouldNotContain("Zq83hf");
        int answer = left.FindIndex(n => (string?)n["choices"]![0]!["delta"]!["content"] == "Yes");
        left.Skip(answer).Select(Thought).ShouldAllBe(t => t.Length == 0);
        _guards.Events.ShouldHaveSingleItem().Source.ShouldBe("thoughts");
    }

    [Fact]
    public async Task Clean_thoughts_pass_byte_for_byte()
    {
        ProviderEvent[] events = [.. Pieces(Clean, 5).Select(p => Chunk($$"""{"reasoning_content": {{JsonSerializer.Serialize(p)}} }""")), Chunk("""{"content":"Yes"}""", text: "Yes"), Chunk("{}", finish: "stop")];
        var thoughts = new StreamedThoughts(_guards.Filter(GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""")));
        foreach (ProviderEvent item in events)
        {
            ProviderEvent passed = (await thoughts.PassAsync(item, CancellationToken.None)).ShouldHaveSingleItem();
            passed.Data.ToArray().ShouldBe(item.Data.ToArray());
        }
        thoughts.Release().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_thoughts_of_choices_do_not_run_into_each_other()
    {
        var sent = new List<ProviderEvent>();
        foreach ((string a, string b) in Pieces(Secret, 6).Zip(Pieces(Clean.PadRight(Secret.Length), 6)))
            sent.AddRange([Chunk($$"""{"reasoning_content":{{JsonSerializer.Serialize(a)}} }""", choice: 0), Chunk($$"""{"reasoning_content":{{JsonSerializer.Serialize(b)}} }""", choice: 1)]);
        List<JsonNode> left = await StreamAsync([.. sent, Chunk("{}", finish: "stop", choice: 0), Chunk("{}", finish: "stop", choice: 1)]);
        string Of(int choice) => string.Concat(left.Where(n => (int)n["choices"]![0]!["index"]! == choice).Select(Thought));
        Of(0).ShouldContain("<SECRET_1>");
        Of(1).ShouldStartWith(Clean);
    }

    [Fact]
    public async Task A_policy_that_refuses_ends_the_stream()
    {
        var policy = new GuardrailPolicy { Output = new AnswerPolicy { Secrets = GuardAction.Block } };
        ArtisanException fault = await Should.ThrowAsync<ArtisanException>(() => StreamAsync([Chunk($$"""{"reasoning_content":"{{Secret}}"}"""), Chunk("{}", finish: "stop")], policy));
        (fault.Code, fault.Message.Contains("thoughts", StringComparison.Ordinal)).ShouldBe((ErrorCode.ContentRefused, true));
    }

    [Fact]
    public async Task Placeholders_stay_in_thoughts_which_are_signed_as_the_model_wrote_them()
    {
        AiCall call = GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""");
        call.Placeholders = new Dictionary<string, string> { ["<PERSON_1>"] = "Anna Weber" };
        byte[] body = Encoding.UTF8.GetBytes("""{"choices":[{"index":0,"message":{"role":"assistant","content":"Ask <PERSON_1>.","thinking_blocks":[{"type":"thinking","thinking":"It is <PERSON_1>.","signature":"c2ln"}]},"finish_reason":"stop"}]}""");
        string answer = Encoding.UTF8.GetString((await CompleteAnswers.FilterAsync(new CompleteAnswer { By = null!, Body = body }, _guards.Filter(call), CancellationToken.None)).Body.Span);
        answer.ShouldContain("Ask Anna Weber.");
        answer.ShouldContain("It is <PERSON_1>.");
        answer.ShouldContain("c2ln");
    }

    private async Task<string> WholeAsync(string message, string thought)
    {
        var answer = new CompleteAnswer { By = null!, Body = Encoding.UTF8.GetBytes(Answer(message, thought)) };
        AnswerFilter filter = _guards.Filter(GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", s_policy));
        return Encoding.UTF8.GetString((await CompleteAnswers.FilterAsync(answer, filter, CancellationToken.None)).Body.Span);
    }

    private static string Answer(string message, string thought) => $$"""{"choices":[{"index":0,"message":{{message.Replace("@", thought)}},"finish_reason":"stop"}]}""";

    private async Task<List<JsonNode>> StreamAsync(ProviderEvent[] events, GuardrailPolicy? policy = null)
    {
        var thoughts = new StreamedThoughts(_guards.Filter(GuardCalls.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", policy ?? s_policy)));
        var left = new List<ProviderEvent>();
        foreach (ProviderEvent item in events)
            left.AddRange(thoughts.Concerns(item) ? await thoughts.PassAsync(item, CancellationToken.None) : [item]);
        left.AddRange(thoughts.Release());
        return [.. left.Select(e => JsonNode.Parse(e.Data.Span)!)];
    }

    private static IEnumerable<string> Pieces(string text, int size) => text.Chunk(size).Select(c => new string(c));

    private static string Thought(JsonNode chunk) => chunk["choices"]![0]!["delta"] is JsonObject delta ? ThoughtFields.PlainOf(delta) ?? "" : "";

    private static ProviderEvent Chunk(string delta, string? text = null, string? finish = null, int choice = 0) => new()
    {
        Data = Encoding.UTF8.GetBytes("{\"id\":\"c\",\"choices\":[{\"index\":" + choice + ",\"delta\":" + delta + ",\"finish_reason\":" + (finish is null ? "null" : $"\"{finish}\"") + "}]}"),
        Text = text,
        Choice = choice,
        FinishReason = finish,
    };
}
