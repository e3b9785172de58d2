using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Artisan.Web.Shell;

/// <summary>
/// Writes CSV to a stream as it comes, in bounded memory: UTF-8 with a byte order mark, since spreadsheets take it for something else without, and with
/// an apostrophe before what a spreadsheet would run as a formula.
/// </summary>
internal sealed class CsvAnswer : IAsyncDisposable
{
    private readonly CsvWriter _csv;

    /// <summary>Writes to a stream, which stays open.</summary>
    public CsvAnswer(Stream output) =>
        _csv = new CsvWriter(new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true), new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape });

    /// <summary>Says in the answer's head that a CSV file follows.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fileName">In ASCII; a plain name without quotes.</param>
    public static CsvAnswer Begin(HttpContext http, string fileName)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename={fileName}";
        return new CsvAnswer(http.Response.Body);
    }

    /// <summary>Writes a row; numbers and times the invariant way.</summary>
    public Task RowAsync(params IEnumerable<object?> values)
    {
        foreach (object? value in values)
            _csv.WriteField(value is DateTimeOffset at ? at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : value);
        return _csv.NextRecordAsync();
    }

    /// <summary>Hands on what was written.</summary>
    public Task FlushAsync() => _csv.FlushAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _csv.DisposeAsync();
}
