using Artisan.Core.Compliance.Purges;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Compliance;

/// <summary>Purges, their certificates, and the rights of people whose data is held, for programs.</summary>
public static class PurgesApi
{
    /// <summary>Maps it.</summary>
    public static void MapPurgesApi(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/api/ai-advanced/memory").WithTags("Memory governance").RequireDoor(KeyScopes.Admin)
            .MapDelete("/purge", PurgeAsync).WithSummary("Purges by category, person, member and date, as a job; with dry_run=true only counts, by store, with what a legal hold keeps");
        RouteGroupBuilder purges = app.MapGroup("/api/v1/admin/purges").WithTags("Compliance").RequireDoor(KeyScopes.Admin);
        purges.MapGet("", async (HttpContext http, ReadPurges read, string? cursor, int? limit, CancellationToken c) => ListOf<PurgeV1>.Of(await read.ListAsync(http.Scope(), new PageRequest(cursor, limit ?? 50), c))).WithSummary("Purges and erasures, newest first");
        purges.MapGet("/{id:guid}", async (HttpContext http, Guid id, ReadPurges read, CancellationToken c) => await read.GetAsync(http.Scope(), id, c)).WithSummary("A purge, with what every store and every node said afterwards");
        purges.MapGet("/{id:guid}/certificate", CertificateAsync).WithSummary("The certificate: gzipped JSON with the id and the hash of everything that was deleted; its seal stands in X-Artisan-Seal. With format=text a summary to read").WithMetadata(new OpenApiShape(null, ("application/gzip", OpenApiShapes.Text))).AuditedAs("export.certificate", "Certificate of a purge");
        purges.MapPost("/{id:guid}/certificate/check", async (HttpContext http, Guid id, ReadPurges read, CancellationToken c) => await read.CheckAsync(http.Scope(), id, http.Request.Body, c))
            .WithSummary("Whether the file that is sent is the certificate, byte for byte").WithMetadata(new OpenApiShape(OpenApiShapes.Text) { RequestType = "application/gzip" });
        purges.MapPost("/{id:guid}/cancel", async Task<NoContent> (HttpContext http, Guid id, CancelPurge cancel, CancellationToken c) =>
        {
            await cancel.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Ends a purge; what is deleted stays so");
        RouteGroupBuilder people = app.MapGroup("/api/v1/admin/data-subjects").WithTags("Compliance").RequireDoor(KeyScopes.Admin);
        people.MapPost("/export", async (HttpContext http, SubjectExportRequestV1 body, ExportSubject export, CancellationToken c) =>
        {
            Guid job = await export.StartAsync(http.Scope(), body, c);
            return TypedResults.Accepted($"/api/v1/admin/data-subjects/exports/{job}", new SubjectExportStartedV1(job));
        }).WithSummary("Gathers all that is held about a person, as a job");
        people.MapGet("/exports/{id:guid}", async (HttpContext http, Guid id, ExportSubject export, CancellationToken c) => await export.GetAsync(http.Scope(), id, c)).WithSummary("How far an export is");
        people.MapGet("/exports/{id:guid}/archive", async (HttpContext http, Guid id, ExportSubject export, CancellationToken c) =>
            TypedResults.Stream(await export.OpenAsync(http.Scope(), id, c), "application/zip", $"data-subject-{id:N}.zip")).WithSummary("The archive: for every store JSON and CSV, and a manifest; kept for seven days").WithMetadata(new OpenApiShape(null, ("application/zip", OpenApiShapes.Text))).RecordedAs("data_subject.export_downloaded");
        people.MapPost("/erase", EraseAsync).WithSummary("Deletes everything about a person, as a purge; with dry_run=true only counts");
    }

    private static async Task<Results<Ok<PurgePreviewV1>, Accepted<PurgeStartedV1>>> PurgeAsync(HttpContext http, [Microsoft.AspNetCore.Mvc.FromBody] PurgeRequestV1 body, bool? dry_run, StartPurge start, CancellationToken cancellationToken) =>
        await StartAsync(http.Scope(), body, dry_run == true, false, start, cancellationToken);

    private static async Task<Results<Ok<PurgePreviewV1>, Accepted<PurgeStartedV1>>> EraseAsync(HttpContext http, SubjectErasureRequestV1 body, bool? dry_run, StartPurge start, CancellationToken cancellationToken) =>
        await StartAsync(http.Scope(), new PurgeRequestV1(body.Reason, PurgeScope.All, body.Subject), dry_run == true, true, start, cancellationToken);

    private static async Task<Results<Ok<PurgePreviewV1>, Accepted<PurgeStartedV1>>> StartAsync(TenantScope scope, PurgeRequestV1 request, bool dryRun, bool record, StartPurge start, CancellationToken cancellationToken)
    {
        if (dryRun)
            return TypedResults.Ok(await start.PreviewAsync(scope, request, record, cancellationToken));
        PurgeStartedV1 started = await start.ExecuteAsync(scope, request, record, cancellationToken);
        return TypedResults.Accepted($"/api/v1/admin/purges/{started.PurgeId}", started);
    }

    private static async Task<IResult> CertificateAsync(HttpContext http, Guid id, ReadPurges read, string? format, CancellationToken cancellationToken)
    {
        if (format is not (null or "json" or "text"))
            throw ArtisanException.Invalid("format", "Take json or text.");
        if (format == "text")
            return TypedResults.Text(await read.TextAsync(http.Scope(), id, cancellationToken), "text/plain", System.Text.Encoding.UTF8);
        (Stream file, PurgeV1 purge) = await read.CertificateAsync(http.Scope(), id, cancellationToken);
        http.Response.Headers["X-Artisan-Seal"] = purge.CertificateSeal;
        http.Response.Headers["X-Artisan-Sha256"] = purge.CertificateSha256;
        return TypedResults.Stream(file, "application/gzip", $"purge-{id:N}.json.gz");
    }
}

/// <summary>Whose data is to be deleted.</summary>
/// <param name="Reason">Why, 3 to 2,000 characters.</param>
/// <param name="Subject">Id of a lead or contact, e-mail address, or a name that only one has.</param>
public sealed record SubjectErasureRequestV1(string? Reason, string? Subject);
