using System.Buffers;
using System.Buffers.Binary;
using Artisan.Core.Kernel;
using Microsoft.Extensions.Logging;

namespace Artisan.Infrastructure.Operations;

/// <summary>Where and how large the journal is.</summary>
/// <param name="Folder">Its folder; one process at a time.</param>
/// <param name="SegmentBytes">A segment that has reached this size is closed. Its room on the disk is reserved when it begins, and a quarter more for what is under way when the disk is full.</param>
/// <param name="MaxBytes">With this much undrained the journal refuses, so that a long outage of the database cannot fill the disk.</param>
/// <param name="FlushInterval">How often written frames are forced to the disk; a power cut loses at most this much.</param>
public sealed record FileJournalOptions(string Folder, long SegmentBytes = 32 * 1024 * 1024, long MaxBytes = 4L * 1024 * 1024 * 1024, TimeSpan? FlushInterval = null);

/// <summary>
/// Append-only segments of frames: length (4 bytes, little endian), CRC-32C of kind and payload (4 bytes), kind (1 byte), payload.
/// A frame handed to the operating system survives the process; a torn last frame after a crash fails its check and ends the segment.
/// Room for a segment is reserved on the disk before the first call is let in that may need it, and so is a reserve: on a disk that runs full new calls are
/// refused, while the records of those that vendors are already working on still find their place.
/// </summary>
public sealed class FileJournal : IJournal, IDisposable
{
    internal const int HeaderBytes = 9;
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);
    private readonly FileJournalOptions _options;
    private readonly ILogger<FileJournal> _logger;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly FileStream _owner;
    private readonly ITimer _flusher;
    private Microsoft.Win32.SafeHandles.SafeFileHandle? _segment;
    private string _segmentPath = "";
    private long _segmentLength, _closedBytes, _flushedLength, _drainedLength;
    private DateTimeOffset _brokenUntil;
    private bool _disposed;

    /// <summary>Opens the journal; what an earlier process left stays for the drain.</summary>
    /// <exception cref="InvalidOperationException">When another process uses the folder.</exception>
    public FileJournal(FileJournalOptions options, TimeProvider time, ILogger<FileJournal> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        Directory.CreateDirectory(options.Folder);
        try
        {
            _owner = new FileStream(Path.Combine(options.Folder, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"The journal in {options.Folder} is used by another process. Stop it, or give this one its own ARTISAN_DATA.", e);
        }
        _closedBytes = Segments().Sum(s => new FileInfo(s).Length);
        Roll(begin: true);
        TimeSpan interval = options.FlushInterval ?? TimeSpan.FromSeconds(1);
        _flusher = time.CreateTimer(_ => Flush(), null, interval, interval);
    }

    /// <summary>Bytes that wait for the database.</summary>
    public long PendingBytes
    {
        get
        {
            lock (_gate)
                return _closedBytes + _segmentLength - _drainedLength;
        }
    }

    /// <inheritdoc/>
    public void EnsureWritable()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_brokenUntil > _time.GetUtcNow())
                throw Unwritable(null);
            if (_closedBytes + _segmentLength > _options.MaxBytes)
                throw new ArtisanException(ErrorCode.Unavailable, "Artisan's journal is full because the database has been away too long. Calls are refused until it is back, so that no usage is lost.") { RetryAfter = TimeSpan.FromSeconds(30) };
            if (_segment is not null && _segmentLength < _options.SegmentBytes)
                return;
            try
            {
                NextSegment();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Broken(e);
            }
        }
    }

    /// <inheritdoc/>
    public void Append(byte kind, ReadOnlySpan<byte> payload)
    {
        int size = HeaderBytes + payload.Length;
        byte[] frame = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            frame[8] = kind;
            payload.CopyTo(frame.AsSpan(HeaderBytes));
            BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Crc32C.Of(frame.AsSpan(8, payload.Length + 1)));
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                Write(frame.AsSpan(0, size));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>All segments, oldest first, the open one last.</summary>
    internal IReadOnlyList<string> Segments() => Directory.GetFiles(_options.Folder, "*.journal").Order(StringComparer.Ordinal).ToArray();

    /// <summary>Segments that were begun before a time; where the open one was, it is closed, so that the drain can delete it.</summary>
    internal int CloseBefore(DateTimeOffset time)
    {
        string before = $"{time.UtcTicks:D20}";
        bool old;
        lock (_gate)
            old = _segmentLength > 0 && string.CompareOrdinal(Path.GetFileName(_segmentPath), before) < 0;
        if (old)
            Roll();
        return Segments().Count(s => !IsOpen(s) && string.CompareOrdinal(Path.GetFileName(s), before) < 0);
    }

    /// <summary>Whether this segment is still written to.</summary>
    internal bool IsOpen(string path)
    {
        lock (_gate)
            return path == _segmentPath;
    }

    /// <summary>Closes the open segment, so that the drain can finish and delete it; does nothing when it is empty.</summary>
    internal void Roll() => Roll(begin: false);

    private void Roll(bool begin)
    {
        lock (_gate)
        {
            if (_disposed || _segmentLength == 0 && !begin)
                return;
            try
            {
                NextSegment();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The open one goes on; calls are refused when it has no room left.
                _logger.LogWarning(e, "The journal in {Folder} finds no room for a new segment", _options.Folder);
            }
        }
    }

    /// <summary>Notes up to where the open segment's frames are in the database; of others nothing needs noting, since they are deleted.</summary>
    internal void Drained(string path, long offset)
    {
        lock (_gate)
        {
            if (path == _segmentPath)
                _drainedLength = offset;
        }
    }

    /// <summary>Deletes a segment whose frames are all in the database.</summary>
    internal void Delete(string path)
    {
        long length = new FileInfo(path).Length;
        File.Delete(path);
        lock (_gate)
            _closedBytes -= length;
    }

    /// <summary>Keeps a file beside the segments, for people to look at.</summary>
    internal void KeepAside(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_options.Folder, name), content);

    private void Write(ReadOnlySpan<byte> frame)
    {
        try
        {
            if (_segment is null || _segmentLength + frame.Length > _options.SegmentBytes + Reserve && _segmentLength > 0)
                NextSegment();
            RandomAccess.Write(_segment!, frame, _segmentLength);
            _segmentLength += frame.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was written of the frame is cut off again, so that later frames stay readable; if even that fails, a new segment begins.
            ArtisanException broken = Broken(e);
            try
            {
                RandomAccess.SetLength(_segment!, _segmentLength);
            }
            catch (Exception cut) when (cut is IOException or NullReferenceException or ObjectDisposedException)
            {
                _segment?.Dispose();
                _segment = null;
            }
            throw broken;
        }
    }

    private ArtisanException Broken(Exception e)
    {
        _brokenUntil = _time.GetUtcNow() + RetryAfterFailure;
        _logger.LogError(e, "The journal in {Folder} cannot be written; calls are refused until it can", _options.Folder);
        return Unwritable(e);
    }

    private static ArtisanException Unwritable(Exception? inner) =>
        new(ErrorCode.Unavailable, "Artisan cannot write its journal (disk full or failing), and refuses calls rather than lose their records. Free disk space on the server.", inner) { RetryAfter = TimeSpan.FromSeconds(10) };

    private long Reserve => _options.SegmentBytes / 4;

    // The new one is opened first: where the disk has no room for it, the old one goes on with its reserve.
    private void NextSegment()
    {
        string path = Path.Combine(_options.Folder, $"{_time.GetUtcNow().UtcTicks:D20}-{Guid.CreateVersion7():N}.journal");
        Microsoft.Win32.SafeHandles.SafeFileHandle next = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, preallocationSize: _options.SegmentBytes + Reserve);
        if (_segment is not null)
        {
            // What was reserved and not used goes back to the disk.
            RandomAccess.SetLength(_segment, _segmentLength);
            RandomAccess.FlushToDisk(_segment);
            _segment.Dispose();
        }
        _closedBytes += _segmentLength;
        (_segment, _segmentPath, _segmentLength, _flushedLength, _drainedLength) = (next, path, 0, 0, 0);
    }

    // The disk takes milliseconds; nobody who appends waits for it.
    private void Flush()
    {
        Microsoft.Win32.SafeHandles.SafeFileHandle segment;
        long length;
        lock (_gate)
        {
            if (_disposed || _segment is null || _flushedLength == _segmentLength)
                return;
            (segment, length) = (_segment, _segmentLength);
        }
        try
        {
            RandomAccess.FlushToDisk(segment);
            lock (_gate)
            {
                if (segment == _segment)
                    _flushedLength = length;
            }
        }
        catch (ObjectDisposedException)
        {
            // It was closed meanwhile, which flushes it.
        }
        catch (IOException e)
        {
            lock (_gate)
                _brokenUntil = _time.GetUtcNow() + RetryAfterFailure;
            _logger.LogError(e, "The journal in {Folder} cannot be flushed", _options.Folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _flusher.Dispose();
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_segment is not null)
            {
                RandomAccess.SetLength(_segment, _segmentLength);
                RandomAccess.FlushToDisk(_segment);
            }
            _segment?.Dispose();
            _owner.Dispose();
        }
    }
}
