using System.Globalization;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Imports;

/// <summary>Reads a stored file once from end to end: its delimiter, header, columns and rows, and whether it can be read as rows at all.</summary>
internal static class ReadFileFacts
{
    private const int HeadCharacters = 64 * 1024;

    /// <summary>Reads.</summary>
    /// <param name="blobs">Where files are.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="blob">The file.</param>
    /// <param name="encoding">How its bytes are text.</param>
    /// <param name="delimiter">A delimiter that a person has chosen; null finds it.</param>
    /// <param name="hasHeader">Whether the first row holds headings, where a person has said so; null finds it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when it holds no rows, or a quote swallows them.</exception>
    internal static async Task<ImportFile> ExecuteAsync(IBlobStore blobs, TenantScope scope, BlobInfo blob, string encoding, char? delimiter, bool? hasHeader, CancellationToken cancellationToken)
    {
        char between = delimiter ?? await GuessAsync(blobs, scope, blob.Id, encoding, cancellationToken);
        await using ImportRows rows = await ImportRows.OpenRawAsync(blobs, scope, blob.Id, encoding, between, cancellationToken);
        DelimitedRow first = await rows.NextAsync(cancellationToken) ?? throw ArtisanException.Invalid("file", "The file holds blank lines only. Choose a file with a header row and at least one lead.");
        bool header = hasHeader ?? IsHeader(first.Cells);
        if (header && first.Fault is not null)
            throw ArtisanException.Invalid("file", $"The header row cannot be read. {first.Fault}");
        string[] names = Names(first.Cells, header);
        ColumnFacts[] columns = [.. names.Select(_ => new ColumnFacts())];
        int count = 0, faulty = 0;
        for (DelimitedRow? row = header ? await rows.NextAsync(cancellationToken) : first; row is not null; row = await rows.NextAsync(cancellationToken))
        {
            count++;
            if (ImportRows.Checked(row, names.Length).Fault is not null)
            {
                faulty++;
                continue;
            }
            for (int i = 0; i < names.Length && i < row.Cells.Length; i++)
                columns[i].Add(row.Cells[i]);
        }
        if (count == 0)
            throw ArtisanException.Invalid("file", "The file has a header row, but no leads below it.");
        return new ImportFile(between, encoding, header, [.. columns.Select((c, i) => c.Column(names[i]))], count, faulty, blob.Length);
    }

    private static async Task<char> GuessAsync(IBlobStore blobs, TenantScope scope, Guid blobId, string encoding, CancellationToken cancellationToken)
    {
        using StreamReader text = await ImportRows.TextAsync(blobs, scope, blobId, encoding, cancellationToken);
        var head = new char[HeadCharacters];
        int length = await text.ReadBlockAsync(head, cancellationToken);
        return await DelimiterGuess.OfAsync(new string(head, 0, length), length < head.Length);
    }

    // Headings are words; a row with an address, a number or a day in it is a lead already.
    private static bool IsHeader(string[] cells)
    {
        if (cells.Any(c => HeadingWords.FieldOf(c) is not null))
            return true;
        return cells.All(c => ColumnFacts.KindOf(c) is null or ValueKind.Country);
    }

    private static string[] Names(string[] cells, bool header)
    {
        // Empty headings at the end belong to columns that spreadsheets once had.
        int width = cells.Length;
        while (header && width > 1 && string.IsNullOrWhiteSpace(cells[width - 1]))
            width--;
        var names = new string[width];
        for (int i = 0; i < width; i++)
        {
            string name = header ? CrmInput.Clean(cells[i])?.ReplaceLineEndings(" ") ?? "" : "";
            if (name.Length == 0)
                name = string.Create(CultureInfo.InvariantCulture, $"Column {i + 1}");
            if (name.Length > 100)
                name = name[..100];
            string unique = name;
            for (int again = 2; Array.IndexOf(names, unique, 0, i) >= 0; again++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({again})");
            names[i] = unique;
        }
        return names;
    }
}
