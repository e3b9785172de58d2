using System.Globalization;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Tells a task that somebody put into a document from one that belongs there. It is foreign where the document is long, gives hardly any tasks, and shares no
/// word of substance with it; in a user's text it must also come last, since users do put their question first and a document after it.
/// </summary>
internal sealed class ForeignTask(InjectionRules rules)
{
    private const int FewestWords = 60;
    private const int FewestWordsOfUser = 100;
    private const int MostTasks = 3;
    private const int FewestLetters = 5;
    private const int StemLetters = 6;
    private const int LongestSentence = 400;
    private const int ReadOnEachSide = 20_000;
    private const int LastCharacters = 12;

    /// <summary>Words that point at the text around, or at people in it: a task with one of them may belong there.</summary>
    private static readonly HashSet<string> Pointing = new(StringComparer.Ordinal)
    {
        "this", "above", "below", "following", "article", "text", "passage", "document", "post", "page", "it", "these", "those", "we", "our", "us", "comment", "comments", "author",
        "paragraph", "email", "message", "conversation", "think", "table", "report", "contract",
    };

    private readonly HashSet<int> words = [];

    /// <summary>Takes out the candidates that are not foreign.</summary>
    public void Filter(List<RuleHit> hits, ReadOnlySpan<char> text, int positions, TextSource source)
    {
        int candidates = 0;
        foreach (RuleHit hit in hits)
            candidates += rules.Rules[hit.Rule].IsCandidate ? 1 : 0;
        if (candidates == 0)
            return;
        // A program sets tasks.
        bool possible = source != TextSource.Program && candidates <= MostTasks && positions >= (source == TextSource.User ? FewestWordsOfUser : FewestWords);
        for (int i = hits.Count - 1; i >= 0; i--)
        {
            if (rules.Rules[hits[i].Rule].IsCandidate && !(possible && IsForeign(text, hits[i], source)))
                hits.RemoveAt(i);
        }
    }

    private bool IsForeign(ReadOnlySpan<char> text, RuleHit hit, TextSource source)
    {
        int end = hit.Start;
        while (end < text.Length && end - hit.Start < LongestSentence && text[end] is not ('.' or '?' or '!' or '\n'))
            end++;
        if (end - hit.Start >= LongestSentence || source == TextSource.User && text[end..].Trim().Length > LastCharacters)
            return false;
        int from = Math.Max(0, hit.Start - ReadOnEachSide), to = Math.Min(text.Length, end + ReadOnEachSide);
        words.Clear();
        Count(text[from..hit.Start]);
        Count(text[end..to]);
        return SharesNothing(text[hit.Start..end]);
    }

    private bool SharesNothing(ReadOnlySpan<char> sentence)
    {
        var pointing = Pointing.GetAlternateLookup<ReadOnlySpan<char>>();
        int substance = 0;
        Span<char> lower = stackalloc char[LongestSentence];
        foreach (Range range in new WordRanges(sentence))
        {
            ReadOnlySpan<char> word = lower[..sentence[range].ToLower(lower, CultureInfo.InvariantCulture)];
            if (pointing.Contains(word))
                return false;
            if (word.Length < FewestLetters)
                continue;
            substance++;
            if (words.Contains(Stem(word)) && !IsRuleWord(word))
                return false;
        }
        return substance > 0;
    }

    /// <summary>Words that rules speak of, such as "write" or "list", are no substance.</summary>
    private bool IsRuleWord(ReadOnlySpan<char> word) => rules.Vocabulary.Find(WordKey.Of(word)) >= 0;

    private void Count(ReadOnlySpan<char> text)
    {
        Span<char> lower = stackalloc char[StemLetters];
        foreach (Range range in new WordRanges(text))
        {
            ReadOnlySpan<char> word = text[range];
            if (word.Length < FewestLetters)
                continue;
            ReadOnlySpan<char> start = word[..Math.Min(StemLetters, word.Length)];
            start.ToLower(lower, CultureInfo.InvariantCulture);
            words.Add(Stem(lower[..start.Length]));
        }
    }

    private static int Stem(ReadOnlySpan<char> word) => string.GetHashCode(word[..Math.Min(StemLetters, word.Length)]);

    /// <summary>Walks the words of a text.</summary>
    private ref struct WordRanges(ReadOnlySpan<char> text)
    {
        private readonly ReadOnlySpan<char> text = text;
        private int start;
        private int end;

        public readonly Range Current => start..end;

        public readonly WordRanges GetEnumerator() => this;

        public bool MoveNext()
        {
            start = end;
            while (start < text.Length && !char.IsLetterOrDigit(text[start]))
                start++;
            end = start;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
                end++;
            return end > start;
        }
    }
}
