using System.Globalization;
using System.Text;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Crm.Drafts;

/// <summary>
/// Plans a campaign by rules from the organisation's own figures: the groups that win more often than all leads do (with enough leads behind to say so), the
/// weekday and hour with the most replies, and the steps that won leads took more often than lost ones. In English.
/// </summary>
public sealed class CampaignStrategySkill : ILocalSkill
{
    // Shares of fewer leads say little: with 30 leads the standard error of a share of 10 % is more than 5 points.
    private const int LeastLeads = 30;

    /// <inheritdoc/>
    public string UseCase => UseCases.CampaignStrategy;

    /// <inheritdoc/>
    public string Method => "planned:figures-1";

    /// <inheritdoc/>
    public string? Answer(ChatView chat) => PromptFacts.Read<StrategyFacts>(chat) is { Figures: { Sources: not null, Mails: not null }, Objective: not null } facts ? Write(facts) : null;

    /// <summary>Writes the plan.</summary>
    public static string Write(StrategyFacts facts)
    {
        CampaignFigures figures = facts.Figures;
        var text = new StringBuilder();
        text.Append("# ").Append(facts.Campaign ?? "Campaign strategy").Append("\n\n**Objective:** ").Append(facts.Objective.Trim()).Append("\n\n");
        if (figures.Leads == 0)
        {
            text.Append("There are no leads yet, so no figures that a plan could rest on. Import leads and record what happens with them; then ask again.");
            return text.ToString();
        }
        text.Append(Invariant($"Based on {(figures.Cut ? "the latest " : "")}{figures.Leads:N0} leads, of which {figures.Won:N0} were won ({Percent(figures.Won, figures.Leads)}) and {figures.Lost:N0} lost, and on {figures.Mails.Sent:N0} e-mails of the last 180 days.\n\n"));
        Audience(text, facts);
        Sequence(text, facts);
        Channels(text, facts);
        Timing(text, figures);
        Measures(text, facts);
        Gaps(text, facts);
        return text.ToString().TrimEnd();
    }

    private static void Audience(StringBuilder text, StrategyFacts facts)
    {
        CampaignFigures figures = facts.Figures;
        double all = Share(figures.Won, figures.Leads);
        text.Append("## Audience\n\n");
        if (facts.Audience is { } wanted)
            text.Append("Asked for: ").Append(wanted.Trim().TrimEnd('.')).Append(".\n\n");
        GroupFigures[] sources = Better(figures.Sources, all), industries = Better(figures.Industries, all), sizes = Better(figures.Sizes, all);
        if (sources.Length + industries.Length + sizes.Length == 0)
            text.Append(Invariant($"No source, industry or size with at least {LeastLeads} leads wins more often than all leads do ({all:P1}), so the figures single out no group.\n"));
        Lines(text, "source", sources, all);
        Lines(text, "industry", industries, all);
        Lines(text, "company size", sizes, all);
        GroupFigures? worst = figures.Sources.Where(g => g.Leads >= LeastLeads && g.WonShare < 0.5 * all).MinBy(g => g.WonShare);
        if (worst is not null)
            text.Append(Invariant($"- Leave out source **{worst.Name}**: {worst.Won:N0} of {worst.Leads:N0} leads won ({worst.WonShare:P1}), against {all:P1} of all.\n"));
        int open = figures.Funnel.Where(s => s.Stage is LeadStage.Engaged or LeadStage.Qualified).Sum(s => s.Leads);
        text.Append(Invariant($"- Begin with the {open:N0} leads that are engaged or qualified: they know us already.\n\n"));
    }

    private static void Lines(StringBuilder text, string what, GroupFigures[] groups, double all)
    {
        foreach (GroupFigures group in groups.Take(2))
            text.Append(Invariant($"- {char.ToUpperInvariant(what[0])}{what[1..]} **{group.Name}**: {group.Won:N0} of {group.Leads:N0} leads won ({group.WonShare:P1}), against {all:P1} of all.\n"));
    }

    private static GroupFigures[] Better(IEnumerable<GroupFigures> groups, double all) =>
        [.. groups.Where(g => g.Leads >= LeastLeads && g.Won > 0 && g.WonShare > all).OrderByDescending(g => g.WonShare)];

    private static void Sequence(StringBuilder text, StrategyFacts facts)
    {
        CampaignFigures figures = facts.Figures;
        int days = facts.DurationWeeks * 7;
        var steps = new List<(string Channel, string Message, string Aim)> { ("E-mail", "Why we write, with one question about how they do it today", "a reply") };
        foreach (KindFigures kind in Steps(figures).Take(3))
            steps.Add(StepOf(kind, facts));
        steps.Add(("E-mail", "What changed since the first mail; offer a short call", "a call"));
        steps.Add(("Call", "For those who opened or replied: need, time and who decides", "a qualified lead"));
        if (facts.DurationWeeks >= 3)
            steps.Add(("E-mail", "Last word: is it the wrong time or the wrong matter?", "a yes, a no, or a later date"));
        steps = [.. steps.Where(s => Allowed(facts, s.Channel))];
        text.Append("## Sequence\n\n");
        if (steps.Count == 0)
        {
            text.Append("The channels that were asked for do not fit any step that the figures know; the steps would have to be set by hand.\n\n");
            return;
        }
        text.Append("| Day | Channel | Message | Aim |\n| --- | --- | --- | --- |\n");
        for (int i = 0; i < steps.Count; i++)
        {
            int day = steps.Count == 1 ? 1 : 1 + (int)Math.Round(i * (days - 3.0) / (steps.Count - 1) * 0.9);
            string when = facts.StartsOn is { } start ? start.AddDays(day - 1).ToString("d MMM yyyy", CultureInfo.InvariantCulture) : day.ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"| {when} | {steps[i].Channel} | {steps[i].Message} | {steps[i].Aim} |\n");
        }
        text.Append('\n');
        foreach (KindFigures kind in Steps(figures).Take(3))
            text.Append(Invariant($"- {Words(kind.Kind)} is in because it happened with {kind.WonShare:P0} of the won leads and with {kind.LostShare:P0} of the lost ones.\n"));
        text.Append('\n');
    }

    // What we can bring about, and what happened with won leads more often.
    private static IEnumerable<KindFigures> Steps(CampaignFigures figures) =>
        figures.BeforeWins.Where(k => k.Kind is InteractionKind.Demo or InteractionKind.Call or InteractionKind.Meeting or InteractionKind.EventAttended or InteractionKind.Download or InteractionKind.PricingVisit or InteractionKind.ProposalSent && k.WonShare > k.LostShare);

    private static (string, string, string) StepOf(KindFigures kind, StrategyFacts facts) => kind.Kind switch
    {
        InteractionKind.Demo => ("Demo", "Show the product on their own case", "a demo held"),
        InteractionKind.Meeting => ("Meeting", "Meet the people who decide", "a meeting held"),
        InteractionKind.EventAttended => ("Event", "Invite to an event or webinar", "attendance"),
        InteractionKind.Download => ("E-mail", "A document that answers their commonest question", "a download"),
        InteractionKind.PricingVisit => ("E-mail", "Prices in plain words, with the link to the page", "a look at the prices"),
        InteractionKind.ProposalSent => ("E-mail", "An offer to those who have named need and time", "an offer out"),
        _ => ("Call", "A call on what they answered", "a conversation"),
    };

    private static bool Allowed(StrategyFacts facts, string channel) => facts.Channels.Count == 0
        || facts.Channels.Any(c => Plain(c).Contains(Plain(channel), StringComparison.Ordinal) || Plain(channel).Contains(Plain(c), StringComparison.Ordinal) || Plain(channel) == "demo" && Plain(c) is "call" or "phone" || Plain(channel) == "call" && Plain(c) is "phone" or "telephone" || Plain(channel) == "event" && Plain(c).Contains("webinar", StringComparison.Ordinal));

    private static string Plain(string channel) => channel.Replace("-", "", StringComparison.Ordinal).Trim().ToLowerInvariant();

    private static void Channels(StringBuilder text, StrategyFacts facts)
    {
        CampaignFigures figures = facts.Figures;
        text.Append("## Channels\n\n");
        if (figures.Mails.Sent > 0)
            text.Append(Invariant($"- E-mail: of {figures.Mails.Sent:N0} sent, {figures.Mails.OpenRate:P1} were opened and {figures.Mails.ReplyRate:P1} answered within three days.\n"));
        foreach (PastCampaign past in figures.Campaigns.Where(c => c.Leads > 0 && c.Name != facts.Campaign).OrderByDescending(c => Share(c.Won, c.Leads)).Take(3))
            text.Append(Invariant($"- {(past.Channel is { } channel ? Sentence(channel) : "Without a channel")}, campaign “{past.Name}”: {past.Leads:N0} leads, {past.Engaged:N0} engaged or further, {past.Won:N0} won ({Percent(past.Won, past.Leads)}).\n"));
        if (facts.BudgetUsd is { } budget)
        {
            PastCampaign[] priced = [.. figures.Campaigns.Where(c => c is { BudgetUsd: > 0, Won: > 0 } && c.Name != facts.Campaign)];
            decimal? each = priced.Length == 0 ? null : priced.Sum(c => c.BudgetUsd!.Value) / priced.Sum(c => c.Won);
            text.Append(each is { } cost
                ? Invariant($"- Budget: past campaigns cost ${cost:N0} for each lead won, so ${budget:N0} would win about {budget / cost:N0} if this one does as well.\n")
                : Invariant($"- Budget: ${budget:N0}. No past campaign has both a budget and wins, so the figures cannot say what it buys.\n"));
        }
        text.Append('\n');
    }

    private static void Timing(StringBuilder text, CampaignFigures figures)
    {
        text.Append("## Timing\n\n");
        if (Best(figures.Weekdays) is not { } day || Best(figures.Hours) is not { } hour)
        {
            text.Append("Too few e-mails to tell a good day or hour.\n\n");
            return;
        }
        SendingFigures worst = figures.Weekdays.MinBy(d => d.ReplyRate)!;
        text.Append(Invariant($"- Send on **{day.Name}**: {day.ReplyRate:P1} of {day.Sent:N0} e-mails were answered; on {worst.Name} {worst.ReplyRate:P1} of {worst.Sent:N0}.\n"));
        text.Append(Invariant($"- Send around **{hour.Name}** ({figures.TimeZone}): {hour.ReplyRate:P1} of {hour.Sent:N0} were answered.\n"));
        text.Append("- Call within a day after an answer; nothing else in these figures is as close to a win as a reply.\n\n");
    }

    private static SendingFigures? Best(IReadOnlyList<SendingFigures> times) => times.OrderByDescending(t => t.ReplyRate).ThenByDescending(t => t.OpenRate).FirstOrDefault();

    private static void Measures(StringBuilder text, StrategyFacts facts)
    {
        CampaignFigures figures = facts.Figures;
        double won = Share(figures.Won, figures.Leads), engaged = Share(figures.Funnel.Where(s => s.Stage is >= LeadStage.Engaged and <= LeadStage.Won).Sum(s => s.Leads), figures.Leads);
        text.Append("## Measures\n\n| Measure | Today | Target |\n| --- | --- | --- |\n");
        if (figures.Mails.Sent > 0)
        {
            text.Append(Invariant($"| E-mails opened | {figures.Mails.OpenRate:P1} | {Better(figures.Mails.OpenRate):P1} |\n"));
            text.Append(Invariant($"| E-mails answered | {figures.Mails.ReplyRate:P1} | {Better(figures.Mails.ReplyRate):P1} |\n"));
        }
        text.Append(Invariant($"| Leads engaged or further | {engaged:P1} | {Better(engaged):P1} |\n"));
        text.Append(Invariant($"| Leads won | {won:P1} | {Better(won):P1} |\n\n"));
        text.Append("Targets are a fifth above today's value. Stop a step when fewer than half of today's share answer it after 100 e-mails.\n\n");
    }

    private static void Gaps(StringBuilder text, StrategyFacts facts)
    {
        CampaignFigures figures = facts.Figures;
        text.Append("## What the figures do not say\n\n");
        if (figures.Won < LeastLeads)
            text.Append(Invariant($"- Only {figures.Won:N0} leads were won; shares by group may be chance.\n"));
        if (figures.Sources.FirstOrDefault(s => s.Name == "unknown") is { Leads: > 0 } unknown)
            text.Append(Invariant($"- {unknown.Leads:N0} leads have no source.\n"));
        if (figures.Sources.All(s => s.Leads < LeastLeads))
            text.Append(Invariant($"- No source has {LeastLeads} leads.\n"));
        text.Append("- Who wins more often need not do so because of it: groups differ in more than one way.\n- Nothing here knows the market, competitors, or what the messages said.");
        if (facts.Context is not null)
            text.Append("\n- The context that was given was kept with the request; these rules do not read it. A language model does.");
        text.Append('\n');
    }

    private static double Better(double share) => Math.Min(1, 1.2 * share);

    private static double Share(int part, int all) => all == 0 ? 0 : (double)part / all;

    private static string Percent(int part, int all) => Share(part, all).ToString("P1", CultureInfo.InvariantCulture);

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Words(InteractionKind kind) => Sentence(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()).Replace('_', ' '));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
