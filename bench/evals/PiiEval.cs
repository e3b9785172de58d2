using System.Globalization;
using System.Text;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Evals;

/// <summary>Measures the PII engine on labelled texts: span by span, one to one, at an overlap of at least 0.9.</summary>
internal static class PiiEval
{
    private const double LeastOverlap = 0.9;

    private sealed class Tally
    {
        public int True, Found, Gold;

        public string Row(string name)
        {
            double precision = Found == 0 ? 0 : (double)True / Found, recall = Gold == 0 ? 0 : (double)True / Gold;
            double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
            return string.Create(CultureInfo.InvariantCulture, $"{name,-20} precision {precision:0.000}  recall {recall:0.000}  F1 {f1:0.000}   gold {Gold,5}  found {Found,5}  right {True,5}");
        }
    }

    private sealed record Error(string Kind, string Label, string Value, string Around, int Template);

    public static int Run(string path, string[] options)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return RunPlain(path);
        int errors = options.SkipWhile(o => o != "--errors").Skip(1).Select(int.Parse).FirstOrDefault();
        string parity = options.SkipWhile(o => o != "--parity").Skip(1).FirstOrDefault() ?? "";
        IReadOnlyList<GoldText> all = GoldText.Read(path);
        IReadOnlyList<GoldText> texts = [.. all.Where(t => parity is "" || t.Template is int id && id % 2 == (parity == "odd" ? 1 : 0))];
        var total = new Tally();
        var byHalf = new Tally[] { new(), new() };
        var byType = new SortedDictionary<string, Tally>(StringComparer.Ordinal);
        var missed = new List<Error>();
        int clean = 0, alarmed = 0, alarms = 0;
        foreach (GoldText text in texts)
        {
            IReadOnlyList<GoldSpan> gold = text.Utf16Spans();
            IReadOnlyList<PiiMatch> found = PiiEngine.Shared.Find(text.Text, PiiOptions.Default);
            int half = (text.Template ?? 0) % 2;
            int right = CountPairs(gold, found, static (_, _) => true, out bool[] goldTaken, out int[] foundFor);
            foreach (Tally tally in new[] { total, byHalf[half] })
            {
                tally.True += right;
                tally.Gold += gold.Count;
                tally.Found += found.Count;
            }
            CountPairs(gold, found, static (g, f) => PiiLabels.Answers(f.Type, g.Type), out bool[] goldTyped, out int[] typedFor);
            for (int i = 0; i < gold.Count; i++)
            {
                Tally tally = Of(byType, PiiLabels.NameOf(gold[i].Type));
                tally.Gold++;
                tally.True += goldTyped[i] ? 1 : 0;
            }
            for (int i = 0; i < found.Count; i++)
                Of(byType, typedFor[i] >= 0 ? PiiLabels.NameOf(gold[typedFor[i]].Type) : PiiLabels.NameOf(found[i].Type)).Found++;
            if (gold.Count == 0)
            {
                clean++;
                alarmed += found.Count > 0 ? 1 : 0;
                alarms += found.Count;
            }
            if (errors > 0)
            {
                missed.AddRange(gold.Where((_, i) => !goldTaken[i]).Select(g => new Error("missed", g.Type, Show(text.Text, g.Start, g.End), Mark(text.Text, gold, found), text.Template ?? 0)));
                missed.AddRange(found.Where((_, i) => foundFor[i] < 0).Select(f => new Error("false", PiiTypes.NameOf(f.Type), Show(text.Text, f.Start, f.End), Mark(text.Text, gold, found), text.Template ?? 0)));
            }
        }
        Console.WriteLine($"{texts.Count} texts");
        Console.WriteLine(total.Row("all as one"));
        if (parity is "" && all.Any(t => t.Template is not null))
        {
            Console.WriteLine(byHalf[0].Row("  even templates"));
            Console.WriteLine(byHalf[1].Row("  odd templates"));
        }
        if (options.Contains("--types"))
        {
            foreach ((string name, Tally tally) in byType)
                Console.WriteLine(tally.Row(name));
        }
        Console.WriteLine($"texts without spans: {clean}, with false alarms: {alarmed} ({alarms} findings)");
        PrintSpeed([.. texts.Select(t => t.Text)]);
        foreach (Error error in missed.Shuffle().Take(errors))
            Console.WriteLine($"{error.Kind} {error.Label} [{error.Template}] {error.Value}\n      {error.Around}");
        return 0;
    }

    /// <summary>The findings and the speed on a plain text.</summary>
    private static int RunPlain(string path)
    {
        string text = File.ReadAllText(path);
        foreach (PiiMatch match in PiiEngine.Shared.Find(text, PiiOptions.Default))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{PiiTypes.NameOf(match.Type),-20} {match.Score:0.00} {Show(text, match.Start, match.End)}"));
        PrintSpeed([text]);
        return 0;
    }

    private static void PrintSpeed(IReadOnlyList<string> texts)
    {
        var matches = new List<PiiMatch>(1024);
        Load.Speed speed = Load.Measure(texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t)), () =>
        {
            foreach (string text in texts)
            {
                matches.Clear();
                PiiEngine.Shared.Find(text, PiiOptions.Default, matches);
            }
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"speed: {speed.Wall:0.0} MB/s, {speed.Processor:0.0} MB per second of processor time (UTF-8 bytes, one thread)"));
    }

    /// <summary>Pairs gold spans with findings, the best overlap first; <paramref name="foundFor"/> gets for each finding its gold span, or -1.</summary>
    private static int CountPairs(IReadOnlyList<GoldSpan> gold, IReadOnlyList<PiiMatch> found, Func<GoldSpan, PiiMatch, bool> fits, out bool[] goldTaken, out int[] foundFor)
    {
        goldTaken = new bool[gold.Count];
        foundFor = new int[found.Count];
        Array.Fill(foundFor, -1);
        int pairs = 0;
        foreach ((int g, int f, double _) in gold.SelectMany((g, gi) => found.Select((f, fi) => (gi, fi, Overlap(g, f)))).Where(p => p.Item3 >= LeastOverlap).OrderByDescending(p => p.Item3))
        {
            if (goldTaken[g] || foundFor[f] >= 0 || !fits(gold[g], found[f]))
                continue;
            goldTaken[g] = true;
            foundFor[f] = g;
            pairs++;
        }
        return pairs;
    }

    private static double Overlap(GoldSpan gold, PiiMatch found)
    {
        int both = Math.Min(gold.End, found.End) - Math.Max(gold.Start, found.Start);
        return both <= 0 ? 0 : (double)both / (Math.Max(gold.End, found.End) - Math.Min(gold.Start, found.Start));
    }

    private static Tally Of(SortedDictionary<string, Tally> tallies, string name)
    {
        if (!tallies.TryGetValue(name, out Tally? tally))
            tallies.Add(name, tally = new Tally());
        return tally;
    }

    private static string Show(string text, int start, int end) => text[start..end].ReplaceLineEndings("⏎");

    private static string Mark(string text, IReadOnlyList<GoldSpan> gold, IReadOnlyList<PiiMatch> found)
    {
        var marks = gold.Select(g => (g.Start, Mark: "«")).Concat(gold.Select(g => (Start: g.End, Mark: "»"))).Concat(found.Select(f => (f.Start, Mark: "{"))).Concat(found.Select(f => (Start: f.End, Mark: "|" + PiiTypes.NameOf(f.Type) + "}")));
        var result = new StringBuilder(text);
        foreach ((int at, string mark) in marks.OrderByDescending(m => m.Start))
            result.Insert(at, mark);
        return result.ToString().ReplaceLineEndings("⏎");
    }
}
