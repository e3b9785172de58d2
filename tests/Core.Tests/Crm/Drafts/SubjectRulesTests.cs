using Artisan.Core.Crm.Drafts;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm.Drafts;

/// <summary>What subjects are held to.</summary>
public sealed class SubjectRulesTests
{
    private static (string Subject, List<DraftWarningV1> Warnings) Apply(string? subject, string facts = "")
    {
        var warnings = new List<DraftWarningV1>();
        return (SubjectRules.Apply(subject, facts, "Agree on a pilot", warnings), warnings);
    }

    [Theory]
    [InlineData("A pilot for Alder Logistics", "A pilot for Alder Logistics")]
    [InlineData("Re: Fwd: Our talk", "Our talk")]
    [InlineData("AW: Unser Gespräch", "Unser Gespräch")]
    [InlineData("Great news!!! Really!", "Great news! Really")]
    [InlineData("AMAZING results for YOUR team", "Amazing results for your team")]
    [InlineData("CRM and ERP by API", "CRM and ERP by API")]
    [InlineData("Two\nlines", "Two lines")]
    [InlineData("\"Quoted\"", "Quoted")]
    [InlineData("", "Agree on a pilot")]
    [InlineData(null, "Agree on a pilot")]
    public void What_breaks_a_rule_is_repaired(string? written, string kept) => Apply(written).Subject.ShouldBe(kept);

    [Fact]
    public void A_repair_is_told_with_what_was_taken()
    {
        Apply("Re: STOP waiting!!").Warnings.Single().ShouldSatisfyAllConditions(w => w.Code.ShouldBe("subject_repaired"), w => w.Words.ShouldBe(["Re:", "STOP", "!!"]));
        Apply("A quiet subject").Warnings.ShouldBeEmpty();
        Apply("Subject: A quiet subject").Warnings.ShouldBeEmpty("the label is form, not a fake");
    }

    [Fact]
    public void A_name_that_stands_in_capitals_in_the_facts_stays() => Apply("A thought on KESTREL", "KESTREL GmbH").Subject.ShouldBe("A thought on KESTREL");

    [Fact]
    public void A_long_subject_is_cut_at_a_word()
    {
        (string subject, List<DraftWarningV1> warnings) = Apply(string.Join(' ', Enumerable.Repeat("planning", 30)));
        subject.Length.ShouldBeLessThanOrEqualTo(100);
        subject.ShouldEndWith("planning");
        warnings.Single().Code.ShouldBe("subject_repaired");
        Apply(new string('x', 300)).Subject.Length.ShouldBe(100);
    }

    [Theory]
    [InlineData("Act now and win", "Act now")]
    [InlineData("Your risk-free trial", "risk-free")]
    [InlineData("Earn $$$", "$$$")]
    public void Words_that_filters_look_for_are_told(string subject, string word) => Apply(subject).Warnings.Single(w => w.Code == "subject_spam_words").Words.ShouldContain(word);

    [Fact]
    public void A_persons_edit_is_held_to_length_and_one_line()
    {
        SubjectRules.Faults("Fine").ShouldBeEmpty();
        SubjectRules.Faults(" ").ShouldNotBeEmpty();
        SubjectRules.Faults("a\nb").ShouldNotBeEmpty();
        SubjectRules.Faults(new string('a', 101)).ShouldNotBeEmpty();
    }
}
