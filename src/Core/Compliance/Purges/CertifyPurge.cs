using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Purges;

/// <summary>Writes a purge's audit entry and its certificate: who, when, why, what, by store, with the id and the hash of everything that was deleted.</summary>
public sealed class CertifyPurge(IArtisanDbFactory databases, IBlobStore blobs, IAuditSeal seal, ChainAuditEntries chain, PurgeLimits limits)
{
    private const long MostBytes = 1L << 30;

    /// <summary>Certifies. Done again after a crash it makes no second audit entry.</summary>
    public async Task ExecuteAsync(TenantScope actor, Guid purgeId, PurgeScope scope, IReadOnlyList<PurgeStoreV1> counts, bool verified, CancellationToken cancellationToken)
    {
        Purge purge = await AuditAsync(actor, purgeId, scope, counts, verified, cancellationToken);
        long? sequence = await SequenceAsync(actor.TenantId, purge.AuditId!.Value, cancellationToken);
        string path = Path.Combine(Path.GetTempPath(), $"artisan-certificate-{Guid.NewGuid():N}");
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await using (var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
            await WriteAsync(packed, purge, scope, counts, verified, sequence, cancellationToken);
        file.Position = 0;
        byte[] hash = await SHA256.HashDataAsync(file, cancellationToken);
        file.Position = 0;
        BlobInfo stored = await blobs.StoreAsync(actor, $"purge-{purgeId:N}.json.gz", "application/gzip", file, MostBytes, null, cancellationToken);
        await using ArtisanDb db = databases.Open(actor);
        Purge row = await db.Purges.SingleAsync(p => p.Id == purgeId, cancellationToken);
        (row.CertificateId, row.Sha256, row.Seal) = (stored.Id, hash, seal.Seal(SealText(actor.TenantId, purgeId, hash)));
        (row.State, row.FinishedAt) = (verified ? PurgeState.Verified : PurgeState.Incomplete, DateTimeOffset.UtcNow);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.PurgePieces.Where(p => p.PurgeId == purgeId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<Purge> AuditAsync(TenantScope actor, Guid purgeId, PurgeScope scope, IReadOnlyList<PurgeStoreV1> counts, bool verified, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(actor);
        Purge purge = await db.Purges.SingleAsync(p => p.Id == purgeId, cancellationToken);
        if (purge.AuditId is not null)
            return purge;
        // Ids and counts only: neither name nor address of a person, nor the reason, in which they may stand.
        AuditEntry entry = AuditLog.Create(actor.TenantId, actor.ActorName, (int)actor.ActorKind, actor.ActorId, scope.Record ? "data_subject.erased" : "memory.purged", $"Purge {purgeId:N}",
            new { scope.Category, scope.LeadIds, scope.ContactIds, scope.OwnerId, scope.Until, verified, deleted = counts.ToDictionary(c => c.Store, c => c.Deleted), held = counts.Sum(c => c.Held) });
        db.AuditEntries.Add(entry);
        (purge.AuditId, purge.CountsJson) = (entry.Id, PurgeJson.Write(counts));
        await db.SaveChangesAsync(cancellationToken);
        return purge;
    }

    private async Task<long?> SequenceAsync(Guid tenantId, Guid auditId, CancellationToken cancellationToken)
    {
        // Another node may have its turn at the chain just now.
        for (int attempt = 0; attempt < 20; attempt++)
        {
            await chain.ExecuteAsync(cancellationToken);
            await using (ArtisanDb db = databases.OpenTenant(tenantId))
            {
                if (await db.AuditEntries.Where(e => e.Id == auditId).Select(e => e.Sequence).SingleOrDefaultAsync(cancellationToken) is { } sequence)
                    return sequence;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
        return null;
    }

    private async Task WriteAsync(Stream to, Purge purge, PurgeScope scope, IReadOnlyList<PurgeStoreV1> counts, bool verified, long? sequence, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(scope.TenantId);
        await using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("certificate", "artisan-purge-1");
        json.WriteString("purge_id", purge.Id);
        json.WriteString("organisation", scope.TenantId);
        json.WriteString("requested_by", purge.CreatedBy);
        json.WriteString("requested_at", purge.CreatedAt);
        json.WriteString("certified_at", DateTimeOffset.UtcNow);
        json.WriteString("reason", purge.Reason);
        json.WritePropertyName("criteria");
        JsonSerializer.Serialize(json, scope, Kernel.ArtisanJson.Options);
        json.WriteBoolean("verified", verified);
        json.WritePropertyName("stores");
        JsonSerializer.Serialize(json, counts, Kernel.ArtisanJson.Options);
        json.WritePropertyName("nodes");
        JsonSerializer.Serialize(json, await NodesAsync(db, purge.Id, limits, cancellationToken), Kernel.ArtisanJson.Options);
        json.WriteStartObject("audit");
        json.WriteString("id", purge.AuditId!.Value);
        if (sequence is { } number)
            json.WriteNumber("sequence", number);
        json.WriteEndObject();
        json.WriteStartArray("deleted");
        Guid last = Guid.Empty;
        while (await NextAsync(db, purge.Id, last, cancellationToken) is { } piece)
        {
            for (int at = 0; at < piece.Data.Length; at += 48)
            {
                json.WriteStartObject();
                json.WriteString("store", piece.Store);
                json.WriteString("id", new Guid(piece.Data.AsSpan(at, 16), bigEndian: true));
                json.WriteString("sha256", Convert.ToHexStringLower(piece.Data.AsSpan(at + 16, 32)));
                json.WriteEndObject();
            }
            last = piece.Id;
            await json.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static Task<PurgePiece?> NextAsync(ArtisanDb db, Guid purgeId, Guid after, CancellationToken cancellationToken) =>
        db.PurgePieces.AsNoTracking().Where(p => p.PurgeId == purgeId && p.Id.CompareTo(after) > 0).OrderBy(p => p.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Nodes that said so, and those alive that did not, with -1.</summary>
    internal static async Task<PurgeNodeV1[]> NodesAsync(ArtisanDb db, Guid purgeId, PurgeLimits limits, CancellationToken cancellationToken)
    {
        PurgeAck[] acks = await db.PurgeAcks.AsNoTracking().Where(a => a.PurgeId == purgeId).OrderBy(a => a.Node).ToArrayAsync(cancellationToken);
        DateTimeOffset alive = DateTimeOffset.UtcNow - limits.Gone;
        ClusterNode[] nodes = await db.ClusterNodes.AsNoTracking().Where(n => n.SeenAt > alive).ToArrayAsync(cancellationToken);
        return [.. acks.Select(a => new PurgeNodeV1(a.Node, a.At, a.Left)), .. nodes.Where(n => acks.All(a => a.NodeId != n.Id)).Select(n => new PurgeNodeV1(n.Name, n.SeenAt, -1))];
    }

    /// <summary>What a certificate's seal stands on.</summary>
    internal static byte[] SealText(Guid tenantId, Guid purgeId, byte[] hash) => Encoding.UTF8.GetBytes($"artisan-purge|{tenantId:N}|{purgeId:N}|{Convert.ToHexString(hash)}");
}
