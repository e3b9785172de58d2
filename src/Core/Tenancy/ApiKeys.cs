using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>A key in lists; the key itself is gone.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="WorkspaceId">Workspace.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ExpiresAt">When it ends (UTC).</param>
/// <param name="RevokedAt">When it was revoked (UTC).</param>
/// <param name="LastUsedAt">When it was last used (UTC).</param>
public sealed record ApiKeyInfo(Guid Id, string Name, string Prefix, Guid WorkspaceId, KeyScopes Scopes, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);

/// <summary>Lists the tenant's API keys, newest first.</summary>
public sealed class ListApiKeys(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    public async Task<Page<ApiKeyInfo>> ExecuteAsync(TenantScope scope, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<ApiKey> keys = db.ApiKeys.AsNoTracking();
        if (page.Cursor is { } text)
        {
            Guid after = Cursor.Decode(text).Id;
            keys = keys.Where(k => k.Id.CompareTo(after) < 0);
        }
        var rows = await (from key in keys
                          join use in db.ApiKeyUses on key.Id equals use.ApiKeyId into uses
                          from use in uses.DefaultIfEmpty()
                          orderby key.Id descending
                          select new ApiKeyInfo(key.Id, key.Name, key.Prefix, key.WorkspaceId, key.Scopes, key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.RevokedAt, use == null ? null : use.LastUsedAt))
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        return rows.Count > page.Size ? new Page<ApiKeyInfo>(rows[..page.Size], new Cursor(null, rows[page.Size - 1].Id).Encode()) : new Page<ApiKeyInfo>(rows, null);
    }
}

/// <summary>Makes an API key; its text is given once and never again.</summary>
public sealed class CreateApiKey(IArtisanDbFactory databases)
{
    /// <summary>Prefix of every key.</summary>
    public const string KeyPrefix = "ak_";

    /// <summary>What to make.</summary>
    /// <param name="Name">What it is for.</param>
    /// <param name="WorkspaceId">In whose name it calls.</param>
    /// <param name="Scopes">What it may do.</param>
    /// <param name="ExpiresAt">When it ends (UTC); null for never.</param>
    public sealed record Request(string Name, Guid WorkspaceId, KeyScopes Scopes, DateTimeOffset? ExpiresAt = null);

    /// <summary>What was made.</summary>
    /// <param name="Id">Id.</param>
    /// <param name="Key">The key in clear; show it once.</param>
    /// <param name="Prefix">Its first characters, which are kept.</param>
    public sealed record Created(Guid Id, string Key, string Prefix);

    /// <summary>Makes the key.</summary>
    /// <exception cref="ArtisanException">When a value is wrong or the workspace is not the tenant's.</exception>
    public async Task<Created> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        string name = request.Name?.Trim() ?? "";
        if (name.Length is 0 or > 200)
            throw ArtisanException.Invalid("name", "Give the key a name of 1 to 200 characters that says what it is for.");
        if ((request.Scopes & KeyScopes.All) == 0 || (request.Scopes & ~KeyScopes.All) != 0)
            throw ArtisanException.Invalid("scopes", "Choose at least one scope: gateway, ai, crm, voice, admin.");
        if (scope.ActorKind == ActorKind.ApiKey && (request.Scopes & ~scope.KeyScopes) != 0)
            throw ArtisanException.Forbidden("A key cannot make a key that may do more than itself.");
        if (request.ExpiresAt is { } end && end <= DateTimeOffset.UtcNow)
            throw ArtisanException.Invalid("expires_at", "The end of the key lies in the past.");
        await using ArtisanDb db = databases.Open(scope);
        if (!await db.Workspaces.AnyAsync(w => w.Id == request.WorkspaceId && w.ArchivedAt == null, cancellationToken))
            throw ArtisanException.NotFound("The workspace");
        string key = KeyPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var row = new ApiKey
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            WorkspaceId = request.WorkspaceId,
            Name = name,
            Prefix = key[..9],
            Hash = SHA256.HashData(Encoding.UTF8.GetBytes(key)),
            Scopes = request.Scopes,
            CreatedAt = DateTimeOffset.UtcNow,
            CreatedBy = scope.ActorName,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        db.ApiKeys.Add(row);
        db.Audit(scope, "api_key.created", $"API key {name} ({row.Prefix}…)", new { scopes = request.Scopes, request.WorkspaceId, request.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        return new Created(row.Id, key, row.Prefix);
    }
}

/// <summary>Revokes an API key; it is refused on every node within five seconds.</summary>
public sealed class RevokeApiKey(IArtisanDbFactory databases)
{
    /// <summary>Revokes; doing so again changes nothing.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the key is not the tenant's.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid keyId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        ApiKey key = await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == keyId, cancellationToken) ?? throw ArtisanException.NotFound("The API key");
        if (key.RevokedAt is not null)
            return;
        key.RevokedAt = DateTimeOffset.UtcNow;
        db.Audit(scope, "api_key.revoked", $"API key {key.Name} ({key.Prefix}…)");
        await db.SaveChangesAsync(cancellationToken);
    }
}
