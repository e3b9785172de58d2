using Artisan.Core.Crm;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Drafts;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm.Drafts;

/// <summary>Strategies that are planned by rules.</summary>
public sealed class CampaignStrategySkillTests
{
    private static readonly CampaignFigures Figures = new(1000, false, 100, 200,
        [new(LeadStage.New, 300), new(LeadStage.Contacted, 200), new(LeadStage.Engaged, 120), new(LeadStage.Qualified, 50), new(LeadStage.Proposal, 30), new(LeadStage.Won, 100), new(LeadStage.Lost, 200)],
        [new("referral", 200, 100, 50, 0.25), new("cold list", 300, 20, 3, 0.01), new("tiny", 5, 5, 5, 1)], [new("Energy", 150, 60, 30, 0.2)], [new("200 to 999", 400, 150, 60, 0.15)],
        new MailFigures(5000, 0.4, 0.08), [new("Tuesday", 900, 0.45, 0.12), new("Friday", 700, 0.3, 0.04)], [new("09:00", 800, 0.5, 0.11)],
        [new(InteractionKind.Demo, 0.8, 0.2), new(InteractionKind.EmailSent, 1, 1)], [new(Guid.NewGuid(), "Autumn webinar", "webinar", CampaignStatus.Completed, 200, 60, 20, 4000)], "Europe/Berlin");

    private static string Write(CampaignFigures? figures = null, IReadOnlyList<string>? channels = null, decimal? budget = null) =>
        CampaignStrategySkill.Write(new StrategyFacts("Win 20 operations teams", "Spring", "email", null, channels ?? [], 4, budget, new DateOnly(2027, 3, 1), null, "en", figures ?? Figures));

    [Fact]
    public void Every_proposal_names_its_number()
    {
        string text = Write(budget: 8000);
        foreach (string words in (string[])["## Audience", "## Sequence", "## Channels", "## Timing", "## Measures", "**referral**: 50 of 200 leads won (25.0 %), against 10.0 %", "Leave out source **cold list**", "**Tuesday**: 12.0 %", "**09:00**", "80 % of the won leads and with 20 % of the lost ones", "$200 for each lead won", "about 40", "| 1 Mar 2027 |"])
            text.ShouldContain(words);
    }

    [Fact]
    public void Groups_with_few_leads_prove_nothing() => Write().ShouldNotContain("tiny");

    [Fact]
    public void Only_the_channels_that_were_asked_for_are_used()
    {
        string text = Write(channels: ["Phone"]);
        text.ShouldContain("| Call |");
        text.ShouldNotContain("| E-mail |");
    }

    [Fact]
    public void Without_leads_it_says_so() => Write(Figures with { Leads = 0 }).ShouldContain("There are no leads yet");
}
