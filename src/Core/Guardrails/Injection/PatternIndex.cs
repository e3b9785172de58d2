namespace Artisan.Core.Guardrails.Injection;

/// <summary>A pattern that a word is the anchor of.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="Before">The mark of its partner, where that stands before.</param>
/// <param name="After">The mark of its partner, where that stands behind.</param>
internal readonly record struct AnchoredPattern(WordPattern Pattern, ulong Before, ulong After);

/// <summary>What a word is the anchor of.</summary>
/// <param name="Patterns">The patterns.</param>
/// <param name="Before">The marks of all their partners before.</param>
/// <param name="After">The marks of all their partners behind.</param>
/// <param name="ReachBefore">How many places before partners may stand.</param>
/// <param name="ReachAfter">How many places behind.</param>
internal readonly record struct AnchorWord(AnchoredPattern[] Patterns, ulong Before, ulong After, int ReachBefore, int ReachAfter);

/// <summary>
/// The patterns by the word that makes them worth a look. Each class that is some pattern's partner has one of 64 marks, shared by few, so that the marks of the
/// words around an anchor say at once which of its patterns need no look.
/// </summary>
internal sealed class PatternIndex
{
    /// <summary>The mark that stands everywhere: patterns without a partner ask for it.</summary>
    public const ulong Everywhere = 1UL << 63;
    private const int Marks = 63;

    private readonly AnchorWord[] anchors;
    private readonly ulong[] marks;

    /// <summary>Builds it.</summary>
    public PatternIndex(Vocabulary vocabulary, IReadOnlyList<WordPattern> patterns)
    {
        int[] partners = [.. patterns.Where(pattern => pattern.Partner != pattern.Anchor).Select(PartnerClass).Distinct()];
        Dictionary<int, ulong> markOf = partners.Index().ToDictionary(partner => partner.Item, partner => 1UL << (partner.Index % Marks));
        ILookup<int, WordPattern> byClass = patterns.ToLookup(pattern => pattern.Steps[pattern.Anchor].Class);
        Dictionary<int, AnchoredPattern[]> anchored = byClass.ToDictionary(group => group.Key, group => group.Select(pattern => Anchored(pattern, markOf)).ToArray());
        (anchors, marks) = (new AnchorWord[vocabulary.Count], new ulong[vocabulary.Count]);
        for (int word = 0; word < anchors.Length; word++)
        {
            anchors[word] = Anchor([.. vocabulary.ClassesOf(word).SelectMany(kind => anchored.GetValueOrDefault(kind, []))]);
            marks[word] = vocabulary.ClassesOf(word).Aggregate(0UL, (all, kind) => all | markOf.GetValueOrDefault(kind));
        }
    }

    /// <summary>What a word is the anchor of.</summary>
    public ref readonly AnchorWord AnchoredAt(int word) => ref anchors[word];

    /// <summary>The marks of a word's classes.</summary>
    public ulong MarksOf(int word) => marks[word];

    private static int PartnerClass(WordPattern pattern) => pattern.Steps[pattern.Partner].Class;

    private static AnchoredPattern Anchored(WordPattern pattern, Dictionary<int, ulong> markOf)
    {
        ulong mark = pattern.Partner == pattern.Anchor ? Everywhere : markOf[PartnerClass(pattern)];
        return pattern.Partner > pattern.Anchor ? new AnchoredPattern(pattern, 0, mark) : new AnchoredPattern(pattern, mark, 0);
    }

    private static AnchorWord Anchor(AnchoredPattern[] patterns) => new(
        patterns,
        patterns.Aggregate(0UL, (all, one) => all | one.Before),
        patterns.Aggregate(0UL, (all, one) => all | one.After),
        patterns.Where(one => one.Before != 0).Select(one => one.Pattern.PartnerReach).DefaultIfEmpty(0).Max(),
        patterns.Where(one => one.After != 0).Select(one => one.Pattern.PartnerReach).DefaultIfEmpty(0).Max());
}
