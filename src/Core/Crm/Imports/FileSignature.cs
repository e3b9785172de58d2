using System.Text;
using Artisan.Core.Kernel;

namespace Artisan.Core.Crm.Imports;

/// <summary>Recognises by its first bytes a file that is no delimited text, whatever its name says.</summary>
internal static class FileSignature
{
    private static readonly (byte[] Magic, string What, string WhatToDo)[] Known =
    [
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel workbook (.xls)", SaveAsCsv),
        ("%PDF"u8.ToArray(), "a PDF document", "Export the table as CSV from the program that made the PDF"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)", Choose),
        ([0xFF, 0xD8, 0xFF], "a picture (JPEG)", Choose),
        ("GIF8"u8.ToArray(), "a picture (GIF)", Choose),
        ("RIFF"u8.ToArray(), "a picture, sound or video (RIFF)", Choose),
        ([0x1F, 0x8B], "a compressed file (gzip)", "Unpack it and import the CSV inside"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a compressed file (7-Zip)", "Unpack it and import the CSV inside"),
        ("Rar!"u8.ToArray(), "a compressed file (RAR)", "Unpack it and import the CSV inside"),
        ("SQLite format 3"u8.ToArray(), "a database (SQLite)", "Export its table as CSV"),
        ("{\\rtf"u8.ToArray(), "a text document (RTF)", SaveAsCsv),
    ];

    private const string SaveAsCsv = "Open it and save it as “CSV UTF-8 (comma delimited)”, then import that file";
    private const string Choose = "Choose the CSV file with your leads";

    /// <summary>Demands that the first bytes may be delimited text.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/>, saying what it is instead and what to do.</exception>
    internal static void Demand(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\x03\x04"u8))
        {
            bool sheet = head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("xl/"u8) >= 0 || head.IndexOf("opendocument.spreadsheet"u8) >= 0;
            throw sheet ? Refuse("a spreadsheet (.xlsx or .ods)", SaveAsCsv) : Refuse("a compressed file (ZIP)", "Unpack it and import the CSV inside");
        }
        foreach ((byte[] magic, string what, string whatToDo) in Known)
        {
            if (head.StartsWith(magic))
                throw Refuse(what, whatToDo);
        }
        string start = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 512)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            throw Refuse("a web page (HTML)", "Some programs name such files .xls or .csv. Open it in a spreadsheet and save it as “CSV UTF-8”");
        if (start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            throw Refuse("XML", SaveAsCsv);
        if (start.StartsWith("{\"", StringComparison.Ordinal) || start.StartsWith("[{", StringComparison.Ordinal))
            throw Refuse("JSON", "Programs create leads from JSON with POST /api/v1/crm/leads; here a CSV file is needed");
    }

    private static ArtisanException Refuse(string what, string whatToDo) => ArtisanException.Invalid("file", $"This is {what}, whatever its name says. {whatToDo}.");
}
