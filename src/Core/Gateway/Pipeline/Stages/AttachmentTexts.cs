using Artisan.Core.Guardrails.Documents;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// What stands in content parts that are no plain text: files of text in data URLs and base64, their names, and texts in parts of kinds that are not known.
/// Which property holds a file differs by dialect (<c>file.file_data</c>, <c>input_file</c>, <c>image_url.url</c>, <c>input_audio.data</c>), so all of them are read.
/// </summary>
internal sealed class AttachmentTexts
{
    private const int Shortest = 12;
    // What names a thing that is held elsewhere, or a setting.
    private static readonly string[] s_elsewhere = ["file_id", "id", "file_url", "container_id"], s_settings = ["type", "detail", "format", "media_type", "mime_type", "cache_control"];

    private readonly SortedDictionary<string, int> _unread = [];

    /// <summary>The texts, each with the string of the body that it stands in.</summary>
    public List<(string Written, string Text)> Texts { get; } = [];

    /// <summary>Files that a reader of documents may read.</summary>
    public List<(FileKind Kind, byte[] File)> Documents { get; } = [];

    /// <summary>What could not be read, in words, such as <c>2 images, 1 PDF</c>; null for nothing.</summary>
    public string? Unread => _unread.Count == 0 ? null : string.Join(", ", _unread.Select(u => $"{u.Value} {u.Key}{(u.Value == 1 || u.Key.EndsWith(')') ? "" : "s")}"));

    /// <summary>Reads a part.</summary>
    /// <param name="part">The part, UTF-8 JSON.</param>
    public void Read(ReadOnlySpan<byte> part)
    {
        // Nothing is changed here; the walk is only for reading.
        JsonStrings.RewriteValues(part, (property, text) =>
        {
            if (!s_settings.Contains(property))
                Take(property, text.ToString());
            return null;
        });
    }

    private void Take(string property, string written)
    {
        if (TextFile.Read(written) is { } file)
        {
            if (file.Text.Length >= Shortest)
                Texts.Add((written, file.Text));
        }
        else if (TextFile.IsFile(written))
        {
            FileKind kind = TextFile.KindOf(written);
            if (kind is FileKind.Pdf or FileKind.Archive && TextFile.BytesOf(written) is { } bytes)
                Documents.Add((kind, bytes));
            else
                Note(KindOf(property, TextFile.TypeOf(written), kind));
        }
        else if (s_elsewhere.Contains(property) || written.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || written.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            Note("file held elsewhere (an address or id)");
        }
        else if (written.Length >= Shortest)
        {
            Texts.Add((written, written));
        }
    }

    /// <summary>Notes a document that could not be read, or not all of it.</summary>
    public void NoteDocument(FileKind kind, string why) => Note($"{(kind == FileKind.Pdf ? "PDF" : "document")} ({why})");

    private void Note(string kind) => _unread[kind] = _unread.GetValueOrDefault(kind) + 1;

    private static string KindOf(string property, string type, FileKind kind) => type switch
    {
        _ when kind == FileKind.Image || type.StartsWith("image/", StringComparison.Ordinal) => "image",
        _ when type.StartsWith("video/", StringComparison.Ordinal) => "video",
        _ when kind == FileKind.Sound || type.StartsWith("audio/", StringComparison.Ordinal) || property == "data" => "sound",
        "application/pdf" => "PDF",
        _ => "binary file",
    };
}
