using System.Text;

namespace Artisan.Core.Guardrails.Output;

/// <summary>
/// Inspects an answer while it arrives. Text is released as soon as no finding can begin in it; what is held back is bounded by the longest link that is looked
/// at and by the words that make a leak. The pieces do not matter: the same answer gives the same findings and the same text however it was cut.
/// Serves one answer; not for several threads.
/// </summary>
public sealed class OutputWindow
{
    /// <summary>Fewer words in a row than this are never a leak: ordinary language shares them.</summary>
    public const int FewestLeakedWords = 5;
    private const string LinkMark = "[link removed]";
    private const int BlackFlag = 0x1F3F4;

    private readonly PromptWords? prompt;
    private readonly LinkSafety safety;
    private readonly LeakHold leaks;
    private readonly List<OutputFinding> findings = [];
    private string buffer = "";
    private int consumed;
    private char before = '\n';
    private int labelEnd = -1;
    private int afterLabel = -1;
    private int longAddress = -1;
    private bool longAddressFollows;
    private bool inFlag;

    /// <summary>Makes one for an answer.</summary>
    /// <param name="policy">What is allowed.</param>
    /// <param name="systemPrompt">The request's system prompt, if it has one.</param>
    public OutputWindow(OutputPolicy policy, string? systemPrompt)
    {
        ArgumentNullException.ThrowIfNull(policy);
        prompt = string.IsNullOrEmpty(systemPrompt) ? null : PromptWords.Of(systemPrompt);
        safety = new LinkSafety(policy, prompt);
        int leakAfter = prompt is null ? int.MaxValue : Math.Max(FewestLeakedWords, Math.Min(policy.LeakedWords, prompt.Count));
        leaks = new LeakHold(prompt, leakAfter, (start, length) => findings.Add(new OutputFinding(OutputFindingKind.SystemPromptLeak, "prompt_words", start, length)));
    }

    /// <summary>What was found so far, by place.</summary>
    public IReadOnlyList<OutputFinding> Findings => [.. findings.OrderBy(finding => finding.Start).ThenBy(finding => finding.Kind)];

    /// <summary>Which share of the system prompt's words stood in the answer so far, 0 to 1.</summary>
    public float LeakedShare => prompt is null or { Count: 0 } ? 0 : Math.Min(1, (float)leaks.LeakedWords / prompt.Count);

    /// <summary>Takes a piece of the answer.</summary>
    /// <returns>The text that may leave; empty where all is held back.</returns>
    public string Push(string piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        return Advance(buffer + piece, isWhole: false);
    }

    /// <summary>Ends the answer.</summary>
    /// <returns>The rest of the text.</returns>
    public string Flush() => Advance(buffer, isWhole: true);

    private string Advance(string text, bool isWhole)
    {
        var released = new StringBuilder(text.Length + 16);
        int at = 0;
        while (at < text.Length && Step(text, ref at, isWhole, released))
        {
        }
        consumed += at;
        buffer = text[at..];
        if (isWhole)
            leaks.End(released);
        return released.ToString();
    }

    /// <summary>Deals with what stands at a place.</summary>
    /// <returns>False where more text is needed.</returns>
    private bool Step(string text, ref int at, bool isWhole, StringBuilder released)
    {
        if (consumed + at == labelEnd)
            return EndLabel(ref at, released);
        if (longAddress >= 0)
            return SkipAddress(text, ref at);
        LinkReading link = labelEnd >= 0 ? default : LinkReader.Read(text, at, isWhole, before);
        if (link.State == LinkState.Unfinished)
            return false;
        if (link.State == LinkState.Link && safety.Fault(text.AsSpan(link.AddressStart, link.AddressEnd - link.AddressStart), link.IsImage) is string fault)
        {
            TakeLink(link, fault, ref at, released);
            return true;
        }
        if (PromptWords.IsWordCharacter(text[at]))
            return TakeWord(text, ref at, isWhole, released);
        if (char.IsHighSurrogate(text[at]) && at + 1 == text.Length && !isWhole)
            return false;
        TakeOther(text, ref at, released);
        return true;
    }

    private void TakeLink(LinkReading link, string fault, ref int at, StringBuilder released)
    {
        bool isLong = link.AddressEnd - link.AddressStart >= LinkReader.LongestAddress;
        findings.Add(new OutputFinding(OutputFindingKind.UnsafeLink, fault, consumed + at, link.End - at));
        if (link.LabelStart >= 0)
        {
            (labelEnd, afterLabel, longAddressFollows) = (consumed + link.LabelEnd, consumed + link.End, isLong);
            (at, before) = (link.LabelStart, '[');
            return;
        }
        leaks.Other(LinkMark, released);
        (at, before) = (link.End, ')');
        longAddress = isLong ? findings.Count - 1 : -1;
    }

    /// <summary>After what people see of an unsafe link comes a mark instead of its address.</summary>
    private bool EndLabel(ref int at, StringBuilder released)
    {
        leaks.Other((before == '[' ? "" : " ") + LinkMark, released);
        (at, labelEnd, before) = (afterLabel - consumed, -1, ')');
        longAddress = longAddressFollows ? findings.FindLastIndex(finding => finding.Kind == OutputFindingKind.UnsafeLink) : -1;
        return true;
    }

    /// <summary>The rest of an unsafe address that was too long to be looked at as a whole goes with it.</summary>
    private bool SkipAddress(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] > ' ' && text[at] is not (')' or '<' or '>' or '"' or '\u00a0'))
            at++;
        findings[longAddress] = findings[longAddress] with { Length = findings[longAddress].Length + at - start };
        if (at < text.Length)
            longAddress = -1;
        return true;
    }

    private bool TakeWord(string text, ref int at, bool isWhole, StringBuilder released)
    {
        int end = at;
        while (end < text.Length && end - at < PromptWords.LongestWord && PromptWords.IsWordCharacter(text[end]))
            end++;
        if (end == text.Length && end - at < PromptWords.LongestWord && !isWhole)
            return false;
        ReadOnlySpan<char> word = text.AsSpan(at, end - at);
        leaks.Word(word, Visible(word, consumed + at) is { } visible ? visible : word, consumed + at, released);
        (before, at, inFlag) = (text[end - 1], end, false);
        return true;
    }

    private void TakeOther(string text, ref int at, StringBuilder released)
    {
        bool isPair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
        int value = isPair ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
        bool isTag = value is >= 0xE0000 and <= 0xE007F;
        int length = isPair ? 2 : 1;
        if (isPair ? isTag && !inFlag : HiddenText.IsHidden(text[at], before))
            AddHidden(consumed + at, length);
        else
            leaks.Other(text.AsSpan(at, length), released);
        inFlag = value == BlackFlag || inFlag && isTag;
        before = text[at + length - 1];
        at += length;
    }

    // Null where all of it is visible.
    private string? Visible(ReadOnlySpan<char> word, int start)
    {
        StringBuilder? visible = null;
        for (int i = 0; i < word.Length; i++)
        {
            if (HiddenText.IsHidden(word[i], i == 0 ? before : word[i - 1]))
            {
                visible ??= new StringBuilder().Append(word[..i]);
                AddHidden(start + i, 1);
            }
            else
                visible?.Append(word[i]);
        }
        return visible?.ToString();
    }

    /// <summary>Notes hidden characters; neighbours are one finding.</summary>
    private void AddHidden(int start, int length)
    {
        int last = findings.FindLastIndex(finding => finding.Kind == OutputFindingKind.HiddenCharacters);
        if (last >= 0 && findings[last].Start + findings[last].Length == start)
            findings[last] = findings[last] with { Length = findings[last].Length + length };
        else
            findings.Add(new OutputFinding(OutputFindingKind.HiddenCharacters, "hidden_characters", start, length));
    }
}
