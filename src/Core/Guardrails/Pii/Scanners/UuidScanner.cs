namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>UUIDs (RFC 9562): groups of 8, 4, 4, 4 and 12 hexadecimal digits. They name things, not people, though their groups look like telephone numbers.</summary>
internal static class UuidScanner
{
    private const int Length = 36;

    /// <summary>The token behind a UUID that begins at a token; the same token where none does.</summary>
    public static int At(in Scan scan, int first)
    {
        int start = scan.Tokens[first].Start;
        if (scan.Text.Length - start < Length || scan.Text[start + 8] != '-' || !Is(scan.Text.Slice(start, Length)) || (start > 0 && char.IsLetterOrDigit(scan.Text[start - 1])) || (start + Length < scan.Text.Length && char.IsLetterOrDigit(scan.Text[start + Length])))
            return first;
        int end = first;
        while (end < scan.Count && scan.Tokens[end].Start < start + Length)
            end++;
        return end;
    }

    private static bool Is(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }
        return true;
    }
}
