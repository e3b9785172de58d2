using System.Text.Json;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Injection.SecondReading;
using Artisan.Infrastructure.Guardrails.SecondReading;

namespace Artisan.Evals;

/// <summary>
/// Writes what <c>second-reading/train.py</c> learns from: the language model's file, and for each text of the lists the window that the engine would have read
/// again, as word pieces, with the sum of its wording and what rules alone say.
/// </summary>
internal static class SecondReadingData
{
    private sealed record Sample(string Set, string List, int Line, bool Attack, float Wording, float Rules, long[] Pieces);

    /// <summary>Runs it.</summary>
    /// <param name="args">The folder to write to; further files to measure.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("Give a folder to write to.");
            return 2;
        }
        Directory.CreateDirectory(args[0]);
        File.WriteAllBytes(Path.Combine(args[0], "model.onnx"), LanguageModelFiles.Model());
        string root = Path.Combine(AppContext.BaseDirectory, "injection");
        List<ListedText> own = [.. InjectionLists.Read(Path.Combine(root, "attacks")), .. InjectionLists.Read(Path.Combine(root, "benign"))];
        using var output = new StreamWriter(Path.Combine(args[0], "samples.jsonl"));
        var pieces = new WordPieces();
        var rules = new InjectionEngine(null);
        var wording = new LearnedWording(LearnedModel.Default);
        own.ForEach(text => Write("own", text));
        foreach (string kept in new[] { "development", "final", "second", "third" })
            InjectionLists.Read(Path.Combine(root, kept)).ForEach(text => Write(kept, text));
        foreach (string file in args[1..])
            InjectionEval.Read(file, null).ForEach(line => Write(Path.GetFileNameWithoutExtension(file), new ListedText(line.Source, 0, line.Prompt, line.IsAttack ? InjectionFamilies.InstructionOverride : "")));
        return 0;

        void Write(string set, ListedText text)
        {
            wording.Look(text.Reading, WordingReader.All(text.Reading));
            DoubtfulStretch? window = DoubtfulStretches.Of(wording, LearnedModel.Default, text.Reading, default, float.NegativeInfinity).FirstOrDefault();
            float score = rules.Inspect(text.Text, TextSource.User, InjectionThresholds.Default).Score;
            output.WriteLine(JsonSerializer.Serialize(new Sample(set, text.List, text.Line, text.IsAttack, window?.Sum ?? LearnedModel.Default.Constant, score, pieces.Of(window?.Window ?? text.Reading)), JsonSerializerOptions.Web));
        }
    }
}
