using System.Globalization;
using System.Text;

namespace Artisan.Core.Guardrails.Text;

/// <summary>
/// What a character is read as by checks: compatibility form (UAX #15), lower case, without diacritics, look-alikes as Latin, hidden characters away.
/// Pages of 256 characters are computed when first met, so that a text costs one table look-up per character.
/// </summary>
internal static class CharacterFolding
{
    /// <summary>Stands in a page for a character that is dropped.</summary>
    public const char Dropped = '\0';
    /// <summary>Stands in a page for a character that is read as several.</summary>
    public const char Several = '\uffff';

    private static readonly char[]?[] Pages = new char[]?[256];

    /// <summary>The reading of a character that is no surrogate, or <see cref="Dropped"/> or <see cref="Several"/>.</summary>
    public static char Fold(char character) => (Pages[character >> 8] ?? BuildPage(character >> 8))[character & 255];

    /// <summary>The reading of a character that is read as several.</summary>
    public static string FoldSeveral(char character) => Read(new Rune(character));

    /// <summary>The reading of a character outside the basic plane.</summary>
    public static string FoldPair(Rune rune) => rune.Value switch
    {
        // Squared, negative circled and negative squared letters have no compatibility form; regional indicators spell in flags.
        >= 0x1F150 and <= 0x1F169 => Letter(rune.Value - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => Letter(rune.Value - 0x1F170),
        >= 0x1F1E6 and <= 0x1F1FF => Letter(rune.Value - 0x1F1E6),
        >= 0xE0000 and <= 0xE01EF => "",
        _ => Read(rune),
    };

    private static string Letter(int index) => ((char)('a' + index)).ToString();

    private static char[] BuildPage(int page)
    {
        var built = new char[256];
        for (int i = 0; i < built.Length; i++)
        {
            char character = (char)((page << 8) | i);
            if (char.IsSurrogate(character) || character == Several)
                continue;
            string reading = Read(new Rune(character));
            built[i] = reading.Length switch { 0 => Dropped, 1 => reading[0], _ => Several };
        }
        Pages[page] = built;
        return built;
    }

    private static string Read(Rune rune)
    {
        if (rune.IsAscii)
            return rune.Value is '\n' or '\r' or '\t' || !Rune.IsControl(rune) ? ((char)Rune.ToLowerInvariant(rune).Value).ToString() : "";
        if (rune.IsBmp && Confusables.Find((char)rune.Value) is string alike)
            return alike;
        if (rune.Value is 0x2028 or 0x2029 or 0x85)
            return "\n";
        if (IsHidden(rune))
            return "";
        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
            return " ";
        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned)
            return rune.ToString();
        string decomposed = rune.ToString().Normalize(NormalizationForm.FormKD);
        // Korean syllables and Japanese voiced letters must not fall into pieces: their parts mean something else.
        if (decomposed[0] is (>= '\u1100' and <= '\u11ff') or (>= '\u3040' and <= '\u30ff'))
            return rune.ToString().Normalize(NormalizationForm.FormKC);
        var reading = new StringBuilder(decomposed.Length);
        foreach (Rune part in decomposed.EnumerateRunes())
        {
            if (IsHidden(part))
                continue;
            if (part.IsBmp && Confusables.Find((char)part.Value) is string partAlike)
                reading.Append(partAlike);
            else if (Rune.ToLowerInvariant(part) is var lower && lower.IsBmp && Confusables.Find((char)lower.Value) is string lowerAlike)
                reading.Append(lowerAlike);
            else
                reading.Append(lower.ToString());
        }
        // Letters in brackets such as ⒜ are one letter of a word.
        return reading.Length == 3 && reading[0] == '(' && reading[2] == ')' ? reading[1].ToString() : reading.ToString();
    }

    /// <summary>Characters that are not read: format characters, controls, variation selectors, and marks on Latin, Greek, Cyrillic and Arabic letters (Indic vowel signs are read).</summary>
    private static bool IsHidden(Rune rune) => rune.Value switch
    {
        '\n' or '\r' or '\t' => false,
        (>= 0x300 and <= 0x36f) or (>= 0x483 and <= 0x489) or (>= 0x610 and <= 0x61a) or 0x640 or (>= 0x64b and <= 0x65f) or 0x670 => true,
        (>= 0x1ab0 and <= 0x1aff) or (>= 0x1dc0 and <= 0x1dff) or (>= 0x20d0 and <= 0x20ff) or (>= 0xfe00 and <= 0xfe0f) or (>= 0xfe20 and <= 0xfe2f) => true,
        0x115f or 0x1160 or 0x3164 or 0xffa0 or (>= 0x180b and <= 0x180f) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control,
    };
}
