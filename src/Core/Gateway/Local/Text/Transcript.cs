using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>Reads a conversation that is written down as "Name: words", with or without times.</summary>
internal static partial class Transcript
{
    private const int LeastTurns = 4;

    /// <summary>The turns; empty when the text is no transcript.</summary>
    public static List<Mail> Read(string text)
    {
        var turns = new List<(string Speaker, List<string> Lines)>();
        int others = 0;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.Length == 0)
                continue;
            Match match = Turn().Match(line);
            if (match.Success && !IsLabel(match.Groups["name"].Value))
            {
                string speaker = match.Groups["name"].Value.Trim();
                string words = match.Groups["words"].Value.Trim();
                turns.Add((speaker, [words]));
            }
            else if (turns.Count == 0)
            {
                others++;
            }
            else
            {
                turns[^1].Lines.Add(line);
                others++;
            }
        }
        int speakers = turns.Select(t => t.Speaker).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        // Labels of a form ("Price: 10") appear once each; speakers come back.
        if (turns.Count < LeastTurns || speakers < 2 || speakers > Math.Max(2, turns.Count * 2 / 3) || others > turns.Count * 2)
            return [];
        string[] names = [.. turns.Select(t => t.Speaker).Distinct(StringComparer.OrdinalIgnoreCase)];
        return [.. turns.Select(t => new Mail(t.Speaker, names.Length == 2 ? names.First(n => !n.Equals(t.Speaker, StringComparison.OrdinalIgnoreCase)) : "", null, null, string.Join('\n', t.Lines)))];
    }

    private static bool IsLabel(string name) => name.Contains("http", StringComparison.OrdinalIgnoreCase) || name.Count(c => c == ' ') > 3
        || Labels().IsMatch(name);

    [GeneratedRegex(@"^(\[?\(?\d{1,2}:\d\d(:\d\d)?([.,]\d+)?\)?\]?\s*[-–]?\s*)?(\*\*)?(?<name>\p{Lu}[\p{L}\d'’.\- ]{0,40}?)(\*\*)?\s*(\([^)]{1,30}\)|\[[^\]]{1,20}\])?\s*(\d{1,2}:\d\d(:\d\d)?)?\s*:(\*\*)?\s+(?<words>\S.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Turn();

    [GeneratedRegex(@"^(note|notes|subject|date|from|to|cc|sent|re|ps|p\.s|agenda|summary|action items?|next steps?|question|answer|example|source|title|description|company|name|email|phone|budget|price|context|task|instructions?|transcript|betreff|datum|von|an|objet|asunto)$", RegexOptions.IgnoreCase)]
    private static partial Regex Labels();
}
