using System.Globalization;
using System.Text;

namespace Artisan.Core.Guardrails.Pii.Text;

/// <summary>What a character is to the tokeniser.</summary>
internal enum CharacterClass : byte
{
    /// <summary>Punctuation, currency, emoji, everything else.</summary>
    Symbol,
    /// <summary>A capital letter.</summary>
    Upper,
    /// <summary>A small letter.</summary>
    Lower,
    /// <summary>A letter without case, or a combining mark.</summary>
    Caseless,
    /// <summary>A decimal digit.</summary>
    Digit,
    /// <summary>A space or tab.</summary>
    Space,
    /// <summary>A line break.</summary>
    LineBreak,
    /// <summary>A character that people do not see; it belongs to what stands around it.</summary>
    Invisible,
}

/// <summary>Tables over all UTF-16 code units: a look-up instead of a call for every character.</summary>
internal static class CharacterClasses
{
    /// <summary>The class of each code unit.</summary>
    public static readonly CharacterClass[] Of = BuildClasses();

    /// <summary>Each code unit in lower case and without its accent, so that <c>José</c>, <c>JOSE</c> and <c>jose</c> are one word; a combining accent becomes '\0' and is left out.</summary>
    public static readonly char[] Folded = BuildFolding();

    public static bool IsLetter(char c) => Of[c] is CharacterClass.Upper or CharacterClass.Lower or CharacterClass.Caseless;

    public static bool IsDigit(char c) => Of[c] == CharacterClass.Digit;

    public static bool IsAsciiLetterOrDigit(char c) => char.IsAsciiLetterOrDigit(c);

    private static CharacterClass[] BuildClasses()
    {
        var classes = new CharacterClass[char.MaxValue + 1];
        for (int i = 0; i <= char.MaxValue; i++)
        {
            char c = (char)i;
            classes[i] = c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029' ? CharacterClass.LineBreak : char.GetUnicodeCategory(c) switch
            {
                UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClass.Upper,
                UnicodeCategory.LowercaseLetter => CharacterClass.Lower,
                UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => CharacterClass.Caseless,
                UnicodeCategory.DecimalDigitNumber => CharacterClass.Digit,
                UnicodeCategory.SpaceSeparator or UnicodeCategory.Control => CharacterClass.Space,
                UnicodeCategory.Format => CharacterClass.Invisible,
                _ => CharacterClass.Symbol,
            };
        }
        return classes;
    }

    private static char[] BuildFolding()
    {
        var folded = new char[char.MaxValue + 1];
        Span<char> one = stackalloc char[1];
        for (int i = 0; i <= char.MaxValue; i++)
        {
            char c = char.ToLowerInvariant((char)i);
            folded[i] = c is >= '\u0300' and <= '\u036f' ? '\0' : c;
            if (i < 0x80 || !char.IsLetterOrDigit((char)i) || i is (>= 0x1100 and < 0x1e00) or (>= 0x2000 and < 0xfb00))
                continue;
            one[0] = c;
            string apart = one.ToString().Normalize(NormalizationForm.FormKD);
            if (apart.Length > 0 && char.IsLetterOrDigit(apart[0]))
                folded[i] = char.ToLowerInvariant(apart[0]);
        }
        folded['ø'] = folded['Ø'] = 'o';
        folded['đ'] = folded['Đ'] = folded['ð'] = folded['Ð'] = 'd';
        folded['ł'] = folded['Ł'] = 'l';
        folded['ı'] = folded['İ'] = 'i';
        folded['æ'] = folded['Æ'] = 'a';
        folded['ß'] = 's';
        folded['þ'] = folded['Þ'] = 't';
        folded['ς'] = 'σ';
        return folded;
    }
}
