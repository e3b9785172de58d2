namespace Artisan.Core.Crm.Imports;

/// <summary>Finds the delimiter by which the first rows fall into equally many cells.</summary>
public static class DelimiterGuess
{
    private const int Rows = 60;
    private static readonly char[] Candidates = [',', ';', '\t', '|', '^', '~', ':'];

    /// <summary>Guesses.</summary>
    /// <param name="head">The beginning of the text, at best some dozens of rows.</param>
    /// <param name="headEnds">Whether the text ends with it; else its last row is taken as cut off.</param>
    /// <returns>A comma where the rows have one column only.</returns>
    public static async Task<char> OfAsync(string head, bool headEnds)
    {
        // Excel reads and writes this first line.
        if (Declared(head) is { } declared)
            return declared;
        (char best, double score) = (',', 0);
        foreach (char candidate in Candidates)
        {
            double fit = await FitAsync(head, headEnds, candidate);
            if (fit > score)
                (best, score) = (candidate, fit);
        }
        return best;
    }

    /// <summary>The delimiter of a first line <c>sep=;</c>; null when there is none.</summary>
    public static char? Declared(string head)
    {
        string start = head.TrimStart('\uFEFF', '"');
        return start.Length >= 5 && start.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && (start.Length == 5 || start[5] is '\r' or '\n' or '"') ? start[4] : null;
    }

    // How many of the rows have as many cells as most have; more cells are the better evidence.
    private static async Task<double> FitAsync(string head, bool headEnds, char candidate)
    {
        var widths = new List<int>();
        try
        {
            var reader = new DelimitedReader(new StringReader(head), candidate);
            while (widths.Count < Rows && await reader.ReadAsync(CancellationToken.None) is { } row)
            {
                if (!row.IsBlank)
                    widths.Add(row.Cells.Length);
            }
            if (!headEnds && widths.Count is > 1 and < Rows)
                widths.RemoveAt(widths.Count - 1);
        }
        catch (Kernel.ArtisanException)
        {
            // What was read before the fault still tells.
        }
        if (widths.Count == 0)
            return 0;
        IGrouping<int, int> most = widths.GroupBy(w => w).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First();
        // The header's width counts too: ragged rows below must not outvote it.
        double agreeing = (double)most.Count() / widths.Count;
        return most.Key == 1 && widths[0] == 1 ? 0 : agreeing * agreeing * (1 + Math.Log2(Math.Max(most.Key, widths[0])));
    }
}
