using Artisan.Core.Guardrails.Injection.SecondReading;
using Artisan.Infrastructure.Guardrails.SecondReading;

namespace Artisan.Evals;

/// <summary>The second reader of the product without its limits of time, so that what it says does not depend on how busy the machine is; counts what it reads.</summary>
internal sealed class PatientReader : ISecondReader
{
    private readonly SecondReadingModel model = SecondReadingModel.Load();
    private readonly SentenceReader reader;

    public PatientReader() => reader = new SentenceReader(model);

    /// <summary>Stretches read so far.</summary>
    public int Stretches { get; private set; }

    public SecondReadingScale? Scale => model.Scale;

    public ValueTask<IReadOnlyList<float?>> ReadAsync(IReadOnlyList<string> stretches, CancellationToken cancellationToken)
    {
        Stretches += stretches.Count;
        return ValueTask.FromResult<IReadOnlyList<float?>>([.. stretches.Select(stretch => (float?)reader.Read(stretch))]);
    }
}
