using System.Text;

namespace Artisan.Core.Guardrails.Text;

/// <summary>Reads a text as checks should read it, remembering where everything stood. Hidden spellings (tag characters, variation selectors) are given back apart.</summary>
internal static class TextFolding
{
    private const int FewestSelectors = 4;

    /// <summary>Folds a text. Linear in its length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reading">Receives what is read, in lower case.</param>
    /// <param name="tags">Receives what tag characters spell, outside of flags.</param>
    /// <param name="selectors">Receives the bytes that runs of variation selectors spell, as UTF-8 text.</param>
    public static void Fold(ReadOnlySpan<char> text, TextBuffer reading, TextBuffer tags, TextBuffer selectors)
    {
        reading.Reset(text.Length);
        tags.Reset(0);
        selectors.Reset(0);
        bool inFlag = false;
        int run = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            int plain = character is >= ' ' and < '\u007f' ? PlainLength(text[i..]) : 0;
            if (plain > 1)
            {
                inFlag = false;
                reading.AppendLower(text.Slice(i, plain), i);
                i += plain - 1;
                continue;
            }
            if (character < 0x80)
            {
                inFlag = false;
                char lower = character is >= 'A' and <= 'Z' ? (char)(character | 0x20) : character;
                if (lower >= ' ' && lower != '\u007f' || lower is '\n' or '\r' or '\t')
                    reading.Append(lower, i);
                continue;
            }
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                int value = char.ConvertToUtf32(character, text[i + 1]);
                if (value is >= 0xE0020 and <= 0xE007E && !inFlag)
                    tags.Append((char)(value - 0xE0000), i);
                if (value is >= 0xE0100 and <= 0xE01EF)
                    run = Selector(text, i, run, selectors);
                inFlag = value == 0x1F3F4 || inFlag && value is >= 0xE0020 and <= 0xE007E;
                reading.Append(CharacterFolding.FoldPair(new Rune(value)), i++);
                continue;
            }
            inFlag = false;
            if (character is >= '\ufe00' and <= '\ufe0f')
                run = Selector(text, i, run, selectors);
            char folded = char.IsSurrogate(character) ? ' ' : CharacterFolding.Fold(character);
            if (folded == CharacterFolding.Several)
                reading.Append(CharacterFolding.FoldSeveral(character), i);
            else if (folded != CharacterFolding.Dropped)
                reading.Append(folded, i);
        }
        reading.Close(text.Length);
        tags.Close(text.Length);
        selectors.Close(text.Length);
    }

    /// <summary>How many visible characters of ASCII a text begins with.</summary>
    private static int PlainLength(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange(' ', '~') is >= 0 and var length ? length : text.Length;

    /// <summary>Reads a run of variation selectors once, at its first; a byte each: 0 to 15 are U+FE00 on, 16 to 255 are U+E0100 on.</summary>
    /// <returns>Where the run that was read last ends.</returns>
    private static int Selector(ReadOnlySpan<char> text, int start, int alreadyRead, TextBuffer into)
    {
        if (start < alreadyRead)
            return alreadyRead;
        int at = start;
        while (at < text.Length && SelectorLength(text, at, out _) is > 0 and var length)
            at += length;
        // An emoji has one of them; nothing is built for it.
        if (at - start < FewestSelectors)
            return at;
        var bytes = new List<byte>();
        for (int i = start; i < at;)
        {
            i += SelectorLength(text, i, out byte value);
            bytes.Add(value);
        }
        if (bytes.Count >= FewestSelectors)
            into.Append(Encoding.UTF8.GetString([.. bytes]), start);
        return at;
    }

    /// <summary>The length of the variation selector at a place, 0 where there is none.</summary>
    private static int SelectorLength(ReadOnlySpan<char> text, int at, out byte value)
    {
        value = 0;
        if (text[at] is >= '\ufe00' and <= '\ufe0f')
        {
            value = (byte)(text[at] - '\ufe00');
            return 1;
        }
        if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            return 0;
        int point = char.ConvertToUtf32(text[at], text[at + 1]);
        if (point is < 0xE0100 or > 0xE01EF)
            return 0;
        value = (byte)(point - 0xE0100 + 16);
        return 2;
    }
}
