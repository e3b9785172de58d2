namespace Artisan.Core.Guardrails.Injection;

/// <summary>The engine in process behind the port.</summary>
public sealed class LocalInjectionDetector(InjectionEngine engine) : IInjectionDetector
{
    /// <summary>Looks at a text.</summary>
    public InjectionResult Inspect(string text, TextSource source, InjectionThresholds thresholds) => engine.Inspect(text, source, thresholds);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InjectionResult>> InspectAsync(IReadOnlyList<string> texts, TextSource source, InjectionThresholds thresholds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var results = new InjectionResult[texts.Count];
        for (int i = 0; i < results.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[i] = engine.Inspect(texts[i], source, thresholds);
        }
        return ValueTask.FromResult<IReadOnlyList<InjectionResult>>(results);
    }
}
