namespace Artisan.Core.Guardrails.Output;

/// <summary>Which characters of an answer people do not see. Joiners belong to emoji and to Persian and Indic writing: they count only after ASCII.</summary>
internal static class HiddenText
{
    /// <summary>Whether a character is hidden.</summary>
    public static bool IsHidden(char character, char previous) => character switch
    {
        '\u200b' or '\ufeff' or '\u180e' or (>= '\u2060' and <= '\u2064') or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => true,
        '\u200c' or '\u200d' or '\u00ad' => previous < 128,
        _ => character != '\t' && character != '\n' && character != '\r' && char.IsControl(character),
    };
}
