using System.Text;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Compares two texts line by line, in the unified format of <c>diff -u</c> without its file headers; by their longest common subsequence.</summary>
public static class UnifiedDiff
{
    private const int Around = 3;
    // Cells of the table; texts that would need more are shown as replaced between their common beginning and end.
    private const long MostCells = 4_000_000;

    private readonly record struct Line(char Sign, string Text);

    /// <summary>Compares.</summary>
    /// <param name="before">Null for nothing.</param>
    /// <param name="after">Null for nothing.</param>
    /// <returns>Hunks of changed lines with three lines around them; empty where nothing differs.</returns>
    public static string Of(string? before, string? after)
    {
        List<Line> lines = Lines(Split(before), Split(after));
        var output = new StringBuilder();
        for (int at = 0; (at = lines.FindIndex(at, l => l.Sign != ' ')) >= 0;)
        {
            int start = Math.Max(0, at - Around), end = at;
            // Changes that are no farther apart than what is shown around them stand in one hunk.
            for (int next = at; next >= 0 && next - end <= 2 * Around; next = lines.FindIndex(next + 1, l => l.Sign != ' '))
                end = next;
            int stop = Math.Min(lines.Count, end + Around + 1);
            Write(output, lines, start, stop);
            at = end + 1;
            if (at >= lines.Count)
                break;
        }
        return output.ToString();
    }

    private static void Write(StringBuilder output, List<Line> lines, int start, int stop)
    {
        int oldBefore = lines.Take(start).Count(l => l.Sign != '+'), newBefore = lines.Take(start).Count(l => l.Sign != '-');
        int oldHere = lines.Skip(start).Take(stop - start).Count(l => l.Sign != '+'), newHere = lines.Skip(start).Take(stop - start).Count(l => l.Sign != '-');
        output.Append("@@ -").Append(Range(oldBefore, oldHere)).Append(" +").Append(Range(newBefore, newHere)).Append(" @@\n");
        for (int i = start; i < stop; i++)
            output.Append(lines[i].Sign).Append(lines[i].Text).Append('\n');
    }

    private static string Range(int before, int count) => count == 0 ? $"{before},0" : count == 1 ? $"{before + 1}" : $"{before + 1},{count}";

    private static string[] Split(string? text) => text is null ? [] : text.ReplaceLineEndings("\n").Split('\n');

    private static List<Line> Lines(string[] before, string[] after)
    {
        int head = 0, tail = 0;
        while (head < before.Length && head < after.Length && before[head] == after[head])
            head++;
        while (tail < before.Length - head && tail < after.Length - head && before[^(tail + 1)] == after[^(tail + 1)])
            tail++;
        var lines = new List<Line>(before.Length + after.Length);
        lines.AddRange(before.Take(head).Select(t => new Line(' ', t)));
        lines.AddRange(Middle(before[head..(before.Length - tail)], after[head..(after.Length - tail)]));
        lines.AddRange(before.Skip(before.Length - tail).Select(t => new Line(' ', t)));
        return lines;
    }

    private static IEnumerable<Line> Middle(string[] before, string[] after)
    {
        if ((long)before.Length * after.Length > MostCells)
            return [.. before.Select(t => new Line('-', t)), .. after.Select(t => new Line('+', t))];
        // common[i, j]: the longest common subsequence of what follows line i of the old and line j of the new.
        int[,] common = new int[before.Length + 1, after.Length + 1];
        for (int i = before.Length - 1; i >= 0; i--)
        {
            for (int j = after.Length - 1; j >= 0; j--)
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        var lines = new List<Line>();
        int a = 0, b = 0;
        while (a < before.Length || b < after.Length)
        {
            if (a < before.Length && b < after.Length && before[a] == after[b])
            {
                lines.Add(new Line(' ', before[a++]));
                b++;
            }
            else if (b == after.Length || (a < before.Length && common[a + 1, b] >= common[a, b + 1]))
            {
                lines.Add(new Line('-', before[a++]));
            }
            else
            {
                lines.Add(new Line('+', after[b++]));
            }
        }
        return lines;
    }
}
