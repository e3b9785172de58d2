using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Control;

/// <summary>
/// What this node holds in memory of all tenants: read at start, and again for a tenant whose version grew. A signal tells of changes at once;
/// a poll of the versions every two seconds finds those whose signal was lost, so that a revoked key is refused everywhere within five seconds.
/// </summary>
public sealed class ControlPlane(IArtisanDbFactory databases, ControlLoader loader, GuardrailPolicies guardrails, LiveFeed feed)
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private volatile Snapshot _snapshot = new(FrozenDictionary<Guid, TenantControl>.Empty, FrozenDictionary<string, KeyControl>.Empty, FrozenDictionary<Guid, Guid[]>.Empty);

    private sealed record Snapshot(FrozenDictionary<Guid, TenantControl> Tenants, FrozenDictionary<string, KeyControl> Keys, FrozenDictionary<Guid, Guid[]> TenantsOfAccount);

    /// <summary>All tenants.</summary>
    public IReadOnlyCollection<TenantControl> Tenants => _snapshot.Tenants.Values;

    /// <summary>A tenant; null when it does not exist.</summary>
    public TenantControl? TenantOf(Guid tenantId) => _snapshot.Tenants.GetValueOrDefault(tenantId);

    /// <summary>The tenants in which an account is a member.</summary>
    public IReadOnlyList<Guid> TenantsOfAccount(Guid accountId) => _snapshot.TenantsOfAccount.GetValueOrDefault(accountId) ?? [];

    /// <summary>The scope that an API key opens; null when the key is unknown, revoked, expired, or its tenant is suspended.</summary>
    public TenantScope? ScopeOfKey(ReadOnlySpan<char> key, DateTimeOffset now)
    {
        Span<byte> utf8 = stackalloc byte[256];
        if (key.Length is 0 or > 128 || !Encoding.UTF8.TryGetBytes(key, utf8, out int length))
            return null;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(utf8[..length], hash);
        if (!_snapshot.Keys.TryGetValue(Convert.ToHexString(hash), out KeyControl? found))
            return null;
        return found.ExpiresAt is { } end && end <= now ? null : found.Scope;
    }

    /// <summary>Reads again the tenants whose version grew, and drops those that are gone. Cheap when nothing changed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            await using ArtisanDb db = databases.OpenDeployment();
            Dictionary<Guid, long> versions = await db.ControlVersions.ToDictionaryAsync(v => v.TenantId, v => v.Version, cancellationToken);
            Snapshot old = _snapshot;
            Guid[] stale = versions.Where(v => old.Tenants.GetValueOrDefault(v.Key)?.Version != v.Value).Select(v => v.Key).ToArray();
            if (stale.Length == 0 && versions.Count == old.Tenants.Count)
                return;
            var tenants = old.Tenants.Where(t => versions.ContainsKey(t.Key)).ToDictionary();
            foreach (TenantControl read in await loader.LoadAsync(db, stale, cancellationToken))
            {
                tenants[read.TenantId] = read;
                guardrails.Set(read.TenantId, read.Guardrails);
            }
            _snapshot = Index(tenants.ToFrozenDictionary());
        }
        finally
        {
            _refreshing.Release();
        }
        feed.Deliver(new FeedSignal(Guid.Empty, FeedTopic.Control));
        Changed?.Invoke();
    }

    /// <summary>Raised after something changed in memory.</summary>
    public event Action? Changed;

    private static Snapshot Index(FrozenDictionary<Guid, TenantControl> tenants)
    {
        TenantControl[] active = tenants.Values.Where(t => !t.Suspended).ToArray();
        var keys = active.SelectMany(t => t.Keys).ToFrozenDictionary(k => k.Hash);
        var accounts = active.SelectMany(t => t.Members.Values.Select(m => (m.AccountId, t.TenantId)))
            .GroupBy(m => m.AccountId).ToFrozenDictionary(g => g.Key, g => g.Select(m => m.TenantId).ToArray());
        return new Snapshot(tenants, keys, accounts);
    }
}
