using System.Numerics;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Finds patterns of words. Around each word that a pattern is anchored at, 64 places are one bit each for every class that the pattern asks for, and all
/// ways through a pattern are followed at once by shifting bits: no way is tried twice, and a word costs a bounded amount of work whatever stands around it.
/// </summary>
internal sealed class PatternMatcher(InjectionRules rules)
{
    private const int AnchorBit = 31;
    private const int HitsPerRule = 24;
    private const int WordsBefore = 3;
    private const float Negated = 0.3f;
    private const float SpokenOf = 0.35f;
    private const float Named = 0.4f;

    private readonly int[] tokenAt = new int[64];
    private readonly int[] hitsOf = new int[rules.Rules.Length];
    private readonly ulong[] ways = new ulong[16];
    // The tokens around the anchor that a pattern can reach, and the position of the first bit.
    private int windowStart;
    private int windowEnd;
    private int windowPosition;

    /// <summary>How much work was done since it was made: windows and steps.</summary>
    public long Work { get; private set; }

    /// <summary>Finds the rules that match.</summary>
    /// <param name="tokens">The words.</param>
    /// <param name="hits">Receives them, in no order; at most 24 of one rule.</param>
    public void Match(ReadOnlySpan<WordToken> tokens, List<RuleHit> hits)
    {
        Array.Clear(hitsOf);
        for (int i = 0; i < tokens.Length; i++)
        {
            ref readonly AnchorWord word = ref rules.Patterns.AnchoredAt(tokens[i].Word);
            if ((word.Before | word.After) == 0)
                continue;
            ulong before = (MarksBefore(tokens, i, word.ReachBefore) | PatternIndex.Everywhere) & word.Before, after = MarksAfter(tokens, i, word.ReachAfter) & word.After;
            if ((before | after) != 0)
                Follow(word.Patterns, before, after, tokens, i, hits);
        }
    }

    /// <summary>Follows the patterns of an anchor whose partners may stand around it.</summary>
    private void Follow(AnchoredPattern[] candidates, ulong before, ulong after, ReadOnlySpan<WordToken> tokens, int anchor, List<RuleHit> hits)
    {
        foreach (AnchoredPattern candidate in candidates)
        {
            WordPattern pattern = candidate.Pattern;
            if ((candidate.Before & before | candidate.After & after) == 0 || !HasPartner(pattern, tokens, anchor))
                continue;
            Look(pattern, tokens, anchor);
            if (Follow(pattern, tokens) && hitsOf[pattern.Rule]++ < HitsPerRule)
                hits.Add(Hit(pattern, tokens));
        }
    }

    private ulong MarksBefore(ReadOnlySpan<WordToken> tokens, int anchor, int reach)
    {
        ulong marks = 0;
        int i = anchor - 1;
        for (int position = tokens[anchor].Position; i >= 0 && position - tokens[i].Position <= reach; i--)
            marks |= rules.Patterns.MarksOf(tokens[i].Word);
        Work += anchor - i;
        return marks;
    }

    private ulong MarksAfter(ReadOnlySpan<WordToken> tokens, int anchor, int reach)
    {
        ulong marks = 0;
        int i = anchor + 1;
        for (int position = tokens[anchor].Position; i < tokens.Length && tokens[i].Position - position <= reach; i++)
            marks |= rules.Patterns.MarksOf(tokens[i].Word);
        Work += i - anchor;
        return marks;
    }

    /// <summary>Whether the pattern's next-rarest word stands where it may: mostly it does not, and nothing else has to be looked at.</summary>
    private bool HasPartner(WordPattern pattern, ReadOnlySpan<WordToken> tokens, int anchor)
    {
        if (pattern.Partner == pattern.Anchor)
            return true;
        ReadOnlySpan<ulong> words = rules.Vocabulary.WordsOf(pattern.Steps[pattern.Partner].Class);
        int direction = pattern.Partner > pattern.Anchor ? 1 : -1;
        int position = tokens[anchor].Position;
        for (int i = anchor + direction; (uint)i < (uint)tokens.Length && Math.Abs(tokens[i].Position - position) <= pattern.PartnerReach; i += direction)
        {
            Work++;
            if (Vocabulary.Has(words, tokens[i].Word))
                return true;
        }
        return false;
    }

    /// <summary>Finds the tokens around its anchor that a pattern can reach.</summary>
    private void Look(WordPattern pattern, ReadOnlySpan<WordToken> tokens, int anchor)
    {
        int position = tokens[anchor].Position;
        (windowStart, windowEnd, windowPosition) = (anchor, anchor + 1, position - AnchorBit);
        while (windowStart > 0 && position - tokens[windowStart - 1].Position <= pattern.ReachBefore)
            windowStart--;
        while (windowEnd < tokens.Length && tokens[windowEnd].Position - position <= pattern.ReachAfter)
            windowEnd++;
        Work += windowEnd - windowStart;
    }

    /// <summary>Where words of a class stand in the window.</summary>
    private ulong PlacesOf(int kind, ReadOnlySpan<WordToken> tokens)
    {
        ReadOnlySpan<ulong> words = rules.Vocabulary.WordsOf(kind);
        ulong found = 0;
        foreach (ref readonly WordToken token in tokens[windowStart..windowEnd])
            found |= (Vocabulary.Has(words, token.Word) ? 1UL : 0) << (token.Position - windowPosition);
        Work += windowEnd - windowStart;
        return found;
    }

    private bool Follow(WordPattern pattern, ReadOnlySpan<WordToken> tokens)
    {
        PatternStep[] steps = pattern.Steps;
        ulong reached = ulong.MaxValue;
        for (int step = 0; step < steps.Length; step++)
        {
            if (step > 0)
                reached = After(reached, steps[step].Gap);
            reached &= PlacesOf(steps[step].Class, tokens);
            if (steps[step].Required != WordTraits.None)
                reached &= Having(steps[step].Required, tokens);
            if (step == pattern.Anchor)
                reached &= 1UL << AnchorBit;
            Work++;
            if (reached == 0)
                return false;
            ways[step] = reached;
        }
        return true;
    }

    private static ulong After(ulong reached, int gap)
    {
        ulong after = reached <<= 1;
        for (int i = 0; i < gap; i++)
            after |= reached <<= 1;
        return after;
    }

    /// <summary>Where words of which all that is required is true stand in the window.</summary>
    private ulong Having(WordTraits required, ReadOnlySpan<WordToken> tokens)
    {
        ulong having = 0;
        foreach (ref readonly WordToken token in tokens[windowStart..windowEnd])
            having |= ((token.Traits & required) == required ? 1UL : 0) << (token.Position - windowPosition);
        return having;
    }

    /// <summary>Goes the way that was found back from its earliest end, nearest words first.</summary>
    private RuleHit Hit(WordPattern pattern, ReadOnlySpan<WordToken> tokens)
    {
        for (int i = windowStart; i < windowEnd; i++)
            tokenAt[tokens[i].Position - windowPosition] = i;
        int bit = BitOperations.TrailingZeroCount(ways[pattern.Steps.Length - 1]);
        WordToken last = tokens[tokenAt[bit]];
        WordToken token = last;
        WordTraits traits = last.Traits;
        bool allNames = (last.Traits & WordTraits.Identifier) != 0;
        for (int step = pattern.Steps.Length - 1; step > 0; step--)
        {
            ulong before = ways[step - 1] & ((1UL << bit) - 1);
            bit = 63 - BitOperations.LeadingZeroCount(before);
            token = tokens[tokenAt[bit]];
            allNames &= (token.Traits & WordTraits.Identifier) != 0;
            traits |= token.Traits & ~(WordTraits.SentenceStart | WordTraits.TextStart | WordTraits.BeforeColon);
        }
        float factor = rules.Rules[pattern.Rule].IsFirm ? 1 : Math.Min(FactorBefore(tokens, tokenAt[bit]), FactorAfter(tokens, tokenAt[bit]));
        // A name in code is no phrase of the sentence around it; a whole phrase with underscores is one.
        if ((traits & WordTraits.Identifier) != 0 && !allNames)
            factor = Math.Min(factor, Named);
        return new RuleHit(pattern.Rule, token.Start, last.End, token.Position, traits, factor);
    }

    /// <summary>In some languages "not" follows: "vergiss nicht".</summary>
    private float FactorAfter(ReadOnlySpan<WordToken> tokens, int first) =>
        first + 1 < tokens.Length && tokens[first + 1].Position == tokens[first].Position + 1 && rules.Vocabulary.Is(tokens[first + 1].Word, rules.Negation) ? Negated : 1;

    /// <summary>"Never ignore the instructions" and "they often ignore the rules" tell nobody to do so.</summary>
    private float FactorBefore(ReadOnlySpan<WordToken> tokens, int first)
    {
        if ((tokens[first].Traits & WordTraits.SentenceStart) != 0)
            return 1;
        float factor = 1;
        for (int i = first - 1; i >= 0 && tokens[first].Position - tokens[i].Position <= WordsBefore; i--)
        {
            int distance = tokens[first].Position - tokens[i].Position;
            if (rules.Vocabulary.Is(tokens[i].Word, rules.Negation) && distance <= 2)
                factor = Math.Min(factor, Negated);
            if (rules.Vocabulary.Is(tokens[i].Word, rules.Onlooker) && distance <= 2)
                factor = Math.Min(factor, SpokenOf);
            if ((tokens[i].Traits & WordTraits.SentenceStart) != 0)
                break;
        }
        return factor;
    }
}
