using System.Collections.Frozen;

namespace Artisan.Core.Guardrails.Pii;

/// <summary>What is looked for, and how sure it must be. Immutable; made once for a tenant and shared.</summary>
public sealed class PiiOptions
{
    /// <summary>All types at the default threshold, nothing allowed.</summary>
    public static readonly PiiOptions Default = new();

    /// <summary>The types that are looked for.</summary>
    public IReadOnlySet<PiiType> Types { get; init; } = Enum.GetValues<PiiType>().ToFrozenSet();
    /// <summary>The least score where a type has no threshold of its own (<c>pii_confidence_threshold</c>), 0 to 1.</summary>
    public float Threshold { get; init; } = 0.5f;
    /// <summary>Least scores of single types.</summary>
    public IReadOnlyDictionary<PiiType, float> Thresholds { get; init; } = FrozenDictionary<PiiType, float>.Empty;
    /// <summary>Values of a type that are not personal, compared without case and surrounding space: the company's own name, a support address.</summary>
    public IReadOnlyDictionary<PiiType, IReadOnlySet<string>> Allowed { get; init; } = FrozenDictionary<PiiType, IReadOnlySet<string>>.Empty;

    private readonly Lazy<float[]> _leastScores;

    /// <summary>All types at the default threshold, nothing allowed, unless set otherwise.</summary>
    public PiiOptions() => _leastScores = new Lazy<float[]>(MakeLeastScores, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The least score of each type by its value; no score reaches that of a type that is not looked for. The engine asks for it with every finding, so it is made once.</summary>
    internal ReadOnlySpan<float> LeastScores => _leastScores.Value;

    /// <summary>Whether any of these types is looked for.</summary>
    internal bool WantsAny(ReadOnlySpan<PiiType> types)
    {
        foreach (PiiType type in types)
        {
            if (!float.IsPositiveInfinity(LeastScores[(int)type]))
                return true;
        }
        return false;
    }

    /// <summary>The least score of a type.</summary>
    public float ThresholdOf(PiiType type) => Thresholds.TryGetValue(type, out float own) ? own : Threshold;

    private float[] MakeLeastScores() => [.. PiiTypes.All.Select(type => Types.Contains(type) ? ThresholdOf(type) : float.PositiveInfinity)];
}
