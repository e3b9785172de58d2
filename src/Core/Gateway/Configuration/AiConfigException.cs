namespace Artisan.Core.Gateway.Configuration;

/// <summary>The AI configuration cannot be used. It names every fault at once, so that one look mends them all.</summary>
public sealed class AiConfigException : Exception
{
    /// <summary>Creates the failure of a configuration with its faults.</summary>
    public AiConfigException(IReadOnlyList<string> faults)
        : base($"The AI configuration has {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}:{string.Concat(faults.Select(f => $"\n  - {f}"))}") =>
        Faults = faults;

    /// <summary>Each with its place, its key and what to do.</summary>
    public IReadOnlyList<string> Faults { get; }
}
