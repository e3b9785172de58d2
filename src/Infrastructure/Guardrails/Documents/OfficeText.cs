using System.IO.Compression;
using System.Text;
using System.Xml;
using Artisan.Core.Guardrails.Documents;

namespace Artisan.Infrastructure.Guardrails.Documents;

/// <summary>The text of Word, PowerPoint and Excel files (ECMA-376): their XML parts, read once from front to back, without building documents of them.</summary>
internal static class OfficeText
{
    private const int MostParts = 2000;

    // What people, or models, get to read: bodies, headers, notes, comments, slides, cells.
    private static readonly string[] s_folders = ["word/", "ppt/slides/", "ppt/notesSlides/", "ppt/comments/", "xl/sharedStrings", "xl/worksheets/", "xl/comments"];
    private static readonly string[] s_besides = ["word/styles", "word/settings", "word/fontTable", "word/theme", "word/webSettings", "word/numbering", "word/_rels", "ppt/slides/_rels", "ppt/notesSlides/_rels", "xl/worksheets/_rels"];

    /// <summary>Reads.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="longest">Characters at most.</param>
    /// <exception cref="InvalidDataException">When it is damaged, or no Office file.</exception>
    public static DocumentReading Read(Stream file, int longest)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        if (archive.Entries.Count > MostParts || archive.GetEntry("[Content_Types].xml") is null)
            return new DocumentReading("", null, "an archive is no document");
        ZipArchiveEntry[] parts = [.. archive.Entries.Where(IsText).OrderBy(e => e.FullName.Length).ThenBy(e => e.FullName, StringComparer.Ordinal)];
        int slides = parts.Count(p => p.FullName.StartsWith("ppt/slides/", StringComparison.Ordinal));
        var text = new StringBuilder();
        foreach (ZipArchiveEntry part in parts)
        {
            using Stream stream = part.Open();
            Take(stream, text, longest);
            if (text.Length >= longest)
                return new DocumentReading(text.ToString(0, longest), slides > 0 ? slides : null, "it is very long, and only its beginning was read");
        }
        return new DocumentReading(text.ToString(), slides > 0 ? slides : null);
    }

    private static bool IsText(ZipArchiveEntry entry) => entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
        && s_folders.Any(f => entry.FullName.StartsWith(f, StringComparison.Ordinal)) && !s_besides.Any(f => entry.FullName.StartsWith(f, StringComparison.Ordinal));

    private static void Take(Stream part, StringBuilder text, int longest)
    {
        // Runs of a paragraph are one text, cells and paragraphs are lines of their own.
        using var reader = XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true });
        bool inText = false;
        while (reader.Read() && text.Length < longest)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "t" or "instrText" or "delText" or "text":
                    inText = !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Element when reader.LocalName is "tab":
                    text.Append('\t');
                    break;
                case XmlNodeType.Element when reader.LocalName is "br" or "cr":
                    text.Append('\n');
                    break;
                case XmlNodeType.EndElement when reader.LocalName is "t" or "instrText" or "delText" or "text":
                    inText = false;
                    break;
                case XmlNodeType.EndElement when reader.LocalName is "p" or "si" or "is" or "c" or "comment":
                    if (text.Length > 0 && text[^1] != '\n')
                        text.Append('\n');
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when inText:
                    text.Append(reader.Value);
                    break;
            }
        }
    }
}
