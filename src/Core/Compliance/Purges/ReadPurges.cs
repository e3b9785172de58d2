using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Purges;

/// <summary>Whether a file is the certificate that was made.</summary>
/// <param name="Valid">Whether not a byte was changed, and this deployment sealed it.</param>
/// <param name="Sha256">SHA-256 of what was sent, hexadecimal.</param>
public sealed record CertificateCheckV1(bool Valid, string Sha256);

/// <summary>Lists purges, reads one, and its certificate.</summary>
public sealed class ReadPurges(IArtisanDbFactory databases, IBlobStore blobs, IAuditSeal seal, PurgeLimits limits)
{
    /// <summary>Lists, newest first.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<Page<PurgeV1>> ListAsync(TenantScope scope, PageRequest page, CancellationToken cancellationToken)
    {
        Demand(scope);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Purge> purges = db.Purges.AsNoTracking();
        if (page.Cursor is { } text)
        {
            Guid after = Cursor.Decode(text).Id;
            purges = purges.Where(p => p.Id.CompareTo(after) < 0);
        }
        Purge[] rows = await purges.OrderByDescending(p => p.Id).Take(page.Size + 1).ToArrayAsync(cancellationToken);
        Dictionary<Guid, JobRun> jobs = await JobsAsync(db, rows, cancellationToken);
        PurgeV1[] read = [.. rows.Take(page.Size).Select(p => Of(p, p.JobId is { } job ? jobs.GetValueOrDefault(job) : null, []))];
        return new Page<PurgeV1>(read, rows.Length > page.Size ? new Cursor(null, rows[page.Size - 1].Id).Encode() : null);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task<PurgeV1> GetAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        Demand(scope);
        await using ArtisanDb db = databases.Open(scope);
        Purge purge = await db.Purges.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The purge");
        Dictionary<Guid, JobRun> jobs = await JobsAsync(db, [purge], cancellationToken);
        return Of(purge, purge.JobId is { } job ? jobs.GetValueOrDefault(job) : null, await CertifyPurge.NodesAsync(db, id, limits, cancellationToken));
    }

    /// <summary>Opens the certificate's file.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> while there is none.</exception>
    public async Task<(Stream File, PurgeV1 Purge)> CertificateAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        PurgeV1 purge = await GetAsync(scope, id, cancellationToken);
        await using ArtisanDb db = databases.Open(scope);
        Guid blob = await db.Purges.Where(p => p.Id == id).Select(p => p.CertificateId).SingleAsync(cancellationToken)
            ?? throw new ArtisanException(ErrorCode.Conflict, "There is no certificate yet: it is made when the purge has ended and was verified.");
        return (await blobs.OpenAsync(scope, blob, cancellationToken), purge);
    }

    /// <summary>Checks a file that somebody shows as the certificate.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task<CertificateCheckV1> CheckAsync(TenantScope scope, Guid id, Stream file, CancellationToken cancellationToken)
    {
        Demand(scope);
        await using ArtisanDb db = databases.Open(scope);
        Purge purge = await db.Purges.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The purge");
        byte[] hash = await SHA256.HashDataAsync(file, cancellationToken);
        bool valid = purge.Seal is { } sealed_ && CryptographicOperations.FixedTimeEquals(seal.Seal(CertifyPurge.SealText(scope.TenantId, id, hash)), sealed_);
        return new CertificateCheckV1(valid, Convert.ToHexStringLower(hash));
    }

    /// <summary>The certificate's summary as plain text.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> while there is none.</exception>
    public async Task<string> TextAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        (Stream file, PurgeV1 purge) = await CertificateAsync(scope, id, cancellationToken);
        await file.DisposeAsync();
        await using ArtisanDb db = databases.Open(scope);
        return Text(purge, PurgeJson.Read(await db.Purges.Where(p => p.Id == id).Select(p => p.CriteriaJson).SingleAsync(cancellationToken)));
    }

    private static string Text(PurgeV1 purge, PurgeScope criteria)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"CERTIFICATE OF DELETION\n\nPurge       {purge.Id}\nRequested   {purge.CreatedAt.UtcDateTime:u} by {purge.CreatedBy}\nEnded       {purge.FinishedAt?.UtcDateTime:u}\nReason      {purge.Reason}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Category    {criteria.Category}, older than {criteria.Until.UtcDateTime:u}");
        if (criteria.LeadIds is { } leads)
            text.AppendLine(CultureInfo.InvariantCulture, $"Person      leads {string.Join(", ", leads)}; contacts {string.Join(", ", criteria.ContactIds ?? [])}");
        if (criteria.OwnerId is { } owner)
            text.AppendLine(CultureInfo.InvariantCulture, $"Member      {owner}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Result      {(purge.State == PurgeState.Verified ? "verified: nothing is left but what a legal hold keeps" : "NOT verified, see below")}\n");
        foreach (PurgeStoreV1 store in purge.Stores)
            text.AppendLine(CultureInfo.InvariantCulture, $"{store.Title,-32}{store.Deleted,12:N0} deleted{store.Held,12:N0} held{store.Left,12:N0} left");
        text.AppendLine();
        foreach (PurgeNodeV1 node in purge.Nodes)
            text.AppendLine(CultureInfo.InvariantCulture, $"Node {node.Node,-40}{(node.Left < 0 ? "did not answer" : $"holds {node.Left:N0} in memory, {node.At.UtcDateTime:u}")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"\nSHA-256 of the full certificate   {purge.CertificateSha256}\nSeal (HMAC-SHA-256)               {purge.CertificateSeal}");
        return text.ToString();
    }

    private static void Demand(TenantScope scope)
    {
        if (!scope.MaySee(Area.MemoryPurge))
            scope.Demand(Area.Compliance, Level.See);
    }

    private static Task<Dictionary<Guid, JobRun>> JobsAsync(ArtisanDb db, IReadOnlyList<Purge> purges, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. purges.Where(p => p.FinishedAt is null && p.JobId is not null).Select(p => p.JobId!.Value)];
        return db.JobRuns.AsNoTracking().Where(j => ids.Contains(j.Id)).ToDictionaryAsync(j => j.Id, cancellationToken);
    }

    private static PurgeV1 Of(Purge purge, JobRun? job, IReadOnlyList<PurgeNodeV1> nodes)
    {
        PurgeState state = purge.FinishedAt is not null ? purge.State : job?.Status switch
        {
            JobStatus.Cancelled => PurgeState.Cancelled,
            JobStatus.Failed => PurgeState.Failed,
            _ => purge.State,
        };
        return new PurgeV1(purge.Id, purge.JobId, state, purge.FinishedAt is null ? job?.Progress : 1, purge.FinishedAt is null ? job?.Error ?? job?.Step : null, purge.Reason, PurgeCriteriaV1.Of(PurgeJson.Read(purge.CriteriaJson)), PurgeJson.Stores(purge.CountsJson), nodes,
            purge.CreatedAt, purge.CreatedBy, purge.FinishedAt, purge.Sha256 is { } hash ? Convert.ToHexStringLower(hash) : null, purge.Seal is { } sealed_ ? Convert.ToHexStringLower(sealed_) : null);
    }
}

/// <summary>Ends a purge between two pieces; what is deleted stays so.</summary>
public sealed class CancelPurge(IArtisanDbFactory databases, GetOwnJob jobs)
{
    /// <summary>Ends it.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> when it has ended.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.MemoryPurge, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Purge purge = await db.Purges.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The purge");
        if (purge.FinishedAt is not null || purge.JobId is not { } job)
            throw new ArtisanException(ErrorCode.Conflict, "The purge has ended already.");
        await jobs.CancelAsync(TenantScope.System(scope.TenantId, scope.WorkspaceId, scope.ActorName), job, RunPurge.JobKind, cancellationToken);
        db.Audit(scope, "memory.purge_cancelled", $"Purge {id:N}");
        await db.SaveChangesAsync(cancellationToken);
    }
}
