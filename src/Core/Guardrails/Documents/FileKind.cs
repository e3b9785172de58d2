namespace Artisan.Core.Guardrails.Documents;

/// <summary>What a file is, by its first bytes.</summary>
public enum FileKind
{
    /// <summary>None of the others.</summary>
    Unknown,
    /// <summary>PDF (ISO 32000).</summary>
    Pdf,
    /// <summary>An archive: Word, Excel and PowerPoint files are ones (ECMA-376).</summary>
    Archive,
    /// <summary>PNG, JPEG, GIF or WebP.</summary>
    Image,
    /// <summary>WAV, MP3, Ogg, FLAC or MPEG-4 audio and video.</summary>
    Sound,
}

/// <summary>Tells files by what they begin with and not by what they are called: whoever attaches one chooses name and type.</summary>
public static class FileKinds
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Sample = 1024;

    /// <summary>What a file is.</summary>
    /// <param name="head">Its first bytes.</param>
    public static FileKind Of(ReadOnlySpan<byte> head)
    {
        // Readers of PDF look for its mark within the first kilobyte.
        if (head[..Math.Min(head.Length, Sample)].IndexOf("%PDF-"u8) >= 0)
            return FileKind.Pdf;
        if (head.StartsWith("PK\x03\x04"u8))
            return FileKind.Archive;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47]) || head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) || head.StartsWith("GIF8"u8) || IsRiff(head, "WEBP"u8))
            return FileKind.Image;
        if (IsRiff(head, "WAVE"u8) || head.StartsWith("ID3"u8) || head.StartsWith("OggS"u8) || head.StartsWith("fLaC"u8) || (head.Length >= 8 && head[4..].StartsWith("ftyp"u8)) || head is [0xff, 0xf3 or 0xfb or 0xf2, ..])
            return FileKind.Sound;
        return FileKind.Unknown;
    }

    private static bool IsRiff(ReadOnlySpan<byte> head, ReadOnlySpan<byte> form) => head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith(form);
}
