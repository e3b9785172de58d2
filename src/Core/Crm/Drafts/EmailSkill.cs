using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Local.Summaries;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;

namespace Artisan.Core.Crm.Drafts;

/// <summary>
/// Composes e-mails of phrases and given facts: another wording for each tone, another build for each variant, more for each length. Internal notes of calls
/// are not quoted, and what we see of opened mails and visits is not mentioned.
/// </summary>
public sealed partial class EmailSkill : ILocalSkill
{
    private const int LongestQuote = 160;

    /// <inheritdoc/>
    public string UseCase => UseCases.EmailGeneration;

    /// <inheritdoc/>
    public string Method => "composed:email-1";

    /// <inheritdoc/>
    public string? Answer(ChatView chat) => PromptFacts.Read<EmailFacts>(chat) is { Objective: not null, Recipient: not null, KeyPoints: not null } facts ? JsonSerializer.Serialize(Write(facts), ArtisanJson.Options) : null;

    /// <summary>Writes the variants.</summary>
    public static EmailAnswer Write(EmailFacts facts) => new([.. Enumerable.Range(0, Math.Clamp(facts.Variants, 1, 3)).Select(v => Draft(facts, v))]);

    private static EmailAnswer.Draft Draft(EmailFacts facts, int variant)
    {
        EmailWords words = EmailWords.Of(facts.Language);
        string name = facts.Recipient.Name ?? "", first = name.Split(' ')[0];
        string? company = facts.Recipient.Company;
        string[] references = References(facts, words);
        string ask = words.Ask[facts.Tone][variant % 3];
        var parts = new List<string>();
        string about = About(facts, words);
        // The builds: what was last, then the matter; the matter first; the reader's situation first.
        string opening = references.Length > 0 ? references[0] : words.Opening[facts.Tone];
        switch (variant)
        {
            case 1:
                parts.Add(about);
                parts.Add(Sentence(opening));
                break;
            case 2 when Situation(facts, words) is { } situation:
                parts.Add(opening);
                parts.Add(situation + " " + about);
                break;
            default:
                parts.Add($"{opening} {about}");
                break;
        }
        if (facts.Length != EmailLength.Short && references.Length > 1)
            parts.Add(string.Join(' ', references[1..Math.Min(references.Length, facts.Length == EmailLength.Long ? 3 : 2)]));
        AddPoints(facts, words, parts);
        string[] context = Context(facts);
        if (context.Length > 0)
            parts.Add(string.Join(' ', context));
        if (facts.Length == EmailLength.Long && variant != 2 && Situation(facts, words) is { } role)
            parts.Add(role);
        parts.Add(ask);
        if (facts.Length == EmailLength.Long)
            parts.Add(words.Alternative[facts.Tone]);
        string hello = first.Length == 0 ? words.HelloNobody : Fill(words.Hello[facts.Tone], facts.Tone == EmailTone.Formal || facts.Language.StartsWith("de", StringComparison.Ordinal) && facts.Tone is not (EmailTone.Friendly or EmailTone.Casual) ? name : first);
        var body = new StringBuilder(hello).Append("\n\n");
        // After the comma of a German greeting a small letter follows; in English a capital.
        parts[0] = facts.Language.StartsWith("de", StringComparison.Ordinal) ? parts[0] : Sentence(parts[0]);
        body.Append(string.Join("\n\n", parts.Select(p => p.Trim()))).Append("\n\n").Append(words.Bye[facts.Tone]);
        if (facts.Sender is { Length: > 0 } sender)
            body.Append('\n').Append(sender);
        return new EmailAnswer.Draft(Subject(facts, words, variant, company, first), body.ToString(), ask);
    }

    private static string Subject(EmailFacts facts, EmailWords words, int variant, string? company, string first)
    {
        string topic = Topic(facts.Objective);
        string form = words.Subject[facts.Tone][variant % 3];
        // A form that names what is not known gives way to the plain topic.
        if ((company is null && form.Contains("{1}", StringComparison.Ordinal)) || (first.Length == 0 && form.Contains("{2}", StringComparison.Ordinal)))
            form = variant == 0 || facts.KeyPoints.Count == 0 ? "{0}" : "{0}: " + Topic(facts.KeyPoints[(variant - 1) % facts.KeyPoints.Count]).Replace("{", "").Replace("}", "");
        string shown = form.StartsWith("{0}", StringComparison.Ordinal) ? topic : IsGerman(facts) ? topic : Small(topic);
        return Sentence(string.Format(CultureInfo.InvariantCulture, form, shown, company, first));
    }

    private static string About(EmailFacts facts, EmailWords words)
    {
        string objective = facts.Objective.Trim().TrimEnd('.', '!');
        if (objective.EndsWith('?'))
            return objective;
        if (!IsGerman(facts) && Verb().IsMatch(objective))
            return Fill(words.Deed[facts.Tone], Yours().Replace(Small(objective), "you"));
        return Fill(IsGerman(facts) && Infinitive().IsMatch(objective) ? words.Deed[facts.Tone] : words.Matter[facts.Tone], objective);
    }

    /// <summary>What happened between us, newest first, one sentence for each kind. The first may begin the mail.</summary>
    private static string[] References(EmailFacts facts, EmailWords words)
    {
        var told = new List<string>();
        var kinds = new HashSet<string>();
        foreach (LeadBriefInteraction interaction in facts.Lead?.Recent ?? [])
        {
            if (!words.Reference.TryGetValue(interaction.Kind, out string? form) || !kinds.Add(interaction.Kind))
                continue;
            string when = words.When(interaction.DaysAgo);
            string said = Fill(told.Count == 0 ? form : words.Further[interaction.Kind], when);
            // What they wrote themselves may be taken up; what we noted about them may not.
            if (interaction.Kind == "email_replied" && facts.Length != EmailLength.Short && Question(interaction.Text) is { } question)
                said += " " + Fill(words.Quote, question);
            told.Add(said);
            if (told.Count == 3)
                break;
        }
        return [.. told];
    }

    private static string? Question(string? text)
    {
        if (text is null)
            return null;
        string? asked = Sentences.Split(text).Select(s => s.Text).LastOrDefault(Cues.IsQuestion);
        return asked is { Length: <= LongestQuote } ? asked : null;
    }

    private static void AddPoints(EmailFacts facts, EmailWords words, List<string> parts)
    {
        string[] points = [.. facts.KeyPoints.Select(p => p.Trim().TrimEnd('.', ';')).Where(p => p.Length > 0)];
        if (points.Length == 0)
            return;
        parts.Add(facts.Length == EmailLength.Short || points.Length == 1
            ? Fill(words.PointsInline, string.Join("; ", points))
            : words.Points[facts.Tone] + "\n" + string.Join('\n', points.Select(p => "- " + p)));
    }

    private static string[] Context(EmailFacts facts)
    {
        if (facts.Context is not { Length: > 0 } context)
            return [];
        int count = facts.Length switch { EmailLength.Short => 1, EmailLength.Medium => 2, _ => 4 };
        Language language = Languages.Detect(context);
        // A note to whoever writes is not for the reader.
        string kept = string.Join(' ', Sentences.Split(context).Where(s => !s.IsHeading && !Note().IsMatch(s.Text)).Select(s => s.Text.EndsWith('.') || s.Text.EndsWith('!') || s.Text.EndsWith('?') ? s.Text : s.Text + "."));
        return kept.Length == 0 ? [] : [.. TextSummary.KeySentences(kept, language, new SummaryWish(count, null, false))];
    }

    private static string? Situation(EmailFacts facts, EmailWords words) => facts.Recipient switch
    {
        { Title: { Length: > 0 } title, Company: { Length: > 0 } company } => string.Format(CultureInfo.InvariantCulture, words.SituationRole, title, company),
        { Company: { Length: > 0 } company } => Fill(words.SituationCompany, company),
        _ => null,
    };

    private static string Topic(string text)
    {
        string topic = text.Trim().TrimEnd('.', '!', '?');
        if (topic.Length > 60)
            topic = topic[..(topic.LastIndexOf(' ', 60) is > 20 and var cut ? cut : 60)].TrimEnd(',', ';', ' ');
        return Sentence(topic);
    }

    private static bool IsGerman(EmailFacts facts) => facts.Language.StartsWith("de", StringComparison.Ordinal);

    private static string Fill(string form, string value) => form.Replace("{0}", value, StringComparison.Ordinal);

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];

    // An acronym or a name keeps its capital.
    private static string Small(string text) => text.Length > 1 && char.IsUpper(text[0]) && Verb().IsMatch(text) ? char.ToLower(text[0], CultureInfo.InvariantCulture) + text[1..] : text;

    [GeneratedRegex(@"^(schedule|book|arrange|ask|invite|confirm|remind|offer|request|propose|follow up|thank|apologi[sz]e|introduce|announce|inform|discuss|agree|set up|plan|show|share|send|present|win|get|find|learn|understand|clarify|talk|speak|meet|review|move|close|renew|check|start|explore|see|know|suggest|hear|demonstrate|re-?engage|reconnect)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\b(them|the (lead|customer|client|prospect|contact|recipient))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Yours();

    [GeneratedRegex(@"\b\p{Ll}{3,}en$")]
    private static partial Regex Infinitive();

    [GeneratedRegex(@"^\W*(please\b|(do not|don['’]t|never)\b|mention\b|keep (it|the)\b|write\b|make sure\b|remember\b|avoid\b|use\b|note:|internal\b|bitte\b|nicht\b|erwähne\b|schreib\w*\b|vermeide\b|intern\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Note();
}
