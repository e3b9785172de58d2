using Artisan.Core.Guardrails.Injection.SecondReading;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>The engine in process behind the port, and the second reader for what it leaves in doubt.</summary>
public sealed class LocalInjectionDetector(InjectionEngine engine, ISecondReader reader) : IInjectionDetector
{
    /// <summary>Looks at a text.</summary>
    public InjectionResult Inspect(string text, TextSource source, InjectionThresholds thresholds) => engine.Inspect(text, source, thresholds);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<InjectionResult>> InspectAsync(IReadOnlyList<string> texts, TextSource source, InjectionThresholds thresholds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(thresholds);
        SecondReadingScale? scale = thresholds.SecondReading ? reader.Scale : null;
        var results = new InjectionResult[texts.Count];
        List<(int Text, IReadOnlyList<DoubtfulStretch> Stretches)>? doubts = null;
        for (int i = 0; i < results.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[i] = engine.Inspect(texts[i], source, thresholds, scale?.Gate, out IReadOnlyList<DoubtfulStretch> stretches);
            if (stretches.Count > 0 && !SecondOpinion.IsSettled(results[i], source, thresholds))
                (doubts ??= []).Add((i, stretches));
        }
        if (doubts is null)
            return results;
        IReadOnlyList<float?> readings = await reader.ReadAsync([.. doubts.SelectMany(doubt => doubt.Stretches).Select(stretch => stretch.Window)], cancellationToken);
        int next = 0;
        foreach ((int text, IReadOnlyList<DoubtfulStretch> stretches) in doubts)
        {
            results[text] = SecondOpinion.Weigh(results[text], stretches, [.. readings.Skip(next).Take(stretches.Count)], scale!, source, thresholds);
            next += stretches.Count;
        }
        return results;
    }
}
