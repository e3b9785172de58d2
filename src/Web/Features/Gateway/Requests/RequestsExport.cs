using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Writes the filtered requests as CSV, page by page: memory stays the same however many there are.</summary>
internal static class RequestsExport
{
    private const int PageSize = 500;

    public static async Task WriteAsync(CsvAnswer csv, ListRequests list, TenantScope scope, RequestFilter filter, PageRequest order, CancellationToken cancellationToken)
    {
        await csv.RowAsync("id", "at", "workspace_id", "actor", "use_case", "operation", "requested_model", "provider", "model", "status", "error_code", "http_status", "streamed",
            "degraded", "attempts", "input_tokens", "output_tokens", "cost_usd", "latency_ms", "first_token_ms");
        string? cursor = null;
        do
        {
            Page<RequestRow> page = await list.ExecuteAsync(scope, filter, order with { Cursor = cursor, Limit = PageSize }, cancellationToken);
            foreach (RequestRow row in page.Items)
            {
                await csv.RowAsync(row.Id, row.At, row.WorkspaceId, row.ActorName, row.UseCase, row.Operation, row.RequestedModel, row.Provider, row.Model,
                    RequestStates.All.First(s => s.Status == row.Status).Name, row.ErrorCode, row.HttpStatus, row.Streamed ? "true" : "false", row.Degraded ? "true" : "false", row.Attempts,
                    row.InputTokens, row.OutputTokens, row.CostUsd, row.LatencyMs, row.FirstTokenMs);
            }
            await csv.FlushAsync();
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }
}
