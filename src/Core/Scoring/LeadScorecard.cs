using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;

namespace Artisan.Core.Scoring;

/// <summary>
/// Scores a lead by a scorecard: each fact moves the score by points that grow with it and are capped, as credit scorecards do it (Siddiqi, "Credit Risk
/// Scorecards", 2006, chapter 6). The points are expert judgement, the same for all tenants; they are not learned from outcomes.
/// </summary>
public sealed partial class LeadScorecard : ILocalSkill
{
    private const int Base = 20;

    /// <inheritdoc/>
    public string UseCase => UseCases.LeadScoring;

    /// <inheritdoc/>
    public string Method => "scorecard:" + ScoringPrompt.Version;

    /// <inheritdoc/>
    public string? Answer(ChatView chat) => PromptFacts.Read<LeadBrief>(chat) is { Counts: not null, Recent: not null } brief ? JsonSerializer.Serialize(Score(brief), ArtisanJson.Options) : null;

    /// <summary>Scores.</summary>
    public static ScoreAnswer Score(LeadBrief lead)
    {
        var card = new List<ScoreAnswer.Factor>();
        Fit(lead, card);
        Engagement(lead, card);
        Intent(lead, card);
        Recency(lead, card);
        Risk(lead, card);
        return new ScoreAnswer(Base, Confidence(lead), Recommend(lead, Base + (int)card.Sum(f => f.Impact)), card);
    }

    private static void Fit(LeadBrief lead, List<ScoreAnswer.Factor> card)
    {
        if (lead.Title is { } title)
        {
            (int points, string why) = Senior().IsMatch(title) ? (11, "People in this position decide or sign.")
                : Leading().IsMatch(title) ? (7, "People in this position choose or recommend.")
                : Outside().IsMatch(title) ? (-6, "People in this position rarely buy.")
                : (1, "Close to the work, far from the budget.");
            Add(card, "fit", "Position", 0.12, title, null, points, why);
        }
        if (lead.Employees is { } employees)
        {
            (int points, string why) = employees switch
            {
                >= 200 and <= 5000 => (8, "Companies of this size gain most and decide in weeks."),
                > 5000 => (5, "Large companies buy more, but slowly."),
                >= 50 => (4, "Large enough to need it."),
                _ => (-2, "Small companies rarely need it."),
            };
            Add(card, "fit", "Company size", 0.1, $"{employees.ToString("N0", CultureInfo.InvariantCulture)} people", employees, points, why);
        }
        if (lead.Source is { } source)
        {
            (int points, string why) = source.ToLowerInvariant() switch
            {
                var s when s.Contains("referral") || s.Contains("recommend") => (8, "Recommended leads buy most often."),
                var s when s.Contains("webinar") || s.Contains("event") || s.Contains("fair") || s.Contains("demo") => (4, "Came to see the product."),
                var s when s.Contains("website") || s.Contains("inbound") || s.Contains("form") => (4, "Found us on its own."),
                var s when s.Contains("cold") || s.Contains("list") || s.Contains("purchased") => (-6, "Did not ask to be contacted."),
                _ => (0, ""),
            };
            Add(card, "fit", "Source", 0.1, source, null, points, why);
        }
    }

    private static void Engagement(LeadBrief lead, List<ScoreAnswer.Factor> card)
    {
        PerTime(card, lead, InteractionKind.EmailOpened, "E-mails opened", 1, 3, "Reads what we send.");
        PerTime(card, lead, InteractionKind.EmailClicked, "Links followed", 1, 4, "Wants to know more.");
        PerTime(card, lead, InteractionKind.EmailReplied, "Replies", 3, 9, "Talks with us.");
        PerTime(card, lead, InteractionKind.WebVisit, "Visits of the site", 1, 3, "Looks around.");
        PerTime(card, lead, InteractionKind.Download, "Documents taken", 1, 3, "Informs itself.");
        PerTime(card, lead, InteractionKind.FormSubmitted, "Forms filled in", 2, 4, "Gave us its data.");
        PerTime(card, lead, InteractionKind.EventAttended, "Events attended", 2, 4, "Gave us its time.");
    }

    private static void Intent(LeadBrief lead, List<ScoreAnswer.Factor> card)
    {
        PerTime(card, lead, InteractionKind.PricingVisit, "Visits of the prices", 4, 10, "Thinks about the cost.");
        PerTime(card, lead, InteractionKind.Call, "Calls", 3, 6, "Spoke with us.");
        PerTime(card, lead, InteractionKind.Meeting, "Meetings", 5, 10, "Took the time to meet.");
        PerTime(card, lead, InteractionKind.Demo, "Demos", 10, 12, "Saw the product.");
        PerTime(card, lead, InteractionKind.ProposalSent, "Offers", 6, 8, "Has an offer.");
        // What the lead said itself counts once, whatever it said it in.
        LeadBriefInteraction? said = lead.Recent.FirstOrDefault(i => i.Kind is "email_replied" or "call" or "meeting" or "demo" && Buying().IsMatch($"{i.Subject} {i.Text}"));
        if (said is not null)
            Add(card, "intent", "Buying words", 0.08, $"“{Buying().Match($"{said.Subject} {said.Text}").Value}” {said.DaysAgo} days ago", null, 5, "Speaks of price, budget, contract or a pilot.");
    }

    private static void Recency(LeadBrief lead, List<ScoreAnswer.Factor> card)
    {
        if (lead.DaysSilent is not { } days)
        {
            if (lead.DaysKnown > 14)
                Add(card, "recency", "Never in touch", 0.08, $"{lead.DaysKnown} days known", lead.DaysKnown, -6, "Nothing has happened since the lead came.");
            return;
        }
        (int points, string why) = days switch
        {
            <= 3 => (6, "Active right now."),
            <= 10 => (3, "Active lately."),
            <= 30 => (0, ""),
            <= 60 => (-6, "Has gone quiet."),
            _ => (-14, "Has been silent for long."),
        };
        Add(card, "recency", "Last contact", 0.14, days == 0 ? "today" : $"{days} days ago", days, points, why);
    }

    private static void Risk(LeadBrief lead, List<ScoreAnswer.Factor> card)
    {
        if (lead.Count(InteractionKind.Unsubscribed) > 0)
            Add(card, "risk", "Unsubscribed", 0.3, "wants no more e-mails", null, -30, "Asked to be left alone.");
        if (lead.Count(InteractionKind.EmailBounced) is > 0 and var bounced)
            Add(card, "risk", "E-mails bounced", 0.1, $"{bounced} times", bounced, -10, "Cannot be reached by e-mail.");
        int negative = lead.Recent.Count(i => i.Outcome == "negative");
        if (negative > 0 && lead.Count(InteractionKind.Unsubscribed) == 0)
            Add(card, "risk", "Contacts that went badly", 0.15, $"{negative} of the last {lead.Recent.Count}", negative, -Math.Min(15, 6 * negative), "Went badly lately.");
        if (lead.HasEmail && !lead.CompanyEmail)
            Add(card, "risk", "Private address", 0.05, "no address of a company", null, -4, "Perhaps no company stands behind it.");
        if (!lead.HasEmail && !lead.HasPhone)
            Add(card, "risk", "No way to reach", 0.1, "neither e-mail nor phone", null, -8, "Cannot be contacted.");
        if (lead.Stage == "lost")
            Add(card, "risk", "Lost before", 0.2, "stage lost", null, -20, "Decided against us.");
    }

    private static void PerTime(List<ScoreAnswer.Factor> card, LeadBrief lead, InteractionKind kind, string name, int points, int most, string why)
    {
        int count = lead.Count(kind);
        if (count > 0)
            Add(card, kind is InteractionKind.PricingVisit or InteractionKind.Call or InteractionKind.Meeting or InteractionKind.Demo or InteractionKind.ProposalSent ? "intent" : "engagement",
                name, most / 100.0, count == 1 ? "once in 90 days" : $"{count} times in 90 days", count, Math.Min(most, points * count), why);
    }

    private static void Add(List<ScoreAnswer.Factor> card, string category, string name, double weight, string value, double? number, int impact, string why)
    {
        if (impact != 0)
            card.Add(new ScoreAnswer.Factor(category, name, weight, value, number, impact, why));
    }

    // Half for what is known of person and company, half for how much has happened; the last contact makes old facts worth less.
    private static double Confidence(LeadBrief lead)
    {
        object?[] facts = [lead.Title, lead.Employees, lead.Industry, lead.Source, lead.Country, lead.HasEmail ? "" : null];
        double known = facts.Count(f => f is not null) / (double)facts.Length;
        double seen = Math.Min(1, lead.Counts.Values.Sum() / 12.0);
        double fresh = lead.DaysSilent is { } days ? Math.Exp(-days / 90.0) : 0.5;
        return Math.Round(Math.Clamp(0.15 + 0.4 * known + 0.4 * seen * fresh, 0.1, 0.95), 2);
    }

    private static string Recommend(LeadBrief lead, int score)
    {
        if (lead.Count(InteractionKind.Unsubscribed) > 0)
            return "Do not write; call only if there is an agreement to do so.";
        if (lead.Stage == "won")
            return "A customer: ask for a reference, and look for others in the company.";
        if (lead.NextStep is { } next)
            return $"Do the next step that is planned: {next}.";
        if (score >= 70)
            return lead.Count(InteractionKind.ProposalSent) > 0 ? "Call this week and ask for a decision on the offer." : lead.Count(InteractionKind.Demo) > 0 ? "Send an offer this week." : "Call this week and agree on a demo.";
        if (score >= 40)
            return lead.Count(InteractionKind.EmailReplied) > 0 ? "Answer with something that helps, and propose a call." : "Write personally about the company's own work, and propose a call.";
        return lead.DaysSilent is > 60 ? "Leave it in the newsletter; come back when it shows up again." : "Keep informing; wait for a sign of interest.";
    }

    [GeneratedRegex(@"\b(chief|c[efiost]o|cro|cmo|president|founder|owner|partner|managing director|geschäftsführer\w*|vp|vice president|head|leiter\w*)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Senior();

    [GeneratedRegex(@"\b(director|manager|lead|direktor\w*|responsable|jefe)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Leading();

    [GeneratedRegex(@"\b(student|intern|trainee|praktikant\w*|consultant|freelanc\w*|professor|retired)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Outside();

    [GeneratedRegex(@"\b(pric(e|es|ing)|budget|contract|quote|offer|pilot|proposal|purchase|seats?|licen[cs]es?|preis\w*|angebot\w*|vertrag\w*)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Buying();
}
