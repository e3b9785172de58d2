using System.Text.Json;
using Artisan.Core.Kernel;
using Artisan.Core.Usage;
using Artisan.Infrastructure.Guardrails;
using Artisan.Infrastructure.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Usage;

/// <summary>
/// Carries the journal into the database, in batches, for as long as the process lives, and once more when it stops. While the database is away the
/// journal waits. A crash between writing a batch and remembering so repeats the batch, which changes nothing.
/// </summary>
internal sealed class LedgerDrain(FileJournal journal, ILedgerStore store, GuardrailDrain guardrails, LiveFeed feed, ILogger<LedgerDrain> logger) : BackgroundService
{
    private const int BatchRecords = 2000;
    private const int BatchBytes = 8 * 1024 * 1024;
    // Few larger batches cost the database far less than many small ones; a request is in its list within half a second all the same.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(400);
    private readonly SemaphoreSlim _draining = new(1, 1);
    private string _openPath = "";
    private long _openOffset;

    /// <summary>Whether the database took the last batch.</summary>
    public bool IsHealthy { get; private set; } = true;

    /// <summary>Whether all that was in the journal at the start is in the database.</summary>
    public bool HasReplayed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan wait = Idle;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DrainAsync(stoppingToken);
                if (!IsHealthy)
                    logger.LogInformation("The database is back; the journal is drained");
                IsHealthy = true;
                wait = Idle;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                if (IsHealthy)
                    logger.LogWarning(e, "The ledger cannot be written now; records wait in the journal");
                IsHealthy = false;
                wait = TimeSpan.FromSeconds(Math.Min(5, wait.TotalSeconds * 2 + 0.1));
            }
            await Task.Delay(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            journal.Roll();
            await DrainAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or OperationCanceledException)
        {
            logger.LogWarning("The journal could not be drained before the stop; it will be at the next start");
        }
    }

    /// <summary>Carries over all that is there now.</summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _draining.WaitAsync(cancellationToken);
        try
        {
            foreach (string path in journal.Segments())
                await DrainSegmentAsync(path, cancellationToken);
            HasReplayed = true;
        }
        finally
        {
            _draining.Release();
        }
    }

    private async Task DrainSegmentAsync(string path, CancellationToken cancellationToken)
    {
        bool open = journal.IsOpen(path);
        long offset = path == _openPath ? _openOffset : 0;
        var usage = new List<UsageRecord>();
        var requests = new List<RequestFrameBody>();
        guardrails.Reset();
        int bytes = 0;
        foreach (JournalFrame frame in JournalReader.Read(path, offset))
        {
            Take(frame, usage, requests);
            bytes += frame.Payload.Length;
            offset = frame.EndOffset;
            if (usage.Count + requests.Count + guardrails.Count < BatchRecords && bytes < BatchBytes)
                continue;
            await WriteAsync(usage, requests, cancellationToken);
            await guardrails.WriteAsync(cancellationToken);
            Remember(path, offset);
            bytes = 0;
        }
        await WriteAsync(usage, requests, cancellationToken);
        await guardrails.WriteAsync(cancellationToken);
        Remember(path, offset);
        if (open)
            return;
        if (new FileInfo(path).Length > offset)
            SetAside(path, offset);
        else
            journal.Delete(path);
    }

    private void Remember(string path, long offset)
    {
        (_openPath, _openOffset) = (path, offset);
        journal.Drained(path, offset);
    }

    private async Task WriteAsync(List<UsageRecord> usage, List<RequestFrameBody> requests, CancellationToken cancellationToken)
    {
        if (usage.Count + requests.Count == 0)
            return;
        await WritePoisonApartAsync(usage, requests, cancellationToken);
        foreach (Guid tenantId in requests.Select(r => r.Request.TenantId).Distinct())
            feed.Publish(new FeedSignal(tenantId, FeedTopic.Requests));
        usage.Clear();
        requests.Clear();
    }

    // A record that the database refuses for what it holds must not hold up all others for ever: the batch is halved until the record stands alone,
    // which is then set aside in a file and told of.
    private async Task WritePoisonApartAsync(IReadOnlyList<UsageRecord> usage, IReadOnlyList<RequestFrameBody> requests, CancellationToken cancellationToken)
    {
        if (usage.Count + requests.Count == 0)
            return;
        try
        {
            await store.WriteAsync(usage, requests, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            if (usage.Count + requests.Count == 1)
            {
                Guid id = usage.Count == 1 ? usage[0].Id : requests[0].Request.Id;
                logger.LogError(e, "The database refuses the ledger record {RecordId}; it is kept in the journal's folder as refused-{RecordId}.json", id, id);
                journal.KeepAside($"refused-{id}.json", usage.Count == 1 ? JsonSerializer.SerializeToUtf8Bytes(usage[0]) : JsonSerializer.SerializeToUtf8Bytes(requests[0]));
                return;
            }
            int half = usage.Count / 2, halfRequests = requests.Count / 2;
            if (usage.Count == 1 && requests.Count > 0 || usage.Count > 0 && requests.Count == 1)
                (half, halfRequests) = (usage.Count, 0);
            await WritePoisonApartAsync(usage.Take(half).ToArray(), requests.Take(halfRequests).ToArray(), cancellationToken);
            await WritePoisonApartAsync(usage.Skip(half).ToArray(), requests.Skip(halfRequests).ToArray(), cancellationToken);
        }
    }

    private void Take(JournalFrame frame, List<UsageRecord> usage, List<RequestFrameBody> requests)
    {
        try
        {
            if (frame.Kind == LedgerJournal.UsageFrame)
                usage.Add(LedgerJournal.ReadUsage(frame.Payload.Span));
            else if (frame.Kind == LedgerJournal.RequestFrame)
                requests.Add(LedgerJournal.ReadRequest(frame.Payload.Span));
            else if (!guardrails.Take(frame))
                logger.LogError("The journal holds a frame of the unknown kind {Kind}; was it written by a newer version?", frame.Kind);
        }
        catch (JsonException e)
        {
            logger.LogError(e, "A journal frame of kind {Kind} cannot be read and is left out", frame.Kind);
        }
    }

    // The torn end of a crash is normal: that frame was answered to nobody. It is kept, in case it is more than that.
    private void SetAside(string path, long offset)
    {
        long rest = new FileInfo(path).Length - offset;
        logger.LogWarning("The journal segment {Segment} ends with {Bytes} bytes that are no whole frame, as after a crash; it is kept as .torn", Path.GetFileName(path), rest);
        File.Copy(path, path + ".torn", overwrite: true);
        journal.Delete(path);
    }
}
