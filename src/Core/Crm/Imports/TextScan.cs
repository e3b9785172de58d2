using System.Text;
using Artisan.Core.Kernel;

namespace Artisan.Core.Crm.Imports;

/// <summary>Encodings in which files of leads come.</summary>
public static class TextEncodings
{
    /// <summary>Those that can be chosen: name as in the registry of character sets, and title.</summary>
    public static readonly IReadOnlyList<(string Name, string Title)> All =
    [
        ("utf-8", "Unicode (UTF-8)"), ("windows-1252", "Western European (Windows)"), ("utf-16", "Unicode (UTF-16)"), ("utf-16be", "Unicode (UTF-16, big endian)"),
        ("windows-1250", "Central European (Windows)"), ("windows-1251", "Cyrillic (Windows)"), ("windows-1254", "Turkish (Windows)"), ("macintosh", "Western European (Mac)"), ("shift_jis", "Japanese (Shift-JIS)"), ("gb18030", "Chinese (GB18030)"),
    ];

    /// <summary>The encoding of a name.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when there is none in <see cref="All"/>.</exception>
    public static Encoding Of(string name)
    {
        string known = All.FirstOrDefault(e => e.Name == name).Name ?? throw ArtisanException.Invalid("encoding", $"There is no encoding '{name}'. Use one of {string.Join(", ", All.Select(e => e.Name))}.");
        return CodePagesEncodingProvider.Instance.GetEncoding(known) ?? Encoding.GetEncoding(known);
    }
}

/// <summary>
/// Looks at the bytes of a file as they pass: refuses what is no text at the first bytes, and tells the encoding at the end — by its byte order mark,
/// by the pattern of UTF-16, by whether the whole is valid UTF-8; else it is Windows-1252, in which older programs of the West write.
/// </summary>
public sealed class TextScan
{
    private const int HeadBytes = 8 * 1024;
    private readonly byte[] _head = new byte[HeadBytes];
    private readonly Decoder _utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] _characters = new char[8 * 1024];
    private int _headLength;
    private long _length;
    private long _newLines;
    private bool _judged;
    private bool _isUtf8 = true;
    private string? _fixed;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when this is no text.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (!_judged)
        {
            int taken = Math.Min(bytes.Length, HeadBytes - _headLength);
            bytes[..taken].CopyTo(_head.AsSpan(_headLength));
            _headLength += taken;
            if (_headLength < HeadBytes)
                return;
            Judge();
            bytes = bytes[taken..];
        }
        Follow(bytes);
    }

    /// <summary>Tells the encoding.</summary>
    /// <returns>A name of <see cref="TextEncodings.All"/>.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when the file is empty or no text.</exception>
    public string Finish()
    {
        if (_length == 0)
            throw ArtisanException.Invalid("file", "The file is empty. Choose a file with a header row and at least one lead.");
        if (!_judged)
            Judge();
        if (_fixed is not null)
            return _fixed;
        try
        {
            _utf8.GetChars([], _characters, flush: true);
        }
        catch (DecoderFallbackException)
        {
            _isUtf8 = false;
        }
        return _isUtf8 ? "utf-8" : "windows-1252";
    }

    private void Judge()
    {
        _judged = true;
        ReadOnlySpan<byte> head = _head.AsSpan(0, _headLength);
        _fixed = head switch
        {
            [0xFF, 0xFE, ..] => "utf-16",
            [0xFE, 0xFF, ..] => "utf-16be",
            _ => Utf16Of(head),
        };
        if (_fixed is null)
        {
            FileSignature.Demand(head);
            int controls = 0;
            foreach (byte b in head)
            {
                if (b is < 0x09 or (> 0x0D and < 0x20 and not 0x1B and not 0x1A and not 0x1C and not 0x1D and not 0x1E and not 0x1F) && b != 0)
                    controls++;
            }
            if (controls * 20 > head.Length)
                throw ArtisanException.Invalid("file", "This is no text file. Open it in the program that it is of, save it as “CSV UTF-8 (comma delimited)”, then import that file.");
        }
        Follow(head);
    }

    // Text of the West in UTF-16 has a zero in every second byte: the odd ones little endian, the even ones big endian.
    private static string? Utf16Of(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0, pairs = head.Length / 2;
        for (int i = 0; i + 1 < head.Length; i += 2)
        {
            even += head[i] == 0 ? 1 : 0;
            odd += head[i + 1] == 0 ? 1 : 0;
        }
        if (pairs < 4)
            return null;
        return odd * 10 > pairs * 6 && even * 20 < pairs ? "utf-16" : even * 10 > pairs * 6 && odd * 20 < pairs ? "utf-16be" : null;
    }

    private void Follow(ReadOnlySpan<byte> bytes)
    {
        if (_fixed is not null)
            return;
        int zero = bytes.IndexOf((byte)0);
        if (zero >= 0)
        {
            long line = _newLines + bytes[..zero].Count((byte)'\n') + 1;
            throw ArtisanException.Invalid("file", $"There are NUL bytes in the file, the first in line {line:N0}: it is damaged, or no text file. Nothing was imported. Save it again as “CSV UTF-8 (comma delimited)”.");
        }
        _newLines += bytes.Count((byte)'\n');
        try
        {
            while (_isUtf8 && bytes.Length > 0)
            {
                _utf8.Convert(bytes, _characters, flush: false, out int used, out _, out _);
                bytes = bytes[used..];
            }
        }
        catch (DecoderFallbackException)
        {
            _isUtf8 = false;
        }
    }
}

/// <summary>Shows a scan every byte that is read through it.</summary>
internal sealed class ScannedStream(Stream inner, TextScan scan) : Stream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        scan.Add(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
