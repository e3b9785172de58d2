using System.Text;
using Artisan.Core.Crm.Search;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Local.Answers;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Insights;

/// <summary>Answers questions about the CRM from numbered sources: lists for rankings, tasks and histories, quoted sentences for everything else, each with its source's number.</summary>
public sealed class ConversationSkill : ILocalSkill
{
    private const int MostListed = 8, LongestLine = 400;

    /// <inheritdoc/>
    public string UseCase => UseCases.Conversation;

    /// <inheritdoc/>
    public string Method => "retrieval:crm-1";

    /// <inheritdoc/>
    public string? Answer(ChatView chat) => PromptFacts.Read<ConversationFacts>(chat) is { Question: not null, Sources: not null } facts ? Answer(facts) : null;

    /// <summary>Answers.</summary>
    public static string Answer(ConversationFacts facts)
    {
        bool german = Languages.Detect(facts.Question) == Language.German;
        if (facts.Sources.Count == 0)
            return Nothing(german);
        QuestionNeeds needs = QuestionNeeds.Of(facts.Question);
        // A sentence that answers a precise question is better than a list, unless a list is asked for.
        if (needs.Ranking || needs.Silent)
        {
            if (Of(facts, "lead") is { Count: > 0 } leads)
                return List(german ? (needs.Silent ? "Von diesen Leads war am längsten nichts zu hören:" : "Diese Leads stehen oben:") : needs.Silent ? "These leads have been silent longest:" : "These leads come first:",
                    leads.Select(s => $"**{s.Title}**: {Picked(s.Text, "The score is", "Last contact on", "Next step:")} [{s.Number}]"));
        }
        if (needs.Tasks)
        {
            if (Of(facts, "task") is { Count: > 0 } tasks)
                return List(german ? "Das ist offen:" : "This is open:", tasks.Select(s => $"{s.Text} [{s.Number}]"));
            if (Of(facts, "lead") is [var one])
                return (german ? $"Zu {one.Title} ist keine Aufgabe offen. " : $"No task is open for {one.Title}. ") + $"{Picked(one.Text, "is in stage", "Last contact on", "No contact yet")} [{one.Number}]";
        }
        if (needs.Campaigns && Of(facts, "campaign") is { Count: > 0 } campaigns)
            return List(german ? "Die Kampagnen:" : "The campaigns:", campaigns.Select(s => $"{s.Text} [{s.Number}]"));
        if (needs.Figures && Of(facts, "figures") is { Count: > 0 } figures)
        {
            List<int> best = Choose(facts.Question, figures);
            IEnumerable<ConversationFacts.Source> told = best.Count > 0 ? best.Select(i => figures[i]) : figures.Take(1);
            return string.Join("\n\n", told.Take(2).Select(s => $"{s.Text} [{s.Number}]"));
        }
        if (needs.History && Of(facts, "interaction") is { Count: > 0 } interactions)
        {
            string head = Of(facts, "lead") is [var lead] ? $"{Picked(lead.Text, "is in stage", "The score is", "Next step:")} [{lead.Number}]\n\n" : "";
            return head + List(german ? "Zuletzt:" : "What happened last:", interactions.Select(s => $"{Cut(s.Text)} [{s.Number}]"));
        }
        return Quoted(facts, german) ?? Nothing(german);
    }

    private static string? Quoted(ConversationFacts facts, bool german)
    {
        var passages = new List<Passage>();
        foreach (ConversationFacts.Source source in facts.Sources)
        {
            foreach (Sentence sentence in Sentences.Split(source.Text))
                passages.Add(new Passage(sentence.Text, source.Title, source.Type == "lead" ? 0.9 : 1, source.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        List<int> chosen = QuestionAnswer.Choose(facts.Question, passages, german ? Language.German : Language.English);
        return chosen.Count == 0 ? null : string.Join(' ', chosen.Select(i => $"“{Cut(passages[i].Text)}” [{passages[i].Label}]"));
    }

    private static List<int> Choose(string question, List<ConversationFacts.Source> sources) =>
        QuestionAnswer.Choose(question, [.. sources.Select(s => new Passage(s.Title + ". " + s.Text, s.Title, 1, null))], Languages.Detect(question));

    private static List<ConversationFacts.Source> Of(ConversationFacts facts, string type) => [.. facts.Sources.Where(s => s.Type == type).Take(MostListed)];

    private static string List(string head, IEnumerable<string> lines)
    {
        var text = new StringBuilder(head).Append("\n\n");
        foreach (string line in lines)
            text.Append("- ").Append(line).Append('\n');
        return text.ToString().TrimEnd();
    }

    /// <summary>Those sentences of a text that hold one of the words, in the words' order.</summary>
    private static string Picked(string text, params string[] words)
    {
        List<Sentence> sentences = Sentences.Split(text);
        return string.Join(' ', words.Select(w => sentences.FirstOrDefault(s => s.Text.Contains(w, StringComparison.Ordinal))?.Text).OfType<string>().Distinct());
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestLine)
            return text;
        int space = text.LastIndexOf(' ', LongestLine);
        return text[..(space > LongestLine / 2 ? space : LongestLine - 1)] + " …";
    }

    private static string Nothing(bool german) => german
        ? "Das steht nicht in den Daten, die ich für Sie lesen kann. Nennen Sie den Lead oder die Firma beim Namen, oder halten Sie es als Interaktion fest; dann finde ich es."
        : "The records that I can read for you do not hold the answer. Name the lead or company, or write it down as an interaction, and I will find it.";
}
