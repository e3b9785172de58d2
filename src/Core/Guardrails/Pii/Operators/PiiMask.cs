namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>Masks: numbers keep their last four characters, e-mail addresses their first letter and domain, everything else becomes asterisks.</summary>
internal static class PiiMask
{
    /// <summary>The least asterisks that a mask holds; so it is told from emphasis.</summary>
    public const int LeastStars = 3;
    /// <summary>How many characters at the end of a number stay.</summary>
    public const int KeptDigits = 4;

    private const int LeastNumber = 8;
    private const int MostStars = 64;

    /// <summary>The mask of a value.</summary>
    public static string Of(PiiType type, ReadOnlySpan<char> value)
    {
        if (type == PiiType.EmailAddress && value.LastIndexOf('@') is > 0 and var at && char.IsAsciiLetterOrDigit(value[0]))
            return $"{value[0]}{new string('*', Math.Clamp(at - 1, LeastStars, MostStars))}{value[at..]}";
        if (!KeepsEnd(type) || value.Length < LeastNumber)
            return new string('*', Math.Clamp(value.Length, LeastStars, MostStars));
        Span<char> kept = stackalloc char[KeptDigits];
        int count = 0;
        for (int i = value.Length - 1; i >= 0 && count < KeptDigits; i--)
        {
            if (char.IsAsciiLetterOrDigit(value[i]))
                kept[KeptDigits - 1 - count++] = value[i];
        }
        return string.Concat(new string('*', Math.Clamp(value.Length - count, LeastStars, MostStars)), kept[(KeptDigits - count)..]);
    }

    private static bool KeepsEnd(PiiType type) => type is PiiType.PhoneNumber or PiiType.CreditCard or PiiType.UsSsn or PiiType.UsDriverLicense or PiiType.Passport or PiiType.NationalId or PiiType.IbanCode;
}
