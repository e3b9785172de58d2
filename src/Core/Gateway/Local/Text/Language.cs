using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>The languages whose words the local methods know; others are treated as English and still work, by numbers alone.</summary>
internal enum Language
{
    English,
    German,
    French,
    Spanish,
}

/// <summary>Tells the language of a text by its commonest words.</summary>
internal static partial class Languages
{
    // A few thousand characters show the language; reading a megabyte would not show it better.
    private const int Sample = 6000;

    public static Language Detect(string text)
    {
        Span<int> hits = stackalloc int[4];
        foreach (Word word in Words.Of(text.Length > Sample ? text[..Sample] : text))
        {
            for (int language = 0; language < 4; language++)
            {
                if (StopWords.Of((Language)language).Contains(word.Lower))
                    hits[language]++;
            }
        }
        // A few words hold no grammar: greetings and letters of their own tell the language too.
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Sample)))
        {
            int language = c switch
            {
                'ß' or 'ä' or 'ö' or 'ü' => (int)Language.German,
                'ç' or 'œ' or 'ê' or 'è' or 'à' => (int)Language.French,
                'ñ' or '¿' or '¡' => (int)Language.Spanish,
                _ => -1,
            };
            if (language >= 0)
                hits[language]++;
        }
        if (Greetings().Match(text) is { Success: true } greeting)
            hits[greeting.Groups["de"].Success ? 1 : greeting.Groups["fr"].Success ? 2 : 3] += 2;
        int best = 0;
        for (int language = 1; language < 4; language++)
        {
            if (hits[language] > hits[best])
                best = language;
        }
        return (Language)best;
    }

    [GeneratedRegex(@"^\W*((?<de>guten|hallo|moin|danke|wer|was|bitte)|(?<fr>bonjour|bonsoir|salut|merci|qui)|(?<es>hola|buen[oa]s|gracias|quién))\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Greetings();
}
