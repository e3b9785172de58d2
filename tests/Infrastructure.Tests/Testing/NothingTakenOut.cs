using Artisan.Core.Data;

namespace Artisan.Infrastructure.Tests.Testing;

/// <summary>Keeps every text as it is, for tests of what the database does.</summary>
internal sealed class NothingTakenOut : IKeptTextGuard
{
    public string Text(Guid tenantId, KeptPlace place, string text, string? store = null) => text;

    public string Json(Guid tenantId, KeptPlace place, string json, string? store = null) => json;

    public byte[] Json(Guid tenantId, KeptPlace place, ReadOnlySpan<byte> utf8, int longest, out bool cut, string? store = null)
    {
        cut = utf8.Length > longest;
        return utf8[..Math.Min(longest, utf8.Length)].ToArray();
    }

    public bool MayStay(Guid tenantId, KeptPlace place, string text, ReadOnlySpan<byte> json) => true;
}
