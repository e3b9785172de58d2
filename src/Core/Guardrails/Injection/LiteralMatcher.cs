namespace Artisan.Core.Guardrails.Injection;

/// <summary>Finds characters as they stand, such as the marks of chat templates.</summary>
internal static class LiteralMatcher
{
    private const int MostHitsOfRule = 24;

    /// <summary>Adds a hit for each literal, 24 of one rule at most.</summary>
    public static void Match(InjectionRules rules, ReadOnlySpan<char> text, List<RuleHit> hits)
    {
        int phrase = Phrase(rules, text, 0), sign = Sign(rules, text, 0);
        if (Math.Min(phrase, sign) == text.Length)
            return;
        Span<int> hitsOf = stackalloc int[rules.Rules.Length];
        while (Math.Min(phrase, sign) is var at && at < text.Length)
        {
            (int rule, int length) = rules.LiteralAt(text[at..]);
            if (rule >= 0 && hitsOf[rule]++ < MostHitsOfRule)
                hits.Add(new RuleHit(rule, at, at + length, -1, WordTraits.None, 1));
            int next = at + length;
            phrase = phrase < next ? Phrase(rules, text, next) : phrase;
            sign = sign < next ? Sign(rules, text, next) : sign;
        }
    }

    private static int Phrase(InjectionRules rules, ReadOnlySpan<char> text, int from) => Place(text[from..].IndexOfAny(rules.LiteralPhrases), from, text.Length);

    private static int Sign(InjectionRules rules, ReadOnlySpan<char> text, int from) => Place(text[from..].IndexOfAny(rules.LiteralSigns), from, text.Length);

    private static int Place(int found, int from, int none) => found < 0 ? none : from + found;
}
