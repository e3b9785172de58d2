namespace Artisan.Core.Guardrails.Injection;

/// <summary>Finds characters as they stand, such as the marks of chat templates.</summary>
internal static class LiteralMatcher
{
    private const int MostHits = 64;

    /// <summary>Adds a hit for each literal, 64 at most: the first of each rule is always among them or as good as.</summary>
    public static void Match(InjectionRules rules, ReadOnlySpan<char> text, List<RuleHit> hits)
    {
        int start = text.IndexOfAny(rules.LiteralStarts);
        if (start < 0 && text.IndexOfAny('o', 'c', 'v') < 0)
            return;
        int at = 0;
        for (int found = 0; found < MostHits; found++)
        {
            int next = text[at..].IndexOfAny(rules.LiteralFinder);
            if (next < 0)
                return;
            (int rule, int length) = rules.LiteralAt(text[(at + next)..]);
            if (rule >= 0)
                hits.Add(new RuleHit(rule, at + next, at + next + length, -1, WordTraits.None, 1));
            at += next + length;
        }
    }
}
