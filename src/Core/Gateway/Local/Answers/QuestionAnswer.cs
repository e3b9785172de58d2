using System.Text;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Answers;

/// <summary>Answers a question with what the chat itself holds: the sentences that speak of it, quoted and cited; or says that there are none.</summary>
internal static partial class QuestionAnswer
{
    private const int MostQuoted = 3;
    private const int MostTerms = 60;
    private const double LeastCoverage = 0.3;

    /// <summary>The answer; null when nothing that was given speaks of the question.</summary>
    public static string? Find(LocalTask task)
    {
        List<Passage> passages = Passages.Of(task);
        string[] parts = Parts().Split(task.Instruction);
        if (parts.Length is < 2 or > 4)
        {
            List<int> chosen = Choose(passages, QueryOf(task), task.Instruction, task.Language);
            return chosen.Count == 0 ? null : Write(passages, chosen, task.Language);
        }
        // "Who leads procurement, and what discount was offered?" are two questions.
        var all = new List<int>();
        foreach (string part in parts)
            all.AddRange(Choose(passages, Weighed(part, task.Language), part, task.Language).Take(2));
        return all.Count == 0 ? null : Write(passages, [.. all.Distinct()], task.Language);
    }

    /// <summary>The sentences of a text that answer a question, without citing; null when there are none.</summary>
    public static string? Find(string question, string text, Language language)
    {
        List<Passage> passages = [.. Sentences.Split(text).Where(s => !s.IsHeading && !Cues.IsQuestion(s.Text)).Select(s => new Passage(s.Text, "", 1, null))];
        List<int> chosen = Choose(passages, Weighed(question, language), question, language);
        return chosen.Count == 0 ? null : string.Join(' ', chosen.Take(2).Select(i => passages[i].Text));
    }

    /// <summary>Which of several passages answer a question, the best first; empty when none does.</summary>
    public static List<int> Choose(string question, List<Passage> passages, Language language) => Choose(passages, Weighed(question, language), question, language);

    private static List<int> Choose(List<Passage> passages, List<QueryTerm> query, string question, Language language)
    {
        if (passages.Count == 0 || query.Count == 0)
            return [];
        var index = new Bm25();
        foreach (Passage passage in passages)
            index.Add(Words.Stems(passage.Text, language));
        var ranked = new List<(int Index, double Score, double Coverage)>();
        for (int i = 0; i < passages.Count; i++)
        {
            (double score, double coverage) = index.Score(i, query);
            // A question for a person, day or amount is better answered by a sentence that has one.
            if (score > 0)
                ranked.Add((i, score * passages[i].Weight * Fit(question, passages[i].Text), coverage));
        }
        // Neighbours share a subject: a sentence that names it lends a little to the next, which says "it".
        Lend(ranked, passages);
        ranked.Sort((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        var chosen = new List<int>();
        var sets = new List<HashSet<string>>();
        foreach ((int i, double score, double coverage) in ranked)
        {
            if (chosen.Count == MostQuoted || score < 0.45 * ranked[0].Score || (coverage < LeastCoverage && chosen.Count == 0))
                break;
            HashSet<string> stems = [.. Words.Stems(passages[i].Text, language)];
            if (sets.Exists(s => SentenceRanker.Likeness(s, stems) > 0.7))
                continue;
            chosen.Add(i);
            sets.Add(stems);
        }
        return chosen;
    }

    /// <summary>What is said when nothing was found.</summary>
    public static string NothingFound(LocalTask task) => Phrases.NothingFound(task.Language, Passages.Of(task).Count > 0);

    private static List<QueryTerm> QueryOf(LocalTask task)
    {
        List<QueryTerm> query = Weighed(task.Instruction, task.Language);
        // "And when?" leans on the question before it.
        if (query.Count < 2 || Continued().IsMatch(task.Instruction))
        {
            for (int i = task.LastUser - 1; i >= 0 && query.Count < 6; i--)
            {
                if (task.Chat.Messages[i].Role != "user" || task.Chat.Messages[i].Text.Length > 400)
                    continue;
                query.AddRange(Weighed(task.Chat.Messages[i].Text, task.Language).Where(t => !query.Exists(q => q.Stem == t.Stem)).Select(t => t with { Weight = 0.3 * t.Weight }));
                break;
            }
        }
        return query;
    }

    /// <summary>The stems of a question with their weight and with words that mean the same.</summary>
    private static List<QueryTerm> Weighed(string question, Language language)
    {
        var query = new List<QueryTerm>();
        foreach (Word word in Words.Of(Frame().Replace(question, " ")))
        {
            if (!Words.IsContent(word.Lower, language))
                continue;
            string stem = Stemmer.Stem(word.Lower, language);
            if (!query.Exists(q => q.Stem == stem))
                query.Add(new QueryTerm(stem, Common().IsMatch(word.Lower) ? 0.25 : 1, [.. Synonyms.Of(word.Lower).Select(o => Stemmer.Stem(o, language)).Where(o => o != stem).Distinct()]));
            if (query.Count == MostTerms)
                break;
        }
        return query;
    }

    private static void Lend(List<(int Index, double Score, double Coverage)> ranked, List<Passage> passages)
    {
        Dictionary<int, double> scores = ranked.ToDictionary(r => r.Index, r => r.Score);
        for (int i = 0; i < ranked.Count; i++)
        {
            (int index, double score, double coverage) = ranked[i];
            if (scores.TryGetValue(index - 1, out double before) && passages[index - 1].Source == passages[index].Source)
                ranked[i] = (index, score + 0.15 * before, coverage);
        }
    }

    private static double Fit(string question, string passage)
    {
        // A sentence that asks the same answers nothing.
        if (Cues.IsIndirectQuestion(passage))
            return 0.5;
        if (When().IsMatch(question))
            return Dates.Find(passage).Count > 0 || Duration().IsMatch(passage) ? 1.4 : 0.85;
        if (HowMuch().IsMatch(question))
            return passage.Any(char.IsDigit) ? 1.4 : 0.85;
        if (Who().IsMatch(question))
            return Named().IsMatch(passage) ? 1.3 : 0.85;
        if (Where().IsMatch(question))
            return Placed().IsMatch(passage) ? 1.2 : 0.95;
        return 1;
    }

    private static string Write(List<Passage> passages, List<int> chosen, Language language)
    {
        var answer = new StringBuilder();
        var sources = new StringBuilder();
        var listed = new HashSet<string>();
        int next = 1;
        var taken = passages.Where(p => p.Label is not null).Select(p => p.Label).ToHashSet();
        foreach (int i in chosen)
        {
            Passage passage = passages[i];
            string? label = passage.Label;
            if (label is null)
            {
                // Numbers that the given passages carry already are not used twice.
                while (taken.Contains(next.ToString(System.Globalization.CultureInfo.InvariantCulture)))
                    next++;
                label = next++.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            if (answer.Length > 0)
                answer.Append(' ');
            answer.Append('“').Append(passage.Text).Append("” [").Append(label).Append(']');
            if (!listed.Add(label))
                continue;
            sources.Append(sources.Length > 0 ? "; " : "").Append('[').Append(label).Append("] ").Append(Phrases.Source(passage.Source, language));
        }
        return $"{answer}\n\n{Phrases.Sources(language)}: {sources}.";
    }

    // The frame of a question ("can you tell me what … says about …") asks nothing itself.
    [GeneratedRegex(@"\b(can|could|would) you (please )?(tell|say|show|explain)( me| us)?\b|\b(tell|show|give) me\b|\bdo you know\b|\bplease\b|\baccording to (the|this) (document|text|context|email|mail|thread)s?\b|\b(answer|question|based on|from|in) (the |this )?(document|text|context|passage)s?\b|\bkönn(en|ten) sie (mir )?sagen\b|\bsag(en)? (mir|sie mir)\b|\bdis[- ]moi\b|\bpouvez-vous (me )?dire\b|\bpuede[s]? decirme\b|\bdime\b", RegexOptions.IgnoreCase)]
    private static partial Regex Frame();

    [GeneratedRegex(@"(?<=.{8}),?\s+(?:and|und|et|y)\s+(?=(?:who|what|when|where|which|why|how|wer|was|wann|wo|wie|qui|quand|où|combien|quién|qué|cuándo|dónde|cuánto)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^\W*(and|und|et|y|what about|how about|was ist mit)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Continued();

    // Verbs of everyday questions, which every text is full of.
    [GeneratedRegex(@"^(get|got|back|give|make|take|go|want|know|need|say|says|said|tell|use|used|work|works|happen|happens|come|comes|look|see|think|mean|gibt|geht|macht|steht|sagt|fait|dit|hace|dice)$")]
    private static partial Regex Common();

    [GeneratedRegex(@"\b(when|what (date|day|time)|which (date|day)|how long|until when|deadline|wann|bis wann|wie lange|welche[rmns]? (tag|datum)|quand|quelle date|combien de temps|cuándo|qué (día|fecha))\b", RegexOptions.IgnoreCase)]
    private static partial Regex When();

    [GeneratedRegex(@"\b(how (much|many)|what (is|was|are) the (price|cost|budget|amount|number|fee|discount|total)|discount|price|cost|wie ?viele?|preis|kosten|combien|prix|coût|cuánt[oa]s?|precio|coste)\b", RegexOptions.IgnoreCase)]
    private static partial Regex HowMuch();

    [GeneratedRegex(@"^\W*(and )?(who|whom|whose|wer|wem|wen|qui|quién(es)?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Who();

    [GeneratedRegex(@"\b(where|wo|wohin|où|dónde)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Where();

    [GeneratedRegex(@"\b\d+\s*(seconds?|minutes?|hours?|days?|weeks?|months?|years?|tagen?|wochen?|monaten?|jahren?|jours?|semaines?|mois|ans?|días?|semanas?|meses|años?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|\b(Mr|Ms|Mrs|Dr|Herr|Frau)\b|(?<=\w )\p{Lu}\p{Ll}{2,}")]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(in|at|near|from|bei|nach|aus|à|en|de) \p{Lu}\p{Ll}+")]
    private static partial Regex Placed();
}
