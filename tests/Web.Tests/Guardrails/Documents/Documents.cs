using System.IO.Compression;
using System.Text;

namespace Artisan.Web.Tests.Guardrails.Documents;

/// <summary>Small documents, written by hand.</summary>
internal static class Documents
{
    /// <summary>A PDF of one page for each text.</summary>
    public static byte[] Pdf(params string[] pages) => PdfOf([.. pages.Select(text => Encoding.Latin1.GetBytes($"BT /F1 12 Tf 72 700 Td ({text.Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)}) Tj ET"))], "");

    /// <summary>A PDF of one page whose content unpacks to many times its size.</summary>
    public static byte[] Bomb(int megabytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            byte[] block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("BT /F1 12 Tf 72 700 Td (Hi) Tj ET ", 30_000)))[..1_000_000];
            for (int i = 0; i < megabytes; i++)
                zlib.Write(block);
        }
        return PdfOf([packed.ToArray()], "/Filter/FlateDecode");
    }

    /// <summary>A Word file.</summary>
    public static byte[] Word(params string[] paragraphs) => Archive(
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{string.Concat(paragraphs.Select(p => $"<w:p>{string.Concat(p.Split(' ').Select(word => $"<w:r><w:t xml:space=\"preserve\">{word} </w:t></w:r>"))}</w:p>"))}</w:body></w:document>"),
        ("word/styles.xml", "<s><t>style</t></s>"));

    /// <summary>A spreadsheet of texts.</summary>
    public static byte[] Sheet(params string[] cells) => Archive(("[Content_Types].xml", "<Types/>"), ("xl/sharedStrings.xml", $"<sst>{string.Concat(cells.Select(c => $"<si><t>{c}</t></si>"))}</sst>"));

    /// <summary>An archive.</summary>
    public static byte[] Archive(params (string Name, string Text)[] parts)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in parts)
            {
                using Stream part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return file.ToArray();
    }

    private static byte[] PdfOf(IReadOnlyList<byte[]> contents, string filter)
    {
        using var file = new MemoryStream();
        var offsets = new List<long>();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        void Add(string text)
        {
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n{text}\nendobj\n");
        }
        Write("%PDF-1.4\n");
        Add("<</Type/Catalog/Pages 2 0 R>>");
        Add($"<</Type/Pages/Count {contents.Count}/Kids[{string.Concat(contents.Select((_, i) => $"{4 + 2 * i} 0 R "))}]>>");
        Add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
        for (int i = 0; i < contents.Count; i++)
        {
            Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * i} 0 R/Resources<</Font<</F1 3 0 R>>>>>>");
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n<</Length {contents[i].Length}{filter}>>\nstream\n");
            file.Write(contents[i]);
            Write("\nendstream\nendobj\n");
        }
        long table = file.Position;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets.Select(o => $"{o:D10} 00000 n \n"))}trailer\n<</Size {offsets.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF");
        return file.ToArray();
    }
}
