using Artisan.Core.Operations;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Imports;

/// <summary>The rows of a stored file below its header, one after the other.</summary>
internal sealed class ImportRows : IAsyncDisposable
{
    private readonly StreamReader _text;
    private readonly DelimitedReader _reader;
    private readonly int _columns;
    private bool _headerWaits;
    private bool _first = true;

    private ImportRows(StreamReader text, char delimiter, bool hasHeader, int columns) =>
        (_text, _reader, _headerWaits, _columns) = (text, new DelimitedReader(text, delimiter), hasHeader, columns);

    /// <summary>Opens a file.</summary>
    /// <param name="blobs">Where files are.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="blobId">The file.</param>
    /// <param name="file">How it is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<ImportRows> OpenAsync(IBlobStore blobs, TenantScope scope, Guid blobId, ImportFile file, CancellationToken cancellationToken) =>
        new(await TextAsync(blobs, scope, blobId, file.Encoding, cancellationToken), file.Delimiter, file.HasHeader, file.Columns.Count);

    /// <summary>Opens a file of which nothing is known yet: the header is the first row, and no row has too many cells.</summary>
    internal static async Task<ImportRows> OpenRawAsync(IBlobStore blobs, TenantScope scope, Guid blobId, string encoding, char delimiter, CancellationToken cancellationToken) =>
        new(await TextAsync(blobs, scope, blobId, encoding, cancellationToken), delimiter, hasHeader: false, DelimitedReader.MostColumns);

    internal static async Task<StreamReader> TextAsync(IBlobStore blobs, TenantScope scope, Guid blobId, string encoding, CancellationToken cancellationToken) =>
        new(await blobs.OpenAsync(scope, blobId, cancellationToken), TextEncodings.Of(encoding), detectEncodingFromByteOrderMarks: false, 64 * 1024);

    /// <summary>The next row that is not blank; null after the last. A row with more cells than the file has columns carries that as its fault.</summary>
    internal async ValueTask<DelimitedRow?> NextAsync(CancellationToken cancellationToken)
    {
        while (await _reader.ReadAsync(cancellationToken) is { } row)
        {
            bool first = _first;
            if (row.IsBlank)
                continue;
            _first = false;
            if (first && DelimiterGuess.Declared(row.Cells.Length == 2 && row.Cells[1].Length == 0 ? row.Cells[0] + "," : row.Cells[0]) is not null)
                continue;
            if (_headerWaits)
            {
                _headerWaits = false;
                continue;
            }
            return Checked(row, _columns);
        }
        return null;
    }

    /// <summary>The row, with a fault when it has more cells than the file has columns. Missing cells at the end are empty ones, since programs leave them out.</summary>
    internal static DelimitedRow Checked(DelimitedRow row, int columns)
    {
        if (row.Fault is not null || row.Cells.Length <= columns || row.Cells.Skip(columns).All(string.IsNullOrWhiteSpace))
            return row;
        return row with { Fault = $"The row has {row.Cells.Length} values, but the file {columns} columns. A value that holds the delimiter stands in quotes." };
    }

    public ValueTask DisposeAsync()
    {
        _text.Dispose();
        return ValueTask.CompletedTask;
    }
}
