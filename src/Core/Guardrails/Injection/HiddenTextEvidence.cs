using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>Evidence from characters that people do not see.</summary>
internal static class HiddenTextEvidence
{
    private const int FewestTags = 3;
    private const int FewestZeroWidth = 4;
    private const float SpelledWeight = 0.55f;
    private const float ZeroWidthWeight = 0.3f;
    private const float BidiWeight = 0.2f;

    /// <summary>Adds what there is: text spelled in tags or variation selectors, many zero-width characters, an override of the writing direction.</summary>
    public static void Add(string text, TextBuffer tags, TextBuffer selectors, EvidenceCollector collector)
    {
        if (tags.Length >= FewestTags)
            collector.Add(new FoundEvidence(InjectionFamilies.HiddenText, "tag_characters", tags.Origins[0], tags.Origins[tags.Length - 1] + 2, SpelledWeight, "tags"), default, default, null);
        if (selectors.Length > 0)
            collector.Add(new FoundEvidence(InjectionFamilies.HiddenText, "variation_selectors", selectors.Origins[0], selectors.Origins[selectors.Length - 1] + 1, SpelledWeight, "selectors"), default, default, null);
        HiddenCharacters hidden = TextInspection.Count(text);
        if (hidden.ZeroWidth >= FewestZeroWidth && FirstInsideWord(text) is >= 0 and var first)
            collector.Add(new FoundEvidence(InjectionFamilies.HiddenText, "zero_width", first, first + 1, ZeroWidthWeight), default, default, null);
        if (text.IndexOf('\u202e', StringComparison.Ordinal) is >= 0 and var turned)
            collector.Add(new FoundEvidence(InjectionFamilies.HiddenText, "direction_override", turned, turned + 1, BidiWeight), default, default, null);
    }

    /// <summary>Where a zero-width space stands between two Latin letters; joiners belong to emoji, Persian and Indic writing.</summary>
    private static int FirstInsideWord(string text)
    {
        for (int i = 1; i + 1 < text.Length; i++)
        {
            if (text[i] is '\u200b' or '\u2060' or '\ufeff' or '\u200c' or '\u200d' && char.IsAsciiLetter(text[i - 1]) && char.IsAsciiLetter(text[i + 1]))
                return i;
        }
        return -1;
    }
}
