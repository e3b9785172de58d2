using Microsoft.ML.OnnxRuntime;

namespace Artisan.Infrastructure.Guardrails.SecondReading;

/// <summary>
/// Reads a stretch with the language model and what was learned beside it. Some 250 MB while it is loaded; a few milliseconds of one processor a stretch.
/// May be used from many threads.
/// </summary>
internal sealed class SentenceReader : IDisposable
{
    private readonly SecondReadingModel model;
    private readonly WordPieces pieces = new();
    private readonly InferenceSession session;

    /// <summary>Loads it: half a second of work.</summary>
    public SentenceReader(SecondReadingModel model)
    {
        this.model = model;
        byte[] file = LanguageModelFiles.Model();
        OnnxWeights.Add(file, model.Changes);
        // One thread a stretch: calls are many, and each is short.
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        session = new InferenceSession(file, options);
    }

    /// <summary>How much a stretch looks like an attack, as a logit.</summary>
    public float Read(string stretch)
    {
        long[] ids = pieces.Of(stretch);
        long[] ones = new long[ids.Length], zeros = new long[ids.Length];
        Array.Fill(ones, 1);
        long[] shape = [1, ids.Length];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, shape), mask = OrtValue.CreateTensorValueFromMemory(ones, shape), types = OrtValue.CreateTensorValueFromMemory(zeros, shape);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, ["input_ids", "attention_mask", "token_type_ids"], [input, mask, types], ["last_hidden_state"]);
        // Pieces × values: the mean over the pieces, weighed value by value, is the sum over all divided by their number.
        ReadOnlySpan<float> hidden = results[0].GetTensorDataAsSpan<float>();
        double sum = 0;
        for (int i = 0; i < hidden.Length; i++)
            sum += hidden[i] * model.Head[i % model.Head.Length];
        return model.Constant + (float)(sum / ids.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
