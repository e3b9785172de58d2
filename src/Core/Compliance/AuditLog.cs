using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Compliance;

/// <summary>Adds audit entries to the context of the change that they tell of, so that both are saved or neither.</summary>
public static class AuditLog
{
    /// <summary>Adds an entry; saved by the caller's <c>SaveChangesAsync</c>.</summary>
    /// <param name="db">The change's context.</param>
    /// <param name="scope">Who does it.</param>
    /// <param name="action">What, for instance <c>api_key.revoked</c>.</param>
    /// <param name="target">To what, for people.</param>
    /// <param name="details">Before and after, or other facts; never a credential.</param>
    public static void Audit(this ArtisanDb db, TenantScope scope, string action, string target, object? details = null) =>
        db.AuditEntries.Add(Create(scope.TenantId, scope.ActorName, (int)scope.ActorKind, scope.ActorId, action, target, details));

    /// <summary>Makes an entry where there is no scope yet, as at a sign-in.</summary>
    public static AuditEntry Create(Guid tenantId, string actor, int actorKind, Guid actorId, string action, string target, object? details)
    {
        var entry = new AuditEntry
        {
            TenantId = tenantId,
            Id = Guid.CreateVersion7(),
            // PostgreSQL keeps microseconds; the hash must survive the round trip.
            At = new DateTimeOffset(DateTimeOffset.UtcNow.Ticks / 10 * 10, TimeSpan.Zero),
            Actor = actor,
            ActorKind = actorKind,
            ActorId = actorId,
            Action = action,
            Target = target.Length > 1000 ? target[..1000] : target,
            DetailsJson = details is null ? null : JsonSerializer.Serialize(details, ArtisanJson.Options),
            Salt = RandomNumberGenerator.GetBytes(16),
        };
        entry.Digest = DigestOf(entry)!;
        return entry;
    }

    /// <summary>The digest of an entry's text; null when it was erased.</summary>
    public static byte[]? DigestOf(AuditEntry entry)
    {
        if (entry.Salt is null)
            return null;
        string text = JsonSerializer.Serialize(new[] { entry.Actor, entry.Target, entry.DetailsJson });
        return SHA256.HashData([.. entry.Salt, .. Encoding.UTF8.GetBytes(text)]);
    }

    /// <summary>The hash of an entry that follows another (32 zero bytes for the first).</summary>
    public static byte[] HashOf(AuditEntry entry, long sequence, ReadOnlySpan<byte> previous)
    {
        string header = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{entry.TenantId:N}|{sequence}|{entry.Id:N}|{entry.At.UtcTicks}|{entry.ActorKind}|{entry.ActorId:N}|{entry.Action}|");
        return SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(header), .. entry.Digest]);
    }
}
