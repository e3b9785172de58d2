namespace Artisan.Core.Guardrails.Injection;

/// <summary>Finds characters as they stand, such as the marks of chat templates.</summary>
internal static class LiteralMatcher
{
    private const int MostHitsOfRule = 24;

    /// <summary>Adds a hit for each literal, 24 of one rule at most.</summary>
    public static void Match(InjectionRules rules, ReadOnlySpan<char> text, List<RuleHit> hits)
    {
        int at = text.IndexOfAny(rules.LiteralStarts);
        if (at < 0)
            return;
        Span<int> hitsOf = stackalloc int[rules.Rules.Length];
        while (at < text.Length)
        {
            (int rule, int length) = rules.LiteralAt(text[at..]);
            if (rule >= 0 && hitsOf[rule]++ < MostHitsOfRule)
                hits.Add(new RuleHit(rule, at, at + length, -1, WordTraits.None, 1));
            int next = at + length < text.Length ? text[(at + length)..].IndexOfAny(rules.LiteralStarts) : -1;
            at = next < 0 ? text.Length : at + length + next;
        }
    }
}
