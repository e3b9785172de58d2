using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Caching.Meaning;

/// <summary>
/// What a prompt asks, apart from how it is wrapped. Two prompts mean the same when their <see cref="Canonical"/> texts are equal: everything must be the
/// same, letter by letter and in order, but for a short list of differences that change no answer: courtesies, contractions, spellings, a few phrases for
/// the same task, an adjunct that stands first or last. Numbers, names, negations, quotations, units, languages, order and tense can so never be taken for
/// one another; what is not listed does not hit (docs/adr/0020).
/// </summary>
public sealed class PromptMeaning
{
    /// <summary>Longest prompt that is looked at, in characters.</summary>
    public const int Longest = 2000;

    private readonly List<Piece> _pieces;
    private readonly List<string> _left;
    private readonly bool _turned;

    internal readonly record struct Piece(string Canonical, string Surface);

    private PromptMeaning(List<Piece> pieces, List<string> left, bool question, bool turned)
    {
        (_pieces, _left, _turned) = (pieces, left, turned);
        Canonical = string.Join('\u001F', pieces.Select(p => p.Canonical)) + (question ? "\u001F?" : "");
    }

    /// <summary>The text that prompts of one meaning have in common.</summary>
    public string Canonical { get; }

    /// <summary>Reads a prompt; null where it is empty or too long to be looked at.</summary>
    public static PromptMeaning? Of(string prompt)
    {
        if (prompt.Length > Longest)
            return null;
        List<string> words = PromptWords.Of(prompt);
        if (words.Count == 0)
            return null;
        var left = new List<string>();
        PromptWrapping.Unwrap(words, left, out bool? asks);
        bool question = asks ?? EndsAsQuestion(words);
        TrimEnd(words);
        if (words.Count == 0)
            return null;
        var pieces = words.Select(w => new Piece(w, w)).ToList();
        pieces[0] = pieces[0] with { Canonical = PromptWrapping.Uncapitalised(words[0]) };
        bool turned = false;
        int head = HeadOf(pieces);
        if (IsEnglish(pieces) && !SpeaksOfWords(pieces))
        {
            turned = head == pieces.Count && PromptRewriting.TurnAdjunct(pieces);
            PromptRewriting.Rewrite(pieces, turned ? pieces.Count : head, embeddedQuestion: asks == true);
        }
        // Only now: "what's" is a question word since it was written out.
        question |= asks is null && (PromptLexicon.QuestionWords.Contains(pieces[0].Canonical) || PromptLexicon.Auxiliaries.Contains(pieces[0].Canonical));
        return new PromptMeaning(pieces, left, question, turned);
    }

    /// <summary>
    /// How near two prompts of one meaning lie, 0 to 1: the soft cosine (Sidorov et al. 2014) of their words, function words and courtesies weighing little.
    /// 1 for the same words; 0 where the meanings differ.
    /// </summary>
    public double SimilarityTo(PromptMeaning other)
    {
        if (Canonical != other.Canonical || _pieces.Count != other._pieces.Count)
            return 0;
        double dot = 0, here = 0, there = 0;
        for (int i = 0; i < _pieces.Count; i++)
        {
            double weight = WeightOf(_pieces[i].Canonical);
            dot += weight * (string.Equals(_pieces[i].Surface, other._pieces[i].Surface, StringComparison.OrdinalIgnoreCase) ? 1 : RewrittenShare);
            here += weight;
            there += weight;
        }
        int common = _left.Intersect(other._left, StringComparer.OrdinalIgnoreCase).Count();
        dot += common * CourtesyWeight;
        double cosine = dot / Math.Sqrt((here + _left.Count * CourtesyWeight) * (there + other._left.Count * CourtesyWeight));
        return Math.Min(1, _turned == other._turned ? cosine : cosine * TurnedShare);
    }

    // Squared weights: a courtesy weighs a fifth of a content word, a function word two fifths.
    private const double CourtesyWeight = 0.04;
    private const double FunctionWeight = 0.16;
    private const double RewrittenShare = 0.93;
    private const double TurnedShare = 0.99;

    private static double WeightOf(string piece) => !char.IsLetterOrDigit(piece[0]) || StopWords.Of(Language.English).Contains(piece) ? FunctionWeight : 1;

    private static bool EndsAsQuestion(List<string> words) => words[^1] == "?";

    private static void TrimEnd(List<string> words)
    {
        while (words.Count > 0 && words[^1] is "." or "!" or "?" or PromptWords.Line)
            words.RemoveAt(words.Count - 1);
        while (words.Count > 0 && words[0] is "¿" or "¡" or PromptWords.Line)
            words.RemoveAt(0);
    }

    // What follows a colon or a new line is material to work on, which is compared to the letter.
    private static int HeadOf(List<Piece> pieces)
    {
        int at = pieces.FindIndex(p => p.Canonical is ":" or PromptWords.Line);
        return at < 0 ? pieces.Count : at;
    }

    private static bool SpeaksOfWords(List<Piece> pieces) => pieces.Exists(p => PromptLexicon.OfWords.Contains(p.Canonical) || p.Canonical is "'" or "=" || PromptWords.IsQuotation(p.Canonical));

    private static bool IsEnglish(List<Piece> pieces)
    {
        int english = 0;
        foreach (Piece piece in pieces)
        {
            if (PromptLexicon.Foreign.Contains(piece.Canonical))
                return false;
            if (PromptLexicon.English.Contains(piece.Canonical) || PromptLexicon.Contracted.Contains(piece.Canonical))
                english++;
        }
        return english >= 2 || english == 1 && pieces.Count <= 6;
    }
}
