namespace Artisan.Core.Guardrails.Pii;

/// <summary>Finds personal data. The engine in process is one; a tenant's own service can take its place.</summary>
public interface IPiiDetector
{
    /// <summary>Finds personal data in texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">What is looked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each text its matches by start; they do not overlap.</returns>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.ProviderUnavailable"/> when a service does not answer.</exception>
    ValueTask<IReadOnlyList<IReadOnlyList<PiiMatch>>> FindAsync(IReadOnlyList<string> texts, PiiOptions options, CancellationToken cancellationToken);
}
