using System.Security.Cryptography;
using Artisan.Core.Compliance;

namespace Artisan.Infrastructure.Tenancy;

/// <summary>Seals with a key derived from the master key, which the database does not hold.</summary>
public sealed class AuditSeal(MasterKey masterKey) : IAuditSeal
{
    private readonly byte[] _key = masterKey.Derive("artisan/audit-seal/v1");

    /// <inheritdoc/>
    public byte[] Seal(ReadOnlySpan<byte> text) => HMACSHA256.HashData(_key, text);
}
