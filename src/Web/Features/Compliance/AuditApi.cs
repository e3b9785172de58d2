using System.Globalization;
using System.Text;
using Artisan.Core.Compliance;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell.Doors;
using CsvHelper;
using CsvHelper.Configuration;

namespace Artisan.Web.Features.Compliance;

/// <summary>The audit for programs and for spreadsheets.</summary>
public static class AuditApi
{
    private const int PageSize = 500;

    /// <summary>Maps the list and its export.</summary>
    public static void MapAuditApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/admin/audit").WithTags("Administration").RequireDoor(KeyScopes.Admin);
        group.MapGet("", async (HttpContext http, ListAuditEntries list, string? action, string? cursor, int? limit, CancellationToken c) =>
            ListOf<AuditEntryInfo>.Of(await list.ExecuteAsync(http.Scope(), action, new PageRequest(cursor, limit ?? 50), c))).WithSummary("Audit entries, newest first; action is the begin of their action, such as api_key.");
        group.MapGet("/export", ExportAsync).WithSummary("The filtered audit entries as CSV, as many as there are").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text)));
    }

    // Page by page: memory stays the same however many there are.
    private static async Task ExportAsync(HttpContext http, ListAuditEntries list, string? action, CancellationToken cancellationToken)
    {
        TenantScope scope = http.Scope();
        // What cannot be answered is refused before the first byte; afterwards only breaking off would tell.
        Page<AuditEntryInfo> page = await list.ExecuteAsync(scope, action, new PageRequest(null, PageSize), cancellationToken);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=audit-{DateTime.UtcNow:yyyyMMdd-HHmm}.csv";
        // With a byte order mark, since spreadsheets take it for something else without.
        await using var text = new StreamWriter(http.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true);
        await using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape });
        foreach (string name in (string[])["id", "number", "at", "actor", "actor_kind", "action", "target", "details"])
            csv.WriteField(name);
        await csv.NextRecordAsync();
        while (true)
        {
            foreach (AuditEntryInfo entry in page.Items)
            {
                csv.WriteField(entry.Id);
                csv.WriteField(entry.Sequence);
                csv.WriteField(entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                csv.WriteField(entry.Actor);
                csv.WriteField(entry.ActorKind switch { ActorKind.Member => "member", ActorKind.ApiKey => "api_key", _ => "system" });
                csv.WriteField(entry.Action);
                csv.WriteField(entry.Target);
                csv.WriteField(entry.DetailsJson);
                await csv.NextRecordAsync();
            }
            await csv.FlushAsync();
            if (page.NextCursor is null)
                return;
            page = await list.ExecuteAsync(scope, action, new PageRequest(page.NextCursor, PageSize), cancellationToken);
        }
    }
}
