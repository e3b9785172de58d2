using System.Buffers.Binary;
using System.ComponentModel;
using System.Security.Cryptography;
using Artisan.Core.Guardrails.Documents;
using Microsoft.Extensions.Logging;

namespace Artisan.Infrastructure.Guardrails.Documents;

/// <summary>How long documents are waited for.</summary>
internal sealed record DocumentLimits
{
    /// <summary>For others to be read first, whose processes may have to start.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(15);
    /// <summary>For a document.</summary>
    public TimeSpan Document { get; init; } = TimeSpan.FromSeconds(5);
    /// <summary>For the first document of a process, which waits for it to start, too.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// Has documents read by processes of their own. One is ended when a document takes too long, and another started with the next one; those that are not
/// used for some minutes are ended, too. What was read last stays known, since clients send a conversation, and what is attached to it, again with each turn.
/// </summary>
/// <param name="command">How a process is started; null where there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes what went wrong.</param>
/// <param name="limits">How long is waited; null for what is usual.</param>
internal sealed partial class DocumentReader(DocumentCommand? command, TimeProvider time, ILogger<DocumentReader> logger, DocumentLimits? limits = null) : IDocumentReader, IDisposable
{
    private const int LargestFile = 32 * 1024 * 1024;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private readonly DocumentLimits _limits = limits ?? new DocumentLimits();
    // Who sends documents that take long keeps others waiting where there is only one.
    private readonly SemaphoreSlim _turns = new(Math.Clamp(Environment.ProcessorCount, 2, 8));
    private readonly Stack<(DocumentProcess Process, long UsedAt)> _free = new();
    private readonly DocumentReadings _known = new(time);
    private ITimer? _sweep;
    private bool _disposed;

    /// <inheritdoc/>
    public async ValueTask<DocumentReading> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        if (command is null)
            return new DocumentReading("", null, "this deployment reads none");
        if (file.Length > LargestFile)
            return new DocumentReading("", null, "it is too large");
        UInt128 key = BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(file.Span));
        if (_known.Find(key) is { } known)
            return known;
        if (!await _turns.WaitAsync(_limits.Turn, cancellationToken))
            return new DocumentReading("", null, "too many others were read");
        try
        {
            return _known.Find(key) ?? await AskAsync(key, file);
        }
        finally
        {
            _turns.Release();
        }
    }

    // A caller who leaves does not stop it: the answer would be taken for that to the next document.
    private async Task<DocumentReading> AskAsync(UInt128 key, ReadOnlyMemory<byte> file)
    {
        DocumentProcess? process = Take();
        TimeSpan limit = process is null ? _limits.Start : _limits.Document;
        using var late = new CancellationTokenSource(limit, time);
        try
        {
            process ??= DocumentProcess.Start(command!);
            DocumentReading reading = await process.ReadAsync(file, late.Token);
            _known.Keep(key, reading, lasts: true);
            Return(process);
            return reading;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Win32Exception or InvalidOperationException)
        {
            process?.Dispose();
            bool slow = e is OperationCanceledException;
            LogUnread(slow ? $"it took longer than {limit.TotalSeconds} seconds" : e.Message, file.Length);
            var unread = new DocumentReading("", null, slow ? "it takes too long" : "it could not be read");
            // It may have been the machine; but the next turns of a conversation shall not each wait for it.
            _known.Keep(key, unread, lasts: false);
            return unread;
        }
    }

    private DocumentProcess? Take()
    {
        lock (_free)
            return _free.TryPop(out (DocumentProcess Process, long UsedAt) free) ? free.Process : null;
    }

    private void Return(DocumentProcess process)
    {
        lock (_free)
        {
            if (_disposed)
            {
                process.Dispose();
                return;
            }
            _free.Push((process, time.GetTimestamp()));
            _sweep ??= time.CreateTimer(_ => EndIdle(), null, Idle, Idle);
        }
    }

    private void EndIdle()
    {
        lock (_free)
        {
            // The one on top was used last.
            (DocumentProcess Process, long UsedAt)[] kept = [.. _free.Where(f => time.GetElapsedTime(f.UsedAt) < Idle).Reverse()];
            foreach ((DocumentProcess process, _) in _free.Where(f => time.GetElapsedTime(f.UsedAt) >= Idle))
                process.Dispose();
            _free.Clear();
            foreach ((DocumentProcess Process, long UsedAt) one in kept)
                _free.Push(one);
        }
    }

    public void Dispose()
    {
        lock (_free)
        {
            _disposed = true;
            _sweep?.Dispose();
            foreach ((DocumentProcess process, _) in _free)
                process.Dispose();
            _free.Clear();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A document of {bytes} bytes was not read: {why}")]
    private partial void LogUnread(string why, int bytes);
}
