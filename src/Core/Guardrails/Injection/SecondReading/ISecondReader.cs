namespace Artisan.Core.Guardrails.Injection.SecondReading;

/// <summary>
/// Reads for their meaning the few texts that rules and wording leave in doubt: slower by some thousand times than they are, and surer. A port: what knows
/// languages needs a runtime of its own.
/// </summary>
public interface ISecondReader
{
    /// <summary>How what it says is weighed; null where there is no reader, so that no text is in doubt.</summary>
    SecondReadingScale? Scale { get; }

    /// <summary>Reads stretches of text.</summary>
    /// <param name="stretches">Some hundred words at most each; what is longer is cut.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each how much it looks like an attack (above zero) or like an ordinary text (below), as a logit; null for what there was no time to read.</returns>
    ValueTask<IReadOnlyList<float?>> ReadAsync(IReadOnlyList<string> stretches, CancellationToken cancellationToken);
}

/// <summary>No reader: what rules and wording say stands.</summary>
public sealed class NoSecondReader : ISecondReader
{
    /// <summary>The one.</summary>
    public static readonly NoSecondReader Instance = new();

    private NoSecondReader()
    {
    }

    /// <inheritdoc/>
    public SecondReadingScale? Scale => null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<float?>> ReadAsync(IReadOnlyList<string> stretches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stretches);
        return ValueTask.FromResult<IReadOnlyList<float?>>(new float?[stretches.Count]);
    }
}

/// <summary>How a second reading is weighed with the sum of the wording: logistic regression over both, fitted on texts that neither had learned from.</summary>
/// <param name="Gate">A stretch is in doubt from this sum of its wording on; what is below is ordinary enough.</param>
/// <param name="Constant">What is added.</param>
/// <param name="Reading">Weight of the reader's logit.</param>
/// <param name="Wording">Weight of the sum of the wording.</param>
public sealed record SecondReadingScale(float Gate, float Constant, float Reading, float Wording)
{
    /// <summary>What both say together, as a logit: at zero it is enough to flag a text.</summary>
    /// <param name="reading">The reader's logit.</param>
    /// <param name="wording">The sum of the stretch's wording.</param>
    public float Together(float reading, float wording) => Constant + Reading * reading + Wording * wording;
}
