using System.Globalization;
using System.Text;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using CsvHelper;
using CsvHelper.Configuration;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Writes the filtered requests as CSV, page by page: memory stays the same however many there are.</summary>
internal static class RequestsExport
{
    private const int PageSize = 500;

    private static readonly string[] Header =
    [
        "id", "at", "workspace_id", "actor", "use_case", "operation", "requested_model", "provider", "model", "status", "error_code", "http_status", "streamed",
        "degraded", "attempts", "input_tokens", "output_tokens", "cost_usd", "latency_ms", "first_token_ms",
    ];

    public static async Task WriteAsync(Stream output, ListRequests list, TenantScope scope, RequestFilter filter, PageRequest order, CancellationToken cancellationToken)
    {
        // With a byte order mark, since spreadsheets take it for something else without.
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true);
        await using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape });
        foreach (string name in Header)
            csv.WriteField(name);
        await csv.NextRecordAsync();
        string? cursor = null;
        do
        {
            Page<RequestRow> page = await list.ExecuteAsync(scope, filter, order with { Cursor = cursor, Limit = PageSize }, cancellationToken);
            foreach (RequestRow row in page.Items)
            {
                Write(csv, row);
                await csv.NextRecordAsync();
            }
            await csv.FlushAsync();
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static void Write(CsvWriter csv, RequestRow row)
    {
        csv.WriteField(row.Id);
        csv.WriteField(row.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        csv.WriteField(row.WorkspaceId);
        csv.WriteField(row.ActorName);
        csv.WriteField(row.UseCase);
        csv.WriteField(row.Operation);
        csv.WriteField(row.RequestedModel);
        csv.WriteField(row.Provider);
        csv.WriteField(row.Model);
        csv.WriteField(RequestStates.All.First(s => s.Status == row.Status).Name);
        csv.WriteField(row.ErrorCode);
        csv.WriteField(row.HttpStatus);
        csv.WriteField(row.Streamed ? "true" : "false");
        csv.WriteField(row.Degraded ? "true" : "false");
        csv.WriteField(row.Attempts);
        csv.WriteField(row.InputTokens);
        csv.WriteField(row.OutputTokens);
        csv.WriteField(row.CostUsd);
        csv.WriteField(row.LatencyMs);
        csv.WriteField(row.FirstTokenMs);
    }
}
