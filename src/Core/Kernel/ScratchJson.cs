using System.Buffers;
using System.Text.Json;

namespace Artisan.Core.Kernel;

/// <summary>
/// A buffer, and a JSON writer into it, that a thread uses again and again for what is written on the way of a call. Writers make room for the longest
/// escapes that a text may need, which in new buffers each time would be most of what a call allocates. Not to be held over an await.
/// </summary>
public sealed class ScratchJson : IDisposable
{
    // A rare large text must not stay in memory for every thread.
    private const int MostKept = 256 * 1024;

    [ThreadStatic]
    private static ScratchJson? t_free;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _writer;

    private ScratchJson() => _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Takes one that is empty; dispose it on the same thread.</summary>
    public static ScratchJson Rent()
    {
        ScratchJson scratch = t_free ?? new ScratchJson();
        t_free = null; // whoever rents inside of this one gets another
        return scratch;
    }

    /// <summary>The buffer, for plain bytes.</summary>
    public IBufferWriter<byte> Buffer => _buffer;

    /// <summary>The writer. Does not check that what it writes is one JSON value.</summary>
    public Utf8JsonWriter Writer => _writer;

    /// <summary>What was written. Good until this is disposed.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            _writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Capacity > MostKept)
            return;
        _buffer.ResetWrittenCount();
        _writer.Reset();
        t_free = this;
    }
}
