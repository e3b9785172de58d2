using System.Globalization;
using System.Text;

namespace Artisan.Core.Guardrails;

/// <summary>What stands in a text that people do not see.</summary>
/// <param name="ZeroWidth">Zero-width and soft-hyphen characters.</param>
/// <param name="Bidi">Characters that turn the writing direction.</param>
/// <param name="Tags">Characters of the Unicode tag block, which spell hidden ASCII.</param>
/// <param name="Controls">Control characters other than tab and line breaks.</param>
public readonly record struct HiddenCharacters(int ZeroWidth, int Bidi, int Tags, int Controls)
{
    /// <summary>All of them.</summary>
    public int Total => ZeroWidth + Bidi + Tags + Controls;
}

/// <summary>Normalises text for checks (never for what is sent): Unicode compatibility form, hidden characters out, spaces as one kind.</summary>
public static class TextInspection
{
    /// <summary>Counts characters that people do not see. Linear, no allocation.</summary>
    public static HiddenCharacters Count(ReadOnlySpan<char> text)
    {
        int zeroWidth = 0, bidi = 0, tags = 0, controls = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= ' ' and < '\u007f')
                continue;
            if (c is '\u200b' or '\u200c' or '\u200d' or '\u2060' or '\ufeff' or '\u00ad' or '\u180e')
                zeroWidth++;
            else if (c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))
                bidi++;
            else if (c == '\udb40' && i + 1 < text.Length && text[i + 1] is >= '\udc00' and <= '\udc7f')
                tags++;
            else if (c is not ('\t' or '\n' or '\r') && char.IsControl(c))
                controls++;
        }
        return new HiddenCharacters(zeroWidth, bidi, tags, controls);
    }

    /// <summary>The text as checks should read it.</summary>
    public static string Normalize(string text)
    {
        string compatible = text.IsNormalized(NormalizationForm.FormKC) ? text : text.Normalize(NormalizationForm.FormKC);
        var result = new StringBuilder(compatible.Length);
        foreach (Rune rune in compatible.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (rune.Value is '\n' or '\r' or '\t')
                result.Append((char)rune.Value);
            else if (category is UnicodeCategory.SpaceSeparator)
                result.Append(' ');
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.Control) && rune.Value is not (>= 0xE0000 and <= 0xE007F))
                result.Append(rune.ToString());
        }
        return result.ToString();
    }
}
