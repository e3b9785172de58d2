using System.Buffers.Binary;

namespace Artisan.Core.Gateway.Context.Attachments;

/// <summary>Width and height of a picture out of its first bytes (PNG 1.2 §11.2.2, GIF89a §18, JPEG ITU T.81 §B.2.2, WebP container specification).</summary>
internal static class ImageSize
{
    /// <summary>Reads.</summary>
    /// <param name="head">The first bytes; of a JPEG all before the picture itself, which can be many.</param>
    /// <returns>Pixels; zeros where they cannot be told.</returns>
    public static (int Width, int Height) Of(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 24 && head[1..].StartsWith("PNG"u8))
            return (Sane(BinaryPrimitives.ReadUInt32BigEndian(head[16..])), Sane(BinaryPrimitives.ReadUInt32BigEndian(head[20..])));
        if (head.Length >= 10 && head.StartsWith("GIF8"u8))
            return (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8]))
            return Jpeg(head);
        return head.Length >= 30 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? WebP(head) : (0, 0);
    }

    private static (int, int) Jpeg(ReadOnlySpan<byte> head)
    {
        int at = 2;
        while (at + 9 < head.Length && head[at] == 0xff)
        {
            byte marker = head[at + 1];
            // Start of frame; of these four three are tables.
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return (BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            at += marker == 0xff ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }
        return (0, 0);
    }

    private static (int, int) WebP(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> form = head[12..16];
        if (form.SequenceEqual("VP8X"u8))
            return (1 + (head[24] | head[25] << 8 | head[26] << 16), 1 + (head[27] | head[28] << 8 | head[29] << 16));
        if (form.SequenceEqual("VP8L"u8))
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            return ((int)(bits & 0x3fff) + 1, (int)(bits >> 14 & 0x3fff) + 1);
        }
        return (BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3fff);
    }

    private static int Sane(uint pixels) => pixels <= 1_000_000 ? (int)pixels : 0;
}
