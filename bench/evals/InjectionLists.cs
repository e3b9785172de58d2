using System.Text.RegularExpressions;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Evals;

/// <summary>A text of the lists under <c>injection/</c>.</summary>
/// <param name="List">The list it stands in.</param>
/// <param name="Line">Its line there: texts that were made from one line are siblings.</param>
/// <param name="Text">The text.</param>
/// <param name="Family">The kind of attack; empty for ordinary texts.</param>
internal sealed record ListedText(string List, int Line, string Text, string Family)
{
    /// <summary>Whether it is an attack.</summary>
    public bool IsAttack => Family.Length > 0;

    /// <summary>The text as the engine reads it.</summary>
    public string Reading { get; } = ReadingOf(Text);

    private static string ReadingOf(string text)
    {
        var reading = new TextBuffer();
        TextFolding.Fold(text, reading, new TextBuffer(), new TextBuffer());
        return new string(reading.Characters);
    }
}

/// <summary>Reads lists of texts: one a line, <c>\n</c> for a new line, <c>[[one|other]]</c> for wordings, of which a few are drawn.</summary>
internal static partial class InjectionLists
{
    private const int DrawnOfLine = 3;
    private const string FamilyHead = "# family: ";

    /// <summary>Reads the attacks and ordinary texts in a folder, in an order that is always the same.</summary>
    public static List<ListedText> Read(string folder)
    {
        var texts = new List<ListedText>();
        foreach (string path in Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            texts.AddRange(ReadList(path, Path.GetFileName(Path.GetDirectoryName(path)) + "/" + Path.GetFileNameWithoutExtension(path)));
        return texts;
    }

    private static IEnumerable<ListedText> ReadList(string path, string name)
    {
        string[] lines = File.ReadAllLines(path);
        string family = lines.FirstOrDefault(line => line.StartsWith(FamilyHead, StringComparison.Ordinal))?[FamilyHead.Length..].Trim() ?? "";
        if (family.Length > 0 && !InjectionFamilies.All.Contains(family))
            throw new FormatException($"{path}: there is no family '{family}'.");
        var random = new Random(lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 || lines[i].StartsWith("# ", StringComparison.Ordinal))
                continue;
            int draws = lines[i].Contains("[[", StringComparison.Ordinal) ? DrawnOfLine : 1;
            foreach (string drawn in Enumerable.Range(0, draws).Select(_ => Draw(lines[i], random)).Distinct())
                yield return new ListedText(name, i, drawn, family);
        }
    }

    private static string Draw(string line, Random random) => Choice().Replace(line, match =>
    {
        string[] wordings = match.Groups[1].Value.Split('|');
        return wordings[random.Next(wordings.Length)];
    }).Replace("\\n", "\n", StringComparison.Ordinal);

    [GeneratedRegex(@"\[\[(.*?)\]\]")]
    private static partial Regex Choice();
}
