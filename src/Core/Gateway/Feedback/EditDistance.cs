namespace Artisan.Core.Gateway.Feedback;

/// <summary>
/// Levenshtein's distance between two texts in UTF-16 units, 64 rows at a time (Myers, "A fast bit-vector algorithm for approximate string matching based on
/// dynamic programming", JACM 46(3), 1999). Needs memory for one byte a character of the longer text, whatever the texts hold.
/// </summary>
public static class EditDistance
{
    private const int Rows = 64;

    /// <summary>How many characters must be inserted, deleted or replaced.</summary>
    public static int Between(string first, string second)
    {
        ReadOnlySpan<char> a = first, b = second;
        // What is the same at both ends costs nothing; most edits are small.
        int same = a.CommonPrefixLength(b);
        a = a[same..];
        b = b[same..];
        while (a.Length > 0 && b.Length > 0 && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }
        if (a.Length == 0 || b.Length == 0)
            return a.Length + b.Length;
        if (a.Length > b.Length)
        {
            ReadOnlySpan<char> longer = a;
            a = b;
            b = longer;
        }
        return Count(a, b);
    }

    /// <summary>The share of a text that was changed, 0 to 1.</summary>
    public static double Share(int distance, string first, string second) =>
        distance == 0 ? 0 : Math.Round((double)distance / Math.Max(1, Math.Max(first.Length, second.Length)), 4);

    private static int Count(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // How the distance changes from one column to the next along the lower edge of the rows done so far; the upper edge of the table counts up.
        var steps = new sbyte[text.Length];
        steps.AsSpan().Fill(1);
        var matches = new Dictionary<char, ulong>(Rows);
        for (int start = 0; start < pattern.Length; start += Rows)
        {
            ReadOnlySpan<char> rows = pattern.Slice(start, Math.Min(Rows, pattern.Length - start));
            matches.Clear();
            for (int i = 0; i < rows.Length; i++)
                matches[rows[i]] = matches.GetValueOrDefault(rows[i]) | 1UL << i;
            Advance(matches, rows.Length - 1, text, steps);
        }
        int distance = pattern.Length;
        foreach (sbyte step in steps)
            distance += step;
        return distance;
    }

    private static void Advance(Dictionary<char, ulong> matches, int last, ReadOnlySpan<char> text, sbyte[] steps)
    {
        ulong up = ulong.MaxValue, down = 0;
        for (int column = 0; column < text.Length; column++)
        {
            ulong equal = matches.GetValueOrDefault(text[column]);
            int above = steps[column];
            ulong vertical = equal | down;
            if (above < 0)
                equal |= 1;
            ulong horizontal = (((equal & up) + up) ^ up) | equal;
            ulong right = down | ~(horizontal | up), left = up & horizontal;
            steps[column] = (sbyte)((int)(right >> last & 1) - (int)(left >> last & 1));
            right <<= 1;
            left <<= 1;
            if (above < 0)
                left |= 1;
            else if (above > 0)
                right |= 1;
            up = left | ~(vertical | right);
            down = right & vertical;
        }
    }
}
