using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Compliance.Subjects;

/// <summary>Whose data is to be exported.</summary>
/// <param name="Subject">Id of a lead or contact, e-mail address, or a name that only one has.</param>
public sealed record SubjectExportRequestV1(string? Subject);

/// <summary>An export was begun.</summary>
/// <param name="JobId">Its job, by which it is fetched.</param>
public sealed record SubjectExportStartedV1(Guid JobId);

/// <summary>What came out of an export.</summary>
/// <param name="BlobId">The archive.</param>
/// <param name="Rows">By store.</param>
/// <param name="ExpiresAt">Until when it can be fetched (UTC).</param>
public sealed record SubjectExportResult(Guid BlobId, IReadOnlyDictionary<string, long> Rows, DateTimeOffset ExpiresAt);

/// <summary>An export.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Step">What is being done, or what went wrong.</param>
/// <param name="Rows">By store, when it is done.</param>
/// <param name="ExpiresAt">Until when it can be fetched (UTC).</param>
public sealed record SubjectExportV1(Guid JobId, JobStatus Status, double? Progress, string? Step, IReadOnlyDictionary<string, long>? Rows, DateTimeOffset? ExpiresAt);

internal sealed record SubjectExportOrder(PurgeScope Scope, JobActor Actor);

/// <summary>Begins exports of all that is held about a person, and hands out the archive.</summary>
public sealed class ExportSubject(IArtisanDbFactory databases, ISubjectRecords records, StartJob jobs, GetOwnJob own, IBlobStore blobs)
{
    /// <summary>Begins one.</summary>
    /// <returns>The job.</returns>
    /// <exception cref="ArtisanException">When the scope may not, or there is no such person.</exception>
    public async Task<Guid> StartAsync(TenantScope scope, SubjectExportRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        if (request.Subject?.Trim() is not { Length: > 0 } who)
            throw ArtisanException.Invalid("subject", "Name the person: id of a lead or contact, or an e-mail address.");
        await using ArtisanDb db = databases.Open(scope);
        ResolvedSubject subject = await records.ResolveAsync(db, who, cancellationToken);
        var of = new PurgeScope { TenantId = scope.TenantId, Category = PurgeScope.All, LeadIds = subject.LeadIds, ContactIds = subject.ContactIds, Until = DateTimeOffset.UtcNow, Record = true };
        Guid job = await jobs.ExecuteAsync(scope, RunSubjectExport.JobKind, "Export a person's data", new SubjectExportOrder(of, JobActor.Of(scope)), cancellationToken);
        db.Audit(scope, "data_subject.export_started", $"Export {job:N}", new { subject.LeadIds, subject.ContactIds });
        await db.SaveChangesAsync(CancellationToken.None);
        return job;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task<SubjectExportV1> GetAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        JobInfo job = await own.ExecuteAsync(Whole(scope), jobId, RunSubjectExport.JobKind, cancellationToken);
        SubjectExportResult? result = job.ResultJson is { } json ? JsonSerializer.Deserialize<SubjectExportResult>(json, ArtisanJson.Options) : null;
        return new SubjectExportV1(job.Id, job.Status, job.Progress, job.Error ?? job.Step, result?.Rows, result?.ExpiresAt);
    }

    /// <summary>Opens the archive. That somebody fetched it is written to the audit log.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when there is none or its time is over, <see cref="ErrorCode.Conflict"/> while it is made.</exception>
    public async Task<Stream> OpenAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        JobInfo job = await own.ExecuteAsync(Whole(scope), jobId, RunSubjectExport.JobKind, cancellationToken);
        if (job.Status is JobStatus.Queued or JobStatus.Running)
            throw new ArtisanException(ErrorCode.Conflict, "The archive is not ready yet. Ask again in some seconds.");
        if (job.ResultJson is null || JsonSerializer.Deserialize<SubjectExportResult>(job.ResultJson, ArtisanJson.Options) is not { } result || result.ExpiresAt < DateTimeOffset.UtcNow)
            throw ArtisanException.NotFound("The archive");
        Stream file = await blobs.OpenAsync(scope, result.BlobId, cancellationToken);
        await using ArtisanDb db = databases.Open(scope);
        db.Audit(scope, "data_subject.export_downloaded", $"Export {jobId:N}");
        await db.SaveChangesAsync(cancellationToken);
        return file;
    }

    // Whoever may see the compliance center may see exports that colleagues began.
    private static TenantScope Whole(TenantScope scope) => TenantScope.System(scope.TenantId, scope.WorkspaceId, scope.ActorName);
}

/// <summary>Writes the archive: for every store one JSON and one CSV, and a manifest. Memory stays the same however much there is.</summary>
public sealed class RunSubjectExport(IArtisanDbFactory databases, IEnumerable<IPersonalStore> stores, ISubjectRecords records, IBlobStore blobs) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "compliance.export";
    private const long MostBytes = 2L << 30;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions s_rows = Rows();
    // Whose house it lies in, and what machines make of it: no data about a person.
    private static readonly HashSet<string> s_left = ["tenant_id", "vector", "vector_model", "content_hash", "search_text", "id_end", "hash", "digest", "seal", "salt"];

    private readonly IPersonalStore[] _stores = [.. stores.OrderBy(s => s.Order)];

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        SubjectExportOrder order = context.Input<SubjectExportOrder>();
        TenantScope actor = order.Actor.ScopeOf(context.Run);
        PurgeScope scope;
        await using (ArtisanDb people = databases.Open(actor))
            scope = await records.MarkAsync(people, order.Scope, cancellationToken);
        IPersonalStore[] served = [.. _stores.Where(s => s.Serves(scope))];
        var rows = new Dictionary<string, long>();
        DateTimeOffset expires = DateTimeOffset.UtcNow + Kept;
        await using ArtisanDb db = databases.Open(actor);
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), $"artisan-export-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < served.Length; i++)
            {
                context.Report((double)i / served.Length, served[i].Title);
                rows[served[i].Name] = await JsonAsync(zip, db, served[i], scope, cancellationToken);
                await CsvAsync(zip, db, served[i], scope, cancellationToken);
            }
            await using Stream manifest = zip.CreateEntry("manifest.json").Open();
            await JsonSerializer.SerializeAsync(manifest, new { export = "artisan-subject-1", made_at = DateTimeOffset.UtcNow, made_by = actor.ActorName, order.Scope.LeadIds, order.Scope.ContactIds, order.Scope.Until, rows, stores = served.ToDictionary(s => s.Name, s => s.Title) }, ArtisanJson.Options, cancellationToken);
        }
        file.Position = 0;
        BlobInfo stored = await blobs.StoreAsync(actor, $"data-subject-{context.Run.Id:N}.zip", "application/zip", file, MostBytes, expires, cancellationToken);
        db.Audit(actor, "data_subject.exported", $"Export {context.Run.Id:N}", new { order.Scope.LeadIds, order.Scope.ContactIds, rows });
        await db.SaveChangesAsync(cancellationToken);
        return new SubjectExportResult(stored.Id, rows, expires);
    }

    private static async Task<long> JsonAsync(ZipArchive zip, ArtisanDb db, IPersonalStore store, PurgeScope scope, CancellationToken cancellationToken)
    {
        long count = 0;
        await using Stream entry = zip.CreateEntry($"{store.Name}.json").Open();
        await using var json = new Utf8JsonWriter(entry, s_json);
        json.WriteStartArray();
        await foreach (object row in store.ExportAsync(db, scope, cancellationToken))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in Fields(row))
                property.WriteTo(json);
            json.WriteEndObject();
            if (++count % 100 == 0)
                await json.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
        return count;
    }

    private static async Task CsvAsync(ZipArchive zip, ArtisanDb db, IPersonalStore store, PurgeScope scope, CancellationToken cancellationToken)
    {
        await using Stream entry = zip.CreateEntry($"{store.Name}.csv").Open();
        await using var text = new StreamWriter(entry, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        bool first = true;
        await foreach (object row in store.ExportAsync(db, scope, cancellationToken))
        {
            JsonProperty[] fields = [.. Fields(row)];
            if (first)
                await text.WriteAsync(string.Join(',', fields.Select(f => f.Name)) + "\r\n");
            first = false;
            await text.WriteAsync(string.Join(',', fields.Select(f => Cell(f.Value))) + "\r\n");
        }
    }

    private static IEnumerable<JsonProperty> Fields(object row) => JsonSerializer.SerializeToElement(row, row.GetType(), s_rows).EnumerateObject().Where(p => !s_left.Contains(p.Name));

    private static string Cell(JsonElement value)
    {
        string text = value.ValueKind switch { JsonValueKind.Null => "", JsonValueKind.String => value.GetString()!, _ => value.GetRawText() };
        // A spreadsheet must not take what a person wrote for a formula.
        if (value.ValueKind == JsonValueKind.String && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : string.Create(CultureInfo.InvariantCulture, $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }

    private static JsonSerializerOptions Rows()
    {
        var options = new JsonSerializerOptions(ArtisanJson.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
