using System.Buffers;
using Artisan.Core.Guardrails.Injection.SecondReading;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>One look at a text: the text itself, then whatever is found encoded in it. Keeps its buffers for the next; serves one text at a time.</summary>
internal sealed class InjectionScan(InjectionRules rules, LearnedModel? learned)
{
    private const int DeepestEncoding = 3;
    private const int MostEncodings = 64;
    /// <summary>What is decoded may be this many times as long as the text in all, and some more for short ones.</summary>
    private const int DecodedShare = 6;
    private const int DecodedAtLeast = 1 << 14;
    private const int FewestCoreWords = 2;
    private const int FewestNumberedBytes = 8;
    private const int FewestTags = 3;

    /// <summary>ASCII without the characters that nobody sees: what is read as it stands.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(c => (char)c).Where(c => !char.IsControl(c) || c is >= '\t' and <= '\r')]);

    private readonly WordScanner scanner = new(rules.Vocabulary, rules.Marks, learned);
    private readonly PatternMatcher matcher = new(rules);
    private readonly EvidenceCollector collector = new(rules);
    private readonly ForeignTask foreignTask = new(rules);
    private readonly LearnedWording? wording = learned is null ? null : new LearnedWording(learned);
    private readonly TextBuffer reading = new();
    private readonly TextBuffer tags = new();
    private readonly TextBuffer selectors = new();
    private readonly List<RuleHit> hits = [];
    private readonly Queue<EncodedText> queue = new();
    private long allowance;
    private int encodings;
    private DoubtBar? bar;

    /// <summary>How much work was done since it was made, in steps.</summary>
    public long Work { get; private set; }

    /// <summary>Stretches of the text itself that a second reader may look at, of the last look.</summary>
    public IReadOnlyList<DoubtfulStretch> Doubts { get; private set; } = [];

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="doubtful">Which stretches are in doubt; null where nobody reads again.</param>
    /// <returns>The evidence; the list is used again by the next look.</returns>
    public List<InjectionEvidence> Run(string text, TextSource source, DoubtBar? doubtful = null)
    {
        bar = doubtful;
        Doubts = [];
        allowance = (long)text.Length * DecodedShare + DecodedAtLeast;
        encodings = 0;
        queue.Clear();
        collector.Reset(source);
        Look(null, text, source);
        while (queue.TryDequeue(out EncodedText? encoded))
            Look(encoded, encoded.Text, source);
        return collector.Evidence;
    }

    private void Look(EncodedText? encoded, string text, TextSource source)
    {
        long before = matcher.Work + (wording?.Work ?? 0);
        bool ascii = !text.AsSpan().ContainsAnyExcept(Plain);
        if (!ascii)
            TextFolding.Fold(text, reading, tags, selectors);
        ReadOnlySpan<char> characters = ascii ? text : reading.Characters;
        ReadOnlySpan<int> origins = ascii ? default : reading.Origins;
        scanner.Scan(characters);
        hits.Clear();
        matcher.Match(scanner.Tokens, hits);
        LiteralMatcher.Match(rules, characters, hits);
        foreignTask.Filter(hits, characters, scanner.Positions, source);
        // Wording was learned from what people and pages say; a program's orders would all be worded like attacks.
        bool judged = source != TextSource.Program;
        if (judged)
            wording?.Look(characters, scanner.Wording.All);
        // Who writes a page can word it as he likes: only in a user's text does ordinary wording take weight from a rule.
        if (source == TextSource.User)
            wording?.Temper(hits, rules);
        collector.Add(hits, characters, origins, encoded);
        collector.AddWording(judged ? wording?.Found ?? [] : [], characters, origins, encoded);
        if (judged && encoded is null && bar is { } doubtful)
            Doubts = InDoubt(doubtful, characters, origins);
        if (!ascii && encoded is null)
            HiddenTextEvidence.Add(text, tags, selectors, collector);
        Work += matcher.Work + (wording?.Work ?? 0) - before + text.Length;
        if ((encoded?.Depth ?? 0) < DeepestEncoding)
            Unpack(encoded, text, origins, ascii);
    }

    /// <summary>What is worded somewhat like an attack, and where rules would flag the text, what is worded most like one.</summary>
    private IReadOnlyList<DoubtfulStretch> InDoubt(DoubtBar doubtful, ReadOnlySpan<char> characters, ReadOnlySpan<int> origins)
    {
        float gate = doubtful.Gate;
        if (!wording!.IsInDoubt(gate) && collector.Evidence.Count > 0 && EvidenceScore.Of(collector.Evidence) >= doubtful.Flag)
            gate = float.NegativeInfinity;
        return wording.IsInDoubt(gate) ? DoubtfulStretches.Of(wording, learned!, characters, origins, gate) : [];
    }

    private void Unpack(EncodedText? encoded, string text, ReadOnlySpan<int> origins, bool ascii)
    {
        if (!ascii && tags.Length >= FewestTags)
            Enqueue(EncodedText.Mapped(encoded ?? EncodedText.Given(text), new string(tags.Characters), tags.Origins, "tags"));
        if (!ascii && selectors.Length > 0)
            Enqueue(EncodedText.Mapped(encoded ?? EncodedText.Given(text), new string(selectors.Characters), selectors.Origins, "selectors"));
        bool escapes = text.AsSpan().IndexOfAny('%', '&', '\\') >= 0;
        if (!escapes && scanner.LongRuns.Count == 0 && scanner.NumberedBytes < FewestNumberedBytes && scanner.Rotated < FewestCoreWords && scanner.Reversed < FewestCoreWords)
            return;
        EncodedText given = encoded ?? EncodedText.Given(text);
        if (escapes)
            Enqueue(Escapes.Undo(given));
        int done = 0;
        foreach (int run in scanner.LongRuns)
        {
            int place = origins.IsEmpty ? run : origins[run];
            if (place < done || encodings >= MostEncodings)
                continue;
            Enqueue(EncodedBytes.Run(given, place, out done));
        }
        if (scanner.NumberedBytes >= FewestNumberedBytes)
            Enqueue(EncodedBytes.Numbers(given));
        if (scanner.Rotated >= FewestCoreWords)
            Enqueue(Ciphers.Rotate(given));
        if (scanner.Reversed < FewestCoreWords)
            return;
        Enqueue(Ciphers.Reverse(given));
        Enqueue(Ciphers.ReverseWords(given));
    }

    private void Enqueue(EncodedText? encoded)
    {
        if (encoded is null || encoded.Text.Length > allowance)
            return;
        allowance -= encoded.Text.Length;
        encodings++;
        queue.Enqueue(encoded);
    }
}
