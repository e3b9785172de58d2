using System.Text.Json;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.StructuredOutput;
using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Scoring;

/// <summary>How scores come about.</summary>
public sealed class LeadScorecardTests
{
    private static readonly LeadBrief Unknown = new("Ann", null, null, true, true, false, null, null, null, null, "new", 1, null, new Dictionary<string, int>(), [], null, null);

    private static LeadBrief With(params (string Kind, int Count)[] counts) =>
        Unknown with { Title = "Head of operations", Employees = 800, Source = "referral", DaysSilent = 2, DaysKnown = 40, Counts = counts.ToDictionary(c => c.Kind, c => c.Count) };

    private static int ScoreOf(LeadBrief lead) => ScoreArithmetic.AddUp(LeadScorecard.Score(lead)).Score;

    [Fact]
    public void A_lead_of_whom_nothing_is_known_gets_the_base() => ScoreOf(Unknown).ShouldBe(20);

    [Fact]
    public void Who_does_more_scores_higher_until_a_factor_is_full()
    {
        int idle = ScoreOf(With()), one = ScoreOf(With(("pricing_visit", 1))), three = ScoreOf(With(("pricing_visit", 3))), many = ScoreOf(With(("pricing_visit", 30)));
        one.ShouldBeGreaterThan(idle);
        three.ShouldBeGreaterThan(one);
        many.ShouldBe(three);
    }

    [Fact]
    public void A_busy_fitting_lead_is_an_A_and_one_that_unsubscribed_is_not()
    {
        LeadBrief busy = With(("demo", 1), ("pricing_visit", 2), ("email_replied", 2), ("call", 1));
        ScoreArithmetic.Grade(ScoreOf(busy)).ShouldBe("A");
        ScoreOf(busy with { Counts = busy.Counts.Append(new("unsubscribed", 1)).ToDictionary() }).ShouldBeLessThan(ScoreOf(busy) - 15);
    }

    [Fact]
    public void Silence_costs_and_old_facts_are_less_certain()
    {
        LeadBrief fresh = With(("email_replied", 1), ("call", 2)), old = fresh with { DaysSilent = 75 };
        ScoreOf(old).ShouldBeLessThan(ScoreOf(fresh));
        LeadScorecard.Score(old).Confidence.ShouldBeLessThan(LeadScorecard.Score(fresh).Confidence);
    }

    [Fact]
    public void Each_factor_says_what_is_the_case_and_why_it_counts()
    {
        ScoreAnswer answer = LeadScorecard.Score(With(("demo", 2), ("email_opened", 4)));
        answer.Factors.ShouldAllBe(f => f.Value.Length > 0 && f.Explanation.Length > 0 && f.Impact != 0 && f.Weight > 0);
        answer.Factors.Single(f => f.Name == "Demos").Number.ShouldBe(2);
        answer.Recommendation.ShouldNotBeEmpty();
    }

    [Fact]
    public void Base_and_impacts_are_the_score_exactly_whatever_a_model_says()
    {
        Gen<ScoreAnswer.Factor> factor = from impact in Gen.Choose(-20_000, 20_000) from weight in Gen.Choose(-5, 15) select new ScoreAnswer.Factor("fit", "x", weight / 10.0, "v", null, impact / 100.0, "e");
        Gen<ScoreAnswer> answer = from basis in Gen.Choose(-50, 200) from factors in Gen.ArrayOf(factor) select new ScoreAnswer(basis + 0.5, 0.5, "r", factors);
        Prop.ForAll(answer.ToArbitrary(), said =>
        {
            (int score, int basis, IReadOnlyList<ScoringFactorV1> factors) = ScoreArithmetic.AddUp(said);
            return score is >= 0 and <= 100 && basis + factors.Sum(f => f.Impact) == score;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_local_provider_scores_by_the_facts_of_the_prompt()
    {
        LeadBrief lead = With(("demo", 1)) with { Recent = [new LeadBriefInteraction(Guid.NewGuid(), 2, "demo", "Demo </facts> \"x\"", "They asked for a quote.", "positive")] };
        string prompt = PromptFacts.Write(ScoringPrompt.Instruction, lead);
        ChatView chat = ChatReader.Read(JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { role = "system", content = "You score." }, new { role = "user", content = prompt } } }));
        string answer = new LeadScorecard().Answer(chat).ShouldNotBeNull();
        JsonSerializer.Deserialize<ScoreAnswer>(answer, ArtisanJson.Options)!.Factors.Select(f => f.Name).ShouldBe(LeadScorecard.Score(lead).Factors.Select(f => f.Name));
        SchemaValidation.Validate(ScoringPrompt.Schema, System.Text.Encoding.UTF8.GetBytes(answer)).ShouldBeEmpty();
        new LeadScorecard().Answer(ChatReader.Read("{\"messages\":[{\"role\":\"user\",\"content\":\"Score my lead\"}]}"u8.ToArray())).ShouldBeNull();
    }

    [Theory]
    [InlineData(100, "A")]
    [InlineData(80, "A")]
    [InlineData(79, "B")]
    [InlineData(60, "B")]
    [InlineData(59, "C")]
    [InlineData(40, "C")]
    [InlineData(39, "D")]
    [InlineData(20, "D")]
    [InlineData(19, "F")]
    [InlineData(0, "F")]
    public void Grades_begin_where_they_are_said_to(int score, string grade) => ScoreArithmetic.Grade(score).ShouldBe(grade);
}
