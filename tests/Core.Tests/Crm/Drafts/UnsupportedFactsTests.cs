using Artisan.Core.Crm.Drafts;
using Artisan.Core.Crm.Leads;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm.Drafts;

/// <summary>What is found that the facts do not hold.</summary>
public sealed class UnsupportedFactsTests
{
    private const string Facts = "Anna Weber\nHead of operations\nAlder Logistics\n800\nAgree on a pilot in one site\nWe have 1,200 customers\n4.5\nThe contract ends on 31 March";

    private static IReadOnlyList<string> Find(string draft, bool german = false) => UnsupportedFacts.Find(draft, Facts, german);

    [Fact]
    public void What_the_facts_hold_passes()
    {
        Find("Hi Anna,\n\nas Head of operations at Alder Logistics with its 800 people you know best. We have 1.200 customers and 4,5 stars. Your contract ends on 31 March.\n\nBest regards,\nAnna Weber").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("It costs $499 a month.", "$499")]
    [InlineData("You save 30% from day one.", "30%")]
    [InlineData("We serve 250 companies.", "250")]
    [InlineData("Prices rise on 1 April.", "1 April")]
    [InlineData("You spoke to Peter about it.", "Peter")]
    [InlineData("As with Contoso, we would begin small.", "Contoso")]
    [InlineData("The product is certified.", "certified")]
    [InlineData("Success is guaranteed for you.", "guaranteed")]
    [InlineData("There is a discount for you.", "discount")]
    public void What_was_invented_is_named(string draft, string word) => Find(draft).ShouldContain(word);

    [Theory]
    [InlineData("Would you have 20 minutes for a call?")]
    [InlineData("Does Tuesday suit you?")]
    [InlineData("May I call you this week?")]
    [InlineData("I think we should talk. It is worth it.")]
    public void A_proposal_is_no_claim(string draft) => Find(draft).ShouldBeEmpty();

    [Fact]
    public void A_day_that_is_claimed_is_named() => Find("We agreed on it last Tuesday.").ShouldContain("last Tuesday");

    [Fact]
    public void German_nouns_are_no_names() => Find("Guten Tag Anna, die Planung der Schichten kostet Zeit. Der Rabatt gilt noch.", german: true).ShouldBe(["Rabatt"]);

    [Fact]
    public void Facts_are_all_texts_and_numbers_but_not_the_names_of_fields()
    {
        string text = UnsupportedFacts.TextOf(new EmailFacts("Objective", EmailTone.Formal, EmailLength.Short, "en", 1, ["Point"], null, "Ömer", new EmailRecipientV1("Zoë"),
            new LeadBrief("Zoë", null, null, true, true, false, null, 800, null, null, "new", 3, null, new Dictionary<string, int> { ["demo"] = 2 }, [], null, null)));
        foreach (string word in (string[])["Objective", "Point", "Ömer", "Zoë", "800", "new"])
            text.ShouldContain(word);
        text.ShouldNotContain("key_points");
    }
}
