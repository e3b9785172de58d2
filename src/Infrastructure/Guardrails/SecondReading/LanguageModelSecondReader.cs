using System.Diagnostics;
using System.Diagnostics.Metrics;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Guardrails.Injection.SecondReading;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Artisan.Infrastructure.Guardrails.SecondReading;

/// <summary>
/// The second reader in process. It is loaded once a process, with the first stretch in doubt, and never holds a call up for long: it reads as many stretches at once
/// as there are processors less one, a call waits and reads for a bounded time, and what was read stays known, since clients send a conversation again with each turn.
/// </summary>
internal sealed partial class LanguageModelSecondReader : ISecondReader, IDisposable
{
    /// <summary>How long a call may take for its second readings, and how much longer for each stretch in doubt after the first.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromMilliseconds(500), LongestStretch = TimeSpan.FromMilliseconds(50);
    private const int Remembered = 4096;

    /// <summary>Loading takes a second, on a busy machine some more: the first calls wait for it.</summary>
    private static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(20);
    private static readonly Lazy<SecondReadingModel> Model = new(SecondReadingModel.Load);
    private static readonly Lazy<Task<SentenceReader>> Reader = new(() => Task.Run(() => new SentenceReader(Model.Value)));

    private readonly SemaphoreSlim places = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly RecentReadings recent = new(Remembered);
    private readonly ILogger<LanguageModelSecondReader> logger;
    private readonly Counter<long> readings;
    private int complained;

    /// <summary>Makes it; nothing is loaded yet.</summary>
    public LanguageModelSecondReader(ILogger<LanguageModelSecondReader> logger, IMeterFactory meters)
    {
        this.logger = logger;
        readings = meters.Create(GatewayTelemetry.Name).CreateCounter<long>("ai_guardrail_second_readings_total", null, "Stretches in doubt: read, known from before, or not read (no time, or the model failed).");
    }

    /// <inheritdoc/>
    public SecondReadingScale? Scale => Model.Value.Scale;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<float?>> ReadAsync(IReadOnlyList<string> stretches, CancellationToken cancellationToken)
    {
        var results = new float?[stretches.Count];
        if (!Remember(stretches, results))
            return results;
        // The clock starts when the model is there: only the first calls of a process wait for it.
        SentenceReader? loaded = await LoadedAsync(cancellationToken);
        long end = Stopwatch.GetTimestamp() + (long)((LongestCall + (stretches.Count - 1) * LongestStretch).TotalSeconds * Stopwatch.Frequency);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is not null)
                continue;
            results[i] = loaded is null ? null : await ReadAsync(loaded, stretches[i], Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end), cancellationToken);
            Count(results[i] is null ? "not_read" : "read");
        }
        return results;
    }

    /// <summary>Fills in what is known from before.</summary>
    /// <returns>Whether anything is left to read.</returns>
    private bool Remember(IReadOnlyList<string> stretches, float?[] results)
    {
        bool left = false;
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = recent.Find(stretches[i]);
            left |= results[i] is null;
            if (results[i] is not null)
                Count("known");
        }
        return left;
    }

    private async ValueTask<float?> ReadAsync(SentenceReader loaded, string stretch, TimeSpan left, CancellationToken cancellationToken)
    {
        if (left <= TimeSpan.Zero || !await places.WaitAsync(left, cancellationToken))
            return null;
        try
        {
            float reading = loaded.Read(stretch);
            recent.Keep(stretch, reading);
            return reading;
        }
        catch (OnnxRuntimeException failure)
        {
            // Out of memory, for one. A guardrail must not become an outage.
            Complain(failure);
            return null;
        }
        finally
        {
            places.Release();
        }
    }

    private async ValueTask<SentenceReader?> LoadedAsync(CancellationToken cancellationToken)
    {
        Task<SentenceReader> loading = Reader.Value;
        if (loading.IsCompletedSuccessfully)
            return loading.Result;
        try
        {
            return await loading.WaitAsync(LongestLoad, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Complain(failure);
            return null;
        }
    }

    // Once is enough: each stretch that is not read counts in the metric.
    private void Complain(Exception failure)
    {
        if (Interlocked.Exchange(ref complained, 1) == 0)
            LogFailed(failure);
    }

    private void Count(string outcome) => readings.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    [LoggerMessage(LogLevel.Error, "The second reader of the guardrails cannot be loaded or cannot read; what rules and wording leave in doubt is not read again. Said once: ai_guardrail_second_readings_total counts not_read")]
    private partial void LogFailed(Exception failure);
}
