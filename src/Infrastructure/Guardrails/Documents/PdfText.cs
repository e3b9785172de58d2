using System.Text;
using Artisan.Core.Guardrails.Documents;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace Artisan.Infrastructure.Guardrails.Documents;

/// <summary>The text of PDF files, seen or not: what is white, tiny or outside of the page is read like the rest, since models get it too; and the notes on pages.</summary>
internal static class PdfText
{
    private const int MostPages = 300;

    /// <summary>Reads.</summary>
    /// <param name="file">The file.</param>
    /// <param name="longest">Characters at most.</param>
    /// <exception cref="Exception">When it is damaged: of many kinds.</exception>
    public static DocumentReading Read(byte[] file, int longest)
    {
        try
        {
            using PdfDocument document = PdfDocument.Open(file, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            int pages = document.NumberOfPages;
            var text = new StringBuilder();
            int number = 1;
            for (; number <= Math.Min(pages, MostPages) && text.Length < longest; number++)
            {
                Page page = document.GetPage(number);
                text.Append(ContentOrderTextExtractor.GetText(page)).Append('\n');
                foreach (Annotation note in page.GetAnnotations())
                {
                    if (!string.IsNullOrWhiteSpace(note.Content))
                        text.Append(note.Content).Append('\n');
                }
            }
            string read = text.ToString().Trim();
            string? unread = number <= pages ? $"of its {pages} pages only the first {number - 1} were read" : read.Length == 0 ? "it holds pictures and no text" : null;
            return new DocumentReading(read.Length > longest ? read[..longest] : read, pages, unread);
        }
        catch (PdfDocumentEncryptedException)
        {
            return new DocumentReading("", null, "it is encrypted");
        }
    }
}
