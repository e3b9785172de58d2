using System.ComponentModel;
using System.Security.Cryptography;
using Artisan.Core.Guardrails.Documents;
using Microsoft.Extensions.Logging;

namespace Artisan.Infrastructure.Guardrails.Documents;

/// <summary>
/// Has documents read by a process of its own, which is ended when a document takes too long and started anew with the next one. What was read last stays
/// known, since clients send a conversation, and what is attached to it, again with each turn.
/// </summary>
/// <param name="command">How the process is started; null where there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes what went wrong.</param>
internal sealed partial class DocumentReader(DocumentCommand? command, TimeProvider time, ILogger<DocumentReader> logger) : IDocumentReader, IDisposable
{
    private const int LargestFile = 32 * 1024 * 1024;
    private const int Remembered = 64, RememberedCharacters = 16 * 1024 * 1024;
    // The first document waits for the process to start, too.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5), LongestStart = TimeSpan.FromSeconds(15), Idle = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly LinkedList<(UInt128 Key, DocumentReading Reading)> _known = new();
    private DocumentProcess? _process;
    private ITimer? _idle;

    /// <inheritdoc/>
    public async ValueTask<DocumentReading> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        if (command is null)
            return new DocumentReading("", null, "this deployment reads none");
        if (file.Length > LargestFile)
            return new DocumentReading("", null, "it is too large");
        UInt128 key = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(file.Span));
        if (Find(key) is { } known)
            return known;
        if (!await _turn.WaitAsync(Longest, cancellationToken))
            return new DocumentReading("", null, "too many others were read");
        try
        {
            if (Find(key) is { } meanwhile)
                return meanwhile;
            DocumentReading reading = await AskAsync(file);
            Keep(key, reading);
            return reading;
        }
        finally
        {
            _turn.Release();
        }
    }

    // A caller who leaves does not stop it: the answer would be taken for that to the next document.
    private async Task<DocumentReading> AskAsync(ReadOnlyMemory<byte> file)
    {
        TimeSpan limit = _process is null ? LongestStart : Longest;
        using var late = new CancellationTokenSource(limit, time);
        try
        {
            _process ??= DocumentProcess.Start(command!);
            DocumentReading reading = await _process.ReadAsync(file, late.Token);
            _idle ??= time.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _idle.Change(Idle, Timeout.InfiniteTimeSpan);
            return reading;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Win32Exception or InvalidOperationException)
        {
            End();
            bool slow = e is OperationCanceledException;
            LogUnread(slow ? $"it took longer than {limit.TotalSeconds} seconds" : e.Message, file.Length);
            return new DocumentReading("", null, slow ? "it takes too long" : "it could not be read");
        }
    }

    private DocumentReading? Find(UInt128 key)
    {
        lock (_lock)
        {
            for (LinkedListNode<(UInt128 Key, DocumentReading Reading)>? node = _known.First; node is not null; node = node.Next)
            {
                if (node.Value.Key != key)
                    continue;
                _known.Remove(node);
                _known.AddFirst(node);
                return node.Value.Reading;
            }
            return null;
        }
    }

    private void Keep(UInt128 key, DocumentReading reading)
    {
        lock (_lock)
        {
            _known.AddFirst((key, reading));
            while (_known.Count > Remembered || (_known.Count > 1 && _known.Sum(k => (long)k.Reading.Text.Length) > RememberedCharacters))
                _known.RemoveLast();
        }
    }

    private void EndIdle()
    {
        if (!_turn.Wait(0))
            return;
        End();
        _turn.Release();
    }

    private void End()
    {
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        _idle?.Dispose();
        End();
    }

    [LoggerMessage(1, LogLevel.Warning, "A document of {bytes} bytes was not read: {why}")]
    private partial void LogUnread(string why, int bytes);
}
