namespace Artisan.Core.Guardrails.Pii;

/// <summary>The engine in process, as a detector.</summary>
public sealed class LocalPiiDetector : IPiiDetector
{
    /// <inheritdoc />
    public ValueTask<IReadOnlyList<IReadOnlyList<PiiMatch>>> FindAsync(IReadOnlyList<string> texts, PiiOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var all = new IReadOnlyList<PiiMatch>[texts.Count];
        for (int i = 0; i < all.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            all[i] = PiiEngine.Shared.Find(texts[i], options);
        }
        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<PiiMatch>>>(all);
    }
}
