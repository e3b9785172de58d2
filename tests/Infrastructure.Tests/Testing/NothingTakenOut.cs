using Artisan.Core.Data;

namespace Artisan.Infrastructure.Tests.Testing;

/// <summary>Keeps every text as it is, for tests of what the database does.</summary>
internal sealed class NothingTakenOut : IKeptTextGuard
{
    public string Text(Guid tenantId, KeptPlace place, string text) => text;

    public string Json(Guid tenantId, KeptPlace place, string json) => json;

    public byte[] Json(Guid tenantId, KeptPlace place, ReadOnlySpan<byte> utf8, int longest, out bool cut)
    {
        cut = utf8.Length > longest;
        return utf8[..Math.Min(longest, utf8.Length)].ToArray();
    }
}
