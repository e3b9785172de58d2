using System.Globalization;
using Artisan.Core.Guardrails.Injection;

namespace Artisan.Evals;

/// <summary>
/// Trains the learned wording on the lists under <c>injection/</c> and tells how it fares on lists that it has not seen: each is judged by a model that was
/// trained without it, once line by line (with all texts made from a line) and once list by list. The threshold is chosen on the former.
/// </summary>
internal static class InjectionTraining
{
    private const int Folds = 7;
    private const double MostFalseAlarms = 0.04;
    private const double ColdShare = 0.10;

    private sealed record Unseen(ListedText Text, double Sum, string Model);

    private sealed record Judged(ListedText Text, double Sum, InjectionResult Rules, InjectionResult Both);

    /// <summary>Runs it.</summary>
    /// <param name="args">The path of the model to write; <c>--measure FILE</c> also tells of a file as for <c>injection</c>, <c>--final</c>, <c>--second</c> and <c>--third</c> of the lists kept for the end; <c>--errors N</c> shows N wrong texts.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("Give the path of the model to write, src/Core/Guardrails/Injection/learned.model.");
            return 2;
        }
        string root = Path.Combine(AppContext.BaseDirectory, "injection");
        List<ListedText> texts = [.. InjectionLists.Read(Path.Combine(root, "attacks")), .. InjectionLists.Read(Path.Combine(root, "benign"))];
        int errors = Array.IndexOf(args, "--errors") is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 0;
        Console.WriteLine($"{texts.Count(text => text.IsAttack)} attacks, {texts.Count(text => !text.IsAttack)} ordinary texts");
        string[] lists = [.. texts.Select(text => text.List).Distinct()];
        List<Unseen> byLine = LeaveOut(texts, text => (text.Line + text.List.Length) % Folds);
        string calibration = Calibrate(byLine.ConvertAll(item => (item.Text.IsAttack, item.Sum)));
        Console.WriteLine(calibration.Replace('\n', ' '));
        var rules = new InjectionEngine(null);
        Report("lines left out, with siblings", Judge(byLine), FlagOf(calibration), errors);
        Report("whole lists left out", Judge(LeaveOut(texts, text => Array.IndexOf(lists, text.List) % Folds)), FlagOf(calibration), errors: 0);
        string model = InjectionTrainer.Fit(texts, calibration);
        File.WriteAllText(args[0], Head(texts) + model);
        Console.WriteLine($"{args[0]}: {model.Count(character => character == '\n')} lines");
        if (Array.IndexOf(args, "--measure") is >= 0 and var measured && measured + 1 < args.Length)
            Measure("a file", [.. InjectionEval.Read(args[measured + 1], null).Select(line => new ListedText(line.Source, 0, line.Prompt, line.IsAttack ? InjectionFamilies.InstructionOverride : ""))]);
        if (args.Contains("--final"))
            Measure("kept for the end", InjectionLists.Read(Path.Combine(root, "final")));
        if (args.Contains("--second"))
            Measure("kept for the end, second", InjectionLists.Read(Path.Combine(root, "second")));
        if (args.Contains("--third"))
            Measure("kept for the end, third", InjectionLists.Read(Path.Combine(root, "third")));
        return 0;

        List<Judged> Judge(List<Unseen> unseen) => [.. unseen.GroupBy(item => item.Model).SelectMany(fold =>
        {
            var both = new InjectionEngine(new LearnedModel(fold.Key + calibration));
            return fold.Select(item => new Judged(item.Text, item.Sum, Inspect(rules, item.Text), Inspect(both, item.Text)));
        })];

        void Measure(string name, List<ListedText> measured)
        {
            var learned = new LearnedModel(model);
            var both = new InjectionEngine(learned);
            var judge = new LearnedWording(learned);
            Report(name, measured.ConvertAll(text => new Judged(text, judge.Highest(text.Reading, out _, out _), Inspect(rules, text), Inspect(both, text))), FlagOf(calibration), errors);
        }
    }

    /// <summary>Each text with the sum that a model gives it which was trained without its fold.</summary>
    private static List<Unseen> LeaveOut(List<ListedText> texts, Func<ListedText, int> foldOf)
    {
        var unseen = new List<Unseen>[Folds];
        Parallel.For(0, Folds, fold =>
        {
            string model = InjectionTrainer.Fit([.. texts.Where(text => foldOf(text) != fold)], "");
            var judge = new LearnedWording(new LearnedModel(model));
            unseen[fold] = [.. texts.Where(text => foldOf(text) == fold).Select(text => new Unseen(text, judge.Highest(text.Reading, out _, out _), model))];
        });
        return [.. unseen.SelectMany(fold => fold)];
    }

    private static InjectionResult Inspect(InjectionEngine engine, ListedText text) => engine.Inspect(text.Text, TextSource.User, InjectionThresholds.Default);

    private static double FlagOf(string calibration) => new LearnedModel(calibration).Flag;

    /// <summary>Fits certainty to sums (Platt, 1999) and takes the lowest threshold with few enough false alarms.</summary>
    private static string Calibrate(List<(bool IsAttack, double Sum)> sums)
    {
        double[] ordinary = [.. sums.Where(item => !item.IsAttack).Select(item => item.Sum).Order()];
        double[] attacks = [.. sums.Where(item => item.IsAttack).Select(item => item.Sum).Order()];
        double flag = ordinary[(int)((1 - MostFalseAlarms) * ordinary.Length)] + 0.001, cold = attacks[(int)(ColdShare * attacks.Length)];
        (double slope, double shift) = (1, 0);
        for (int step = 0; step < 4000; step++)
        {
            double slopeGradient = 0, shiftGradient = 0;
            foreach ((bool isAttack, double sum) in sums)
            {
                double miss = 1 / (1 + Math.Exp(-(slope * sum) - shift)) - (isAttack ? 1 : 0);
                (slopeGradient, shiftGradient) = (slopeGradient + miss * sum, shiftGradient + miss);
            }
            (slope, shift) = (slope - slopeGradient / sums.Count, shift - shiftGradient / sums.Count);
        }
        return string.Create(CultureInfo.InvariantCulture, $"@flag\t{flag:0.000}\n@slope\t{slope:0.000}\n@cold\t{cold:0.000}\n");
    }

    private static void Report(string name, List<Judged> judged, double flag, int errors)
    {
        Console.WriteLine($"{name,-34} {"rules alone",18} {"wording alone",18} {"both",18}");
        foreach (var list in judged.GroupBy(item => item.Text.List).OrderBy(list => list.Key, StringComparer.Ordinal))
            Row(list.Key, [.. list]);
        Row("all attacks", [.. judged.Where(item => item.Text.IsAttack)]);
        Row("all ordinary", [.. judged.Where(item => !item.Text.IsAttack)]);
        double[] ordinary = [.. judged.Where(item => !item.Text.IsAttack).Select(item => item.Sum).OrderDescending()], attacks = [.. judged.Where(item => item.Text.IsAttack).Select(item => item.Sum)];
        foreach (double alarms in new[] { 0.01, 0.02, 0.05 })
            Console.Write($"  wording at {alarms:P0} false alarms: {attacks.Count(sum => sum > ordinary[(int)(alarms * ordinary.Length)]) / (double)attacks.Length:P1};");
        Console.WriteLine();
        foreach (Judged wrong in judged.Where(item => item.Both.Verdict >= InjectionVerdict.Flag != item.Text.IsAttack).Take(errors))
        {
            Console.WriteLine($"  {(wrong.Text.IsAttack ? "missed" : "alarm")} {wrong.Sum:0.00} {wrong.Text.List}: {wrong.Text.Text.ReplaceLineEndings(" ")}");
            foreach (InjectionEvidence item in wrong.Both.Evidence)
                Console.WriteLine($"      {item.Weight:0.00} {item.Rule} {item.Words}");
        }

        void Row(string row, List<Judged> items)
        {
            string Share(Func<Judged, bool> flagged) => $"{items.Count(flagged),5} of {items.Count,4} {(double)items.Count(flagged) / Math.Max(1, items.Count),6:P1}";
            Console.WriteLine($"  {row,-32} {Share(item => item.Rules.Verdict >= InjectionVerdict.Flag)} {Share(item => item.Sum >= flag)} {Share(item => item.Both.Verdict >= InjectionVerdict.Flag)}");
        }
    }

    private static string Head(List<ListedText> texts) =>
        "# What wording tells of a text, learned; do not edit. Made by bench/evals/run.sh train-injection from the lists in bench/evals/injection:\n"
        + $"# {texts.Count(text => text.IsAttack)} attacks and {texts.Count(text => !text.IsAttack)} ordinary texts. A line is a word (its first six letters), a mark, or two neighbours (^ is the beginning of a sentence;\n"
        + "# articles are left out between), a concept of concepts.txt or two of them in order; its weight, and the family of the attacks that it stands in mostly. See docs/guardrails-injection.md.\n";
}
