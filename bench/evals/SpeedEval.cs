using System.Globalization;
using System.Text;
using System.Text.Json;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Evals;

/// <summary>Measures how fast the guardrails read, text by text and in long pieces.</summary>
internal static class SpeedEval
{
    private const int PieceLength = 16_384;

    /// <summary>The types that are written in one form, without names and places.</summary>
    private static readonly PiiOptions s_structured = new()
    {
        Types = PiiTypes.All.Except([PiiType.Person, PiiType.Location, PiiType.Organization, PiiType.Nrp, PiiType.Title, PiiType.ZipCode]).ToHashSet(),
    };

    /// <summary>Runs it.</summary>
    /// <param name="path">A JSON list of texts in either form of labelled data, or a plain text, whose paragraphs are then the short texts.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string path)
    {
        List<string> texts = Read(path);
        string joined = string.Join('\n', texts);
        List<string> pieces = [];
        for (int start = 0; start < joined.Length; start += PieceLength)
            pieces.Add(joined.Substring(start, Math.Min(PieceLength, joined.Length - start)));
        Print("short texts", texts);
        Print("16 KB pieces", pieces);
        return 0;
    }

    private static void Print(string name, List<string> texts)
    {
        long bytes = texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {texts.Count} of {(double)bytes / texts.Count:0} bytes on average"));
        var matches = new List<PiiMatch>(1024);
        var injection = new InjectionEngine();
        void Pii(PiiOptions options) => texts.ForEach(text =>
        {
            matches.Clear();
            PiiEngine.Shared.Find(text, options, matches);
        });
        void Injection() => texts.ForEach(text => injection.Inspect(text, TextSource.User, InjectionThresholds.Default));
        Row("PII, all types", () => Pii(PiiOptions.Default));
        Row("PII, no names", () => Pii(s_structured));
        Row("injection", Injection);
        Row("both, all types", () =>
        {
            Pii(PiiOptions.Default);
            Injection();
        });
        Row("both, no names", () =>
        {
            Pii(s_structured);
            Injection();
        });

        void Row(string what, Action pass)
        {
            Load.Speed speed = Load.Measure(bytes, pass);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-16} {speed.Processor,6:0.0} MB per second of processor time, {speed.Wall,6:0.0} by the clock"));
        }
    }

    private static List<string> Read(string path)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return [.. File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateArray().Select(item => item.TryGetProperty("full_text", out JsonElement text) ? text : item.GetProperty("prompt")).Select(text => text.GetString() ?? "")];
    }
}
