using System.Text.Json;
using Artisan.Core.Gateway.Context;
using Artisan.Core.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Context;

/// <summary>How prompts are counted, cut into turns and shortened.</summary>
public sealed class PromptPartsTests
{
    private static ChatView Chat(params object[] messages) => ChatReader.Read(JsonSerializer.SerializeToUtf8Bytes(new { model = "gpt-4o", messages }));

    private static object Say(string role, string content) => new { role, content };

    // Counts that OpenAI's tiktoken gives.
    [Theory]
    [InlineData("gpt-4o", "hello world", 2)]
    [InlineData("openai/gpt-4.1-mini", "tiktoken is great!", 6)]
    [InlineData("gpt-4", "tiktoken is great!", 6)]
    [InlineData("gpt-4", "antidisestablishmentarianism", 6)]
    [InlineData("gpt-3.5-turbo", "2 + 2 = 4", 7)]
    public void Texts_of_OpenAIs_models_are_counted_with_their_vocabulary(string model, string text, int tokens) =>
        VendorTokenizer.Count(text, VendorTokenizer.MethodOf(model)!).ShouldBe(tokens);

    [Theory]
    [InlineData("claude-sonnet-4")]
    [InlineData("gpt-4ever")]
    [InlineData("o1x")]
    [InlineData("command-r")]
    public void Other_vocabularies_are_not_guessed_at(string model) => VendorTokenizer.MethodOf(model).ShouldBeNull();

    [Fact]
    public void A_text_without_words_is_estimated_rather_than_counted_for_minutes()
    {
        PromptTokens tokens = PromptTokens.Of(Chat(Say("user", new string('a', 2_000_000))), "gpt-4o");
        tokens.IsExact.ShouldBeFalse();
        tokens.Method.ShouldStartWith("estimate");
        tokens.Total.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public void A_turn_is_a_question_with_all_that_came_of_it()
    {
        ChatView chat = Chat(
            Say("system", "Be brief."), Say("user", "one"), Say("assistant", "1"), Say("user", "weather?"),
            new { role = "assistant", content = (string?)null, tool_calls = new[] { new { id = "c1", type = "function", function = new { name = "weather", arguments = "{}" } } } },
            new { role = "tool", tool_call_id = "c1", content = "sunny" }, Say("assistant", "It is sunny."), Say("user", "And now?"));
        List<PromptPiece> pieces = PromptPieces.Of(chat, PromptTokens.Of(chat, "gpt-4o"));
        pieces.Select(p => (p.First, p.Last, p.Must)).ShouldBe([(0, 0, true), (1, 2, false), (3, 6, false), (7, 7, true)]);
    }

    [Fact]
    public void Behind_the_last_question_a_call_stays_with_its_answers_and_the_last_one_must_stay()
    {
        object Call(string id) => new { role = "assistant", content = (string?)null, tool_calls = new[] { new { id, type = "function", function = new { name = "look", arguments = "{}" } } } };
        object Answer(string id) => new { role = "tool", tool_call_id = id, content = "found" };
        ChatView chat = Chat(Say("user", "Find it"), Call("a"), Answer("a"), Call("b"), Answer("b"));
        PromptPieces.Of(chat, PromptTokens.Of(chat, "gpt-4o")).Select(p => (p.First, p.Last, p.Must)).ShouldBe([(0, 0, true), (1, 2, false), (3, 4, true)]);
    }

    [Fact]
    public void A_shortened_text_keeps_its_ends_and_what_the_question_is_about()
    {
        string[] paragraphs = [.. Enumerable.Range(0, 40).Select(i => i == 23 ? "The renewal price was agreed at 41,200 euros for the warehouse contract." : $"Paragraph {i} talks at some length about the weather, the traffic and the coffee of that day.")];
        string text = "Minutes of the meeting.\n\n" + string.Join("\n\n", paragraphs) + "\n\nSigned by all.";
        string shorter = TextShortener.Shorten(text, 200, "What renewal price was agreed for the warehouse?", t => t.Length / 4);
        (shorter.Length / 4).ShouldBeLessThanOrEqualTo(200);
        shorter.ShouldStartWith("Minutes of the meeting.");
        shorter.ShouldEndWith("Signed by all.");
        shorter.ShouldContain("41,200 euros");
        shorter.ShouldContain(TextShortener.Gap);
    }

    [Theory]
    [InlineData("😀")]
    [InlineData("x")]
    [InlineData("語")]
    public void A_text_in_one_piece_is_cut_without_tearing_a_character(string unit)
    {
        string shorter = TextShortener.Shorten(string.Concat(Enumerable.Repeat(unit, 4001)), 333, "", t => t.Length);
        shorter.Length.ShouldBeLessThanOrEqualTo(333);
        shorter.ShouldContain(TextShortener.Gap);
        shorter.EnumerateRunes().ShouldAllBe(r => r.Value != 0xFFFD);
    }
}
