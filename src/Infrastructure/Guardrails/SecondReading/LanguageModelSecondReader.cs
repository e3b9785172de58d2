using System.Diagnostics;
using System.Diagnostics.Metrics;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Guardrails.Injection.SecondReading;
using Microsoft.Extensions.Logging;

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
        readings = meters.Create(GatewayTelemetry.Name).CreateCounter<long>("ai_guardrail_second_readings_total", null, "Stretches in doubt: read, known from before, or not read for want of time.");
    }

    /// <inheritdoc/>
    public SecondReadingScale? Scale => Model.Value.Scale;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<float?>> ReadAsync(IReadOnlyList<string> stretches, CancellationToken cancellationToken)
    {
        var results = new float?[stretches.Count];
        long end = Stopwatch.GetTimestamp() + (long)((LongestCall + (stretches.Count - 1) * LongestStretch).TotalSeconds * Stopwatch.Frequency);
        for (int i = 0; i < results.Length; i++)
        {
            if (recent.Find(stretches[i]) is { } known)
            {
                results[i] = known;
                Count("known");
                continue;
            }
            results[i] = await ReadAsync(stretches[i], Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end), cancellationToken);
            Count(results[i] is null ? "not_read" : "read");
        }
        return results;
    }

    private async ValueTask<float?> ReadAsync(string stretch, TimeSpan left, CancellationToken cancellationToken)
    {
        if (left <= TimeSpan.Zero || await LoadedAsync(cancellationToken) is not { } loaded || !await places.WaitAsync(left, cancellationToken))
            return null;
        try
        {
            float reading = loaded.Read(stretch);
            recent.Keep(stretch, reading);
            return reading;
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
            if (Interlocked.Exchange(ref complained, 1) == 0)
                LogMissing(failure);
            return null;
        }
    }

    private void Count(string outcome) => readings.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    [LoggerMessage(LogLevel.Error, "The second reader of the guardrails cannot be loaded; what rules and wording leave in doubt is not read again")]
    private partial void LogMissing(Exception failure);
}
