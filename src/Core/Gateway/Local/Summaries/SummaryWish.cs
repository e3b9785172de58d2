using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Summaries;

/// <summary>The form that an instruction asks of a summary: so many sentences, points or words.</summary>
internal sealed partial record SummaryWish(int? Sentences, int? Words, bool Bullets)
{
    public static readonly SummaryWish Any = new(null, null, false);

    /// <summary>Whether a few sentences are wanted rather than the whole picture.</summary>
    public bool IsShort => Sentences is <= 3 || Words is <= 80;

    public static SummaryWish Of(string instruction)
    {
        int? sentences = null, words = null;
        bool bullets = Bulleted().IsMatch(instruction);
        if (Amount().Match(instruction) is { Success: true } amount && Number(amount.Groups["n"].Value) is { } count)
        {
            string unit = amount.Groups["unit"].Value.ToLowerInvariant();
            if (unit.StartsWith("word", StringComparison.Ordinal) || unit.StartsWith("wört", StringComparison.Ordinal) || unit.StartsWith("wort", StringComparison.Ordinal) || unit.StartsWith("mot", StringComparison.Ordinal) || unit.StartsWith("palabra", StringComparison.Ordinal))
                words = Math.Clamp(count, 5, 2000);
            else
                sentences = Math.Clamp(count, 1, 30);
        }
        else if (OneLine().IsMatch(instruction))
        {
            sentences = 1;
        }
        else if (Brief().IsMatch(instruction))
        {
            sentences = 2;
        }
        return new SummaryWish(sentences, words, bullets);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : text.ToLowerInvariant() switch
    {
        "a" or "one" or "single" or "ein" or "einem" or "einen" or "einer" or "une" or "un" or "una" => 1,
        "two" or "zwei" or "deux" or "dos" => 2,
        "three" or "drei" or "trois" or "tres" => 3,
        "four" or "vier" or "quatre" or "cuatro" => 4,
        "five" or "fünf" or "cinq" or "cinco" => 5,
        "six" or "sechs" or "seis" => 6,
        "seven" or "sieben" or "sept" or "siete" => 7,
        "ten" or "zehn" or "dix" or "diez" => 10,
        _ => null,
    };

    [GeneratedRegex(@"\b(?<n>\d{1,4}|a|one|single|two|three|four|five|six|seven|ten|ein(em|en|er)?|zwei|drei|vier|fünf|sechs|sieben|zehn|une?|deux|trois|quatre|cinq|dix|una|dos|tres|cuatro|cinco|seis|siete|diez)[ -](short |concise |brief |key |main |bullet |kurzen |wichtigsten |single )*(?<unit>sentences?|bullets?|points?|lines?|words?|takeaways|items|key ?words?|key ?phrases?|topics|tags|sätzen?|satz|stichpunkten?|punkten?|wörtern?|worten|phrases?|points|mots|frases?|puntos|palabras)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b(bullets?|bullet[- ]points?|points|list|takeaways|stichpunkte\w*|liste|aufzählung|puces|puntos|viñetas)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Bulleted();

    [GeneratedRegex(@"\b(one[- ]liner|tl;?dr|in one line|headline)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OneLine();

    [GeneratedRegex(@"\b(brief(ly)?|short(ly)?|concise(ly)?|kurz\w*|knapp|bref|brièvement|breve(mente)?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Brief();
}
