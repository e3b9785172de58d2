using Artisan.Core.Crm;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Crm;

/// <summary>Import and export of leads for programs.</summary>
public static class ImportsApi
{
    private const int ErrorPage = 500;

    /// <summary>Maps them.</summary>
    public static void MapImportsApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/crm").WithTags("CRM").RequireDoor(KeyScopes.Crm);
        group.MapPost("/leads/import", UploadAsync).WithMetadata(new OpenApiShape(OpenApiShapes.LeadUpload) { RequestType = "multipart/form-data" })
            .WithSummary("Imports leads from a CSV file in the form's field 'file'; with ?draft=true it is only read and mapped, to be looked through in the console");
        group.MapGet("/leads/export", ExportAsync).WithSummary("The filtered leads as CSV, as many as there are, in a form that the import reads").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text))).AuditedAs("export.leads", "Leads");
        group.MapGet("/imports", async (HttpContext http, ListLeadImports list, string? cursor, int? limit, CancellationToken c) =>
            ListOf<ImportResponseV1>.Of((await list.ExecuteAsync(http.Scope(), new PageRequest(cursor, limit ?? 50), c)).Select(ImportResponseV1.Of))).WithSummary("Imports, newest first");
        group.MapGet("/imports/{id:guid}", async (HttpContext http, Guid id, GetLeadImport get, CancellationToken c) => ImportResponseV1.Of((await get.ExecuteAsync(http.Scope(), id, c)).Row)).WithSummary("How far an import is, and what came out");
        group.MapPost("/imports/{id:guid}/cancel", async (HttpContext http, Guid id, CancelLeadImport cancel, GetLeadImport get, CancellationToken c) =>
        {
            await cancel.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.Accepted($"/api/v1/crm/imports/{id}", ImportResponseV1.Of((await get.ExecuteAsync(http.Scope(), id, c)).Row));
        }).WithSummary("Stops an import at its next piece; what is done stays");
        group.MapPost("/imports/{id:guid}/start", async (HttpContext http, Guid id, StartLeadImport start, GetLeadImport get, CancellationToken c) =>
        {
            await start.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.Accepted($"/api/v1/crm/imports/{id}", ImportResponseV1.Of((await get.ExecuteAsync(http.Scope(), id, c)).Row));
        }).WithSummary("Starts a draft, or lets an import that was stopped go on where it was");
        group.MapGet("/imports/{id:guid}/errors", ErrorsAsync).WithSummary("The rows that could not be taken, as CSV: the original columns, then line, column and message").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text))).AuditedAs("export.import_errors", "Rows of an import with errors");
    }

    private static async Task<Accepted<ImportStartedV1>> UploadAsync(HttpContext http, LeadUpload upload, bool? draft, CancellationToken cancellationToken)
    {
        Guid id = await upload.ExecuteAsync(http, draft ?? false, cancellationToken);
        return TypedResults.Accepted($"/api/v1/crm/imports/{id}", new ImportStartedV1(id));
    }

    private static async Task ErrorsAsync(HttpContext http, Guid id, GetLeadImport get, ListImportErrors list, CancellationToken cancellationToken)
    {
        TenantScope scope = http.Scope();
        LeadImportDetails import = await get.ExecuteAsync(scope, id, cancellationToken);
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"import-errors-{import.Row.CreatedAt.UtcDateTime:yyyyMMdd-HHmm}.csv");
        await csv.RowAsync([.. import.Plan.File.Columns.Select(c => c.Name), "line", "column", "message"]);
        int width = import.Plan.File.Columns.Count;
        IReadOnlyList<ImportErrorRow> errors;
        int after = 0;
        do
        {
            errors = await list.ExecuteAsync(scope, id, after, ErrorPage, cancellationToken);
            foreach (ImportErrorRow error in errors)
            {
                // What a row has too much stays visible in its last column; the figures behind it stay in theirs.
                IEnumerable<string?> cells = Enumerable.Range(0, width).Select(i => i == width - 1 && error.Cells.Count > width ? string.Join(" | ", error.Cells.Skip(i)) : error.Cells.ElementAtOrDefault(i));
                await csv.RowAsync([.. cells, error.Line, error.Column, error.Message]);
                after = error.Line;
            }
            await csv.FlushAsync();
        }
        while (errors.Count == ErrorPage);
    }

    private static async Task ExportAsync(HttpContext http, ExportLeads export, [AsParameters] LeadQueryV1 query, CancellationToken cancellationToken)
    {
        TenantScope scope = http.Scope();
        LeadFilter filter = query.Filter();
        var order = new PageRequest(null, 1, query.Sort, query.Descending ?? true);
        // What cannot be answered is refused before the first byte; afterwards only breaking off would tell.
        await export.ExecuteAsync(scope, filter, order, cancellationToken);
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"leads-{DateTime.UtcNow:yyyyMMdd-HHmm}.csv");
        await LeadsExport.WriteAsync(csv, export, scope, filter, order, cancellationToken);
    }
}

/// <summary>An import that was taken.</summary>
public sealed record ImportStartedV1(Guid ImportId);

/// <summary>How far an import is.</summary>
public sealed record ImportResponseV1(Guid Id, string FileName, ImportStatus Status, int? Total, int Done, int Created, int Updated, int Skipped, int Failed, string? ErrorsUrl, string? Error, string ImportedBy, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    internal static ImportResponseV1 Of(LeadImportRow r) => new(r.Id, r.FileName, r.Status, r.Total, r.Done, r.Created, r.Updated, r.Skipped, r.Failed, r.Failed > 0 ? ErrorsPath(r.Id) : null, r.Error, r.ActorName, r.CreatedAt, r.FinishedAt);

    internal static string ErrorsPath(Guid id) => $"/api/v1/crm/imports/{id}/errors";
}
