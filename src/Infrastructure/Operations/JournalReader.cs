using System.Buffers.Binary;

namespace Artisan.Infrastructure.Operations;

/// <summary>A frame as it was read.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Payload">Its bytes; good until the next frame is read.</param>
/// <param name="EndOffset">Offset after it in its segment.</param>
internal readonly record struct JournalFrame(byte Kind, ReadOnlyMemory<byte> Payload, long EndOffset);

/// <summary>Reads a segment's frames in order, from an offset, up to the last whole one.</summary>
internal static class JournalReader
{
    // No frame is larger: prompt and answer are cut at 256 KiB each, and base64 and JSON around them stay under this.
    private const int LargestPayload = 16 * 1024 * 1024;

    internal static IEnumerable<JournalFrame> Read(string path, long offset)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
        file.Position = offset;
        var header = new byte[FileJournal.HeaderBytes];
        // Kind and payload, as the check is over both; used again for every frame.
        byte[] framed = [];
        while (true)
        {
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                yield break;
            int length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length is < 0 or > LargestPayload)
                yield break;
            if (framed.Length <= length)
                framed = new byte[Math.Max(length + 1, Math.Min(framed.Length * 2, LargestPayload + 1))];
            framed[0] = header[8];
            if (file.ReadAtLeast(framed.AsSpan(1, length), length, throwOnEndOfStream: false) < length)
                yield break;
            if (Crc32C.Of(framed.AsSpan(0, length + 1)) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)))
                yield break;
            offset += FileJournal.HeaderBytes + length;
            yield return new JournalFrame(header[8], framed.AsMemory(1, length), offset);
        }
    }
}
