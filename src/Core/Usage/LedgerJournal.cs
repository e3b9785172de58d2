using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Gateway;
using Artisan.Core.Kernel;

namespace Artisan.Core.Usage;

/// <summary>Writes usage and request records into the journal, and reads them back for the database.</summary>
public sealed class LedgerJournal(IJournal journal)
{
    /// <summary>Frame kind of a <see cref="UsageRecord"/>.</summary>
    public const byte UsageFrame = 1;
    /// <summary>Frame kind of a <see cref="RequestFrameBody"/>.</summary>
    public const byte RequestFrame = 2;

    // Nobody shows the journal in a page: quotation marks, of which the trace is full, take two bytes instead of six.
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;
    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>Appends an attempt's usage.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Append(UsageRecord record) => Append(UsageFrame, record, LedgerJson.Default.UsageRecord);

    /// <summary>Appends a request with its prompt and answer (null where they are not kept).</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Append(RequestRecord record, RequestContent? content) =>
        Append(RequestFrame, new RequestFrameBody(record, content), LedgerJson.Default.RequestFrameBody);

    /// <summary>Whether records can be written now.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when not.</exception>
    public void EnsureWritable() => journal.EnsureWritable();

    /// <summary>Reads a usage frame.</summary>
    public static UsageRecord ReadUsage(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, LedgerJson.Default.UsageRecord)!;

    /// <summary>Reads a request frame.</summary>
    public static RequestFrameBody ReadRequest(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, LedgerJson.Default.RequestFrameBody)!;

    private void Append<T>(byte kind, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> buffer = t_buffer ??= new ArrayBufferWriter<byte>(8192);
        Utf8JsonWriter writer = t_writer ??= new Utf8JsonWriter(buffer, s_plain);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        journal.Append(kind, buffer.WrittenSpan);
        if (buffer.Capacity > 1024 * 1024)
            t_buffer = null; // a rare large prompt must not stay in memory for every thread
    }
}

/// <summary>A request in the journal.</summary>
/// <param name="Request">Its figures.</param>
/// <param name="Content">Prompt and answer; null where not kept.</param>
public sealed record RequestFrameBody(RequestRecord Request, RequestContent? Content);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(RequestFrameBody))]
internal sealed partial class LedgerJson : JsonSerializerContext;

/// <summary>Puts records into the database.</summary>
public interface ILedgerStore
{
    /// <summary>Writes a batch in one transaction, under the records' own ids: what is there already is left alone, so that repeating is harmless. Hourly sums grow by what was new.</summary>
    Task WriteAsync(IReadOnlyList<UsageRecord> usage, IReadOnlyList<RequestFrameBody> requests, CancellationToken cancellationToken);
}
