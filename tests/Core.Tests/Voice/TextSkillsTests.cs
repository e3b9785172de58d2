using Artisan.Core.Gateway.StructuredOutput;
using Artisan.Core.Voice.TextAnalysis;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Voice;

/// <summary>Summaries and sentiment by rules.</summary>
public sealed class TextSkillsTests
{
    private const string Call = """
        Sam: Thanks for taking the time, Anna. We want to agree on a pilot today.
        Anna: The forecast looks great, I love it. But the price is too high for us.
        Sam: I will send you a smaller offer by Friday.
        Anna: Good. We decided to run the pilot in one site.
        Sam: Who decides about the budget?
        Anna: Our COO decides about the budget.
        Anna: I am worried about the effort of the rollout.
        """;

    // A Wednesday.
    private static readonly TextFacts Facts = new(Call, new DateOnly(2027, 3, 3));

    [Fact]
    public void A_call_is_taken_apart()
    {
        SummaryAnswer summary = CallSummarySkill.Summarise(Facts);
        summary.Participants.ShouldBe(["Sam", "Anna"]);
        summary.Decisions.ShouldContain(d => d.Contains("run the pilot in one site"));
        summary.Objections.ShouldContain(o => o.Contains("price is too high"));
        SummaryAnswer.Item action = summary.ActionItems.Single(a => a.Task.Contains("smaller offer"));
        (action.Owner, action.DueOn).ShouldBe(("Sam", "2027-03-05"));
        summary.Summary.ShouldNotBeEmpty();
    }

    [Fact]
    public void Sentiment_names_speakers_and_the_words_that_decide()
    {
        SentimentAnswer mood = SentimentSkill.Judge(Facts);
        mood.Speakers.Select(s => s.Speaker).ShouldBe(["Anna", "Sam"], ignoreOrder: true);
        mood.Speakers.Single(s => s.Speaker == "Anna").Words.ShouldContain("love");
        mood.Speakers.Single(s => s.Speaker == "Anna").Words.ShouldContain("worried");
        mood.Overall.Words.ShouldContain("great");
    }

    [Fact]
    public void What_is_denied_counts_against_it() => SentimentSkill.Judge(new TextFacts("This is not good and not helpful.", default)).Overall.ShouldSatisfyAllConditions(m => m.Label.ShouldBe("negative"), m => m.Words.ShouldContain("not good"));

    [Theory]
    [InlineData(Call)]
    [InlineData("One line without anything.")]
    [InlineData("From: Anna <anna@a.example>\nTo: Sam <sam@b.example>\nSubject: Pilot\nDate: 3 March 2027\n\nPlease send the contract by 10 March. We are unhappy with the delay.")]
    public void Answers_fit_their_schema(string text)
    {
        var facts = new TextFacts(text, new DateOnly(2027, 3, 3));
        SchemaValidation.Validate(TextAnalysisPrompts.SummarySchema, JsonSerializer.SerializeToUtf8Bytes(CallSummarySkill.Summarise(facts), CallSummarySkill.Whole)).ShouldBeEmpty();
        SchemaValidation.Validate(TextAnalysisPrompts.SentimentSchema, JsonSerializer.SerializeToUtf8Bytes(SentimentSkill.Judge(facts), CallSummarySkill.Whole)).ShouldBeEmpty();
    }
}
