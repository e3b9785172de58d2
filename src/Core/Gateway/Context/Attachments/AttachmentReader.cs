using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Artisan.Core.Guardrails.Documents;

namespace Artisan.Core.Gateway.Context.Attachments;

/// <summary>Tells what a content part holds that is no text, in whichever dialect: <c>image_url</c>, <c>input_audio</c>, <c>file</c>, <c>input_file</c>, <c>input_image</c>.</summary>
internal static class AttachmentReader
{
    private const int ShortestFile = 24;
    // A JPEG's size stands behind its previews and colour profiles.
    private const int Head = 256 * 1024;

    /// <summary>Reads a part.</summary>
    /// <param name="part">The part, UTF-8 JSON.</param>
    public static Attachment Of(ReadOnlySpan<byte> part)
    {
        var reader = new Utf8JsonReader(part, new JsonReaderOptions { MaxDepth = 1024 });
        Attachment found = default;
        string? detail = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            bool isDetail = reader.ValueTextEquals("detail"u8), isType = reader.ValueTextEquals("type"u8), isPicture = reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("image_url"u8);
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                continue;
            if (isDetail)
                detail = reader.GetString();
            else if (isType && found.Kind == AttachmentKind.Other && (reader.ValueTextEquals("image_url"u8) || reader.ValueTextEquals("input_image"u8)))
                found = new Attachment(AttachmentKind.Image);
            else if (!isType && File(reader, isPicture) is { } file && file.Bytes >= found.Bytes)
                found = file;
        }
        return found with { Detail = detail is "auto" ? null : detail };
    }

    private static Attachment? File(in Utf8JsonReader reader, bool isPicture)
    {
        // Some clients escape the slashes of base64.
        ReadOnlySpan<byte> written = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        ReadOnlySpan<byte> base64 = written;
        string type = "";
        if (written.StartsWith("data:"u8) && written[..Math.Min(written.Length, 512)].IndexOf((byte)',') is > 0 and int comma)
        {
            type = Encoding.ASCII.GetString(written["data:".Length..comma]);
            base64 = written[(comma + 1)..];
            if (!type.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
                return new Attachment(AttachmentKind.Text, base64.Length);
        }
        else if (written.StartsWith("http"u8))
        {
            return isPicture ? new Attachment(AttachmentKind.Image) : null;
        }
        else if (written.Length < ShortestFile)
        {
            return null;
        }
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Head);
        try
        {
            ReadOnlySpan<byte> head = base64[..(Math.Min(base64.Length, Head) / 4 * 4)];
            // A file whose end is broken is still what it begins as.
            Base64.DecodeFromUtf8(head, buffer, out _, out int length, isFinalBlock: false);
            return length == 0 ? null : Of(buffer.AsSpan(0, length), (int)Math.Min(int.MaxValue, base64.Length * 3L / 4), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Attachment Of(ReadOnlySpan<byte> head, int bytes, string type)
    {
        switch (FileKinds.Of(head))
        {
            case FileKind.Image:
                (int width, int height) = ImageSize.Of(head);
                return new Attachment(AttachmentKind.Image, bytes, width, height);
            case FileKind.Sound:
                return new Attachment(AttachmentKind.Sound, bytes, BytesPerSecond: head.Length >= 32 && head.StartsWith("RIFF"u8) ? BinaryPrimitives.ReadInt32LittleEndian(head[28..]) : 0);
            case FileKind.Pdf:
                return new Attachment(AttachmentKind.Pdf, bytes);
            case FileKind.Archive:
                return new Attachment(AttachmentKind.Text, bytes);
            default:
                AttachmentKind kind = type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? AttachmentKind.Image : type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? AttachmentKind.Sound : AttachmentKind.Text;
                return new Attachment(kind, bytes);
        }
    }
}
