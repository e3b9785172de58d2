namespace Artisan.Core.Guardrails.Documents;

/// <summary>What a document says.</summary>
/// <param name="Text">Its text, in reading order as far as that can be told; empty for scans.</param>
/// <param name="Pages">Pages of a PDF or slides; null for others.</param>
/// <param name="Unread">Why it, or the rest of it, could not be read, in words that go on after "1 PDF: "; null where all was.</param>
public sealed record DocumentReading(string Text, int? Pages = null, string? Unread = null);

/// <summary>The port to what takes the text out of PDF and Office files. Files are hostile: a reader bounds time and memory itself.</summary>
public interface IDocumentReader
{
    /// <summary>Reads a document. Never throws for what a file holds.</summary>
    /// <param name="file">The file, of a <see cref="FileKind.Pdf"/> or <see cref="FileKind.Archive"/>.</param>
    /// <param name="cancellationToken">The caller left.</param>
    ValueTask<DocumentReading> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken);
}
