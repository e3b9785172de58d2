using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Control;

/// <summary>One more credential of a provider instance, without the credential itself.</summary>
/// <param name="Id">Id.</param>
/// <param name="Label">What people call it.</param>
/// <param name="ApiKeyLast4">Its last four characters; null for short ones.</param>
/// <param name="Place">Its place in the order, from 1; the instance's own stands before them all.</param>
/// <param name="Enabled">Whether it may be taken.</param>
public sealed record CredentialInfo(Guid Id, string Label, string? ApiKeyLast4, int Place, bool Enabled);

/// <summary>Lists, adds, switches, moves and removes the further credentials of a tenant's provider instance.</summary>
public sealed class ProviderCredentials(IArtisanDbFactory databases, ICredentialProtector protector)
{
    private const int Most = 20;

    /// <summary>Lists them in their order.</summary>
    /// <exception cref="ArtisanException">When the provider is not the tenant's.</exception>
    public async Task<IReadOnlyList<CredentialInfo>> ListAsync(TenantScope scope, Guid providerId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        if (!await db.TenantProviders.AnyAsync(p => p.Id == providerId, cancellationToken))
            throw ArtisanException.NotFound("The provider");
        return await db.TenantCredentials.AsNoTracking().Where(c => c.ProviderId == providerId).OrderBy(c => c.Place).ThenBy(c => c.Id)
            .Select(c => new CredentialInfo(c.Id, c.Label, c.ApiKeyLast4, c.Place, c.Enabled)).ToArrayAsync(cancellationToken);
    }

    /// <summary>Adds one, at the end of the order.</summary>
    /// <exception cref="ArtisanException">When label or credential are wrong, or the provider is not the tenant's.</exception>
    public async Task<Guid> AddAsync(TenantScope scope, Guid providerId, string? label, string? apiKey, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        label = label?.Trim() ?? "";
        apiKey = apiKey?.Trim() ?? "";
        if (label.Length is 0 or > 100)
            throw ArtisanException.Invalid("label", "Give the credential a name of 1 to 100 characters, such as team A.");
        if (apiKey.Length is 0 or > 4000 || apiKey.Any(c => c is <= ' ' or > '~'))
            throw ArtisanException.Invalid("api_key", "Enter the credential: 1 to 4,000 characters without spaces.");
        await using ArtisanDb db = databases.Open(scope);
        TenantProvider provider = await db.TenantProviders.SingleOrDefaultAsync(p => p.Id == providerId, cancellationToken) ?? throw ArtisanException.NotFound("The provider");
        if (provider.EncryptedApiKey is null)
            throw ArtisanException.Invalid("api_key", "The provider has no first credential yet. Save that one with the provider.");
        TenantCredential[] there = await db.TenantCredentials.Where(c => c.ProviderId == providerId).ToArrayAsync(cancellationToken);
        if (there.Length >= Most)
            throw ArtisanException.Invalid("api_key", $"A provider has at most {Most} further credentials.");
        if (there.Any(c => c.Label == label))
            throw ArtisanException.Invalid("label", "Another credential of this provider is called so.");
        var row = new TenantCredential
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            ProviderId = providerId,
            Label = label,
            EncryptedApiKey = protector.Protect(apiKey),
            ApiKeyLast4 = apiKey.Length >= 12 ? apiKey[^4..] : null,
            Place = there.Select(c => c.Place).DefaultIfEmpty().Max() + 1,
            UpdatedAt = DateTimeOffset.UtcNow,
            UpdatedBy = scope.ActorName,
        };
        db.TenantCredentials.Add(row);
        db.Audit(scope, "provider.credential_added", $"Provider {provider.Name}", new { label, last4 = row.ApiKeyLast4 });
        await db.SaveChangesAsync(cancellationToken);
        return row.Id;
    }

    /// <summary>Lets one be taken, or not.</summary>
    public Task SwitchAsync(TenantScope scope, Guid providerId, Guid id, bool enabled, CancellationToken cancellationToken) =>
        ChangeAsync(scope, providerId, id, "provider.credential_switched", (_, row) => row.Enabled = enabled, cancellationToken);

    /// <summary>Removes one with its secret.</summary>
    public Task RemoveAsync(TenantScope scope, Guid providerId, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(scope, providerId, id, "provider.credential_removed", (db, row) => db.TenantCredentials.Remove(row), cancellationToken);

    private async Task ChangeAsync(TenantScope scope, Guid providerId, Guid id, string action, Action<ArtisanDb, TenantCredential> change, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        TenantCredential row = await db.TenantCredentials.SingleOrDefaultAsync(c => c.Id == id && c.ProviderId == providerId, cancellationToken) ?? throw ArtisanException.NotFound("The credential");
        TenantProvider provider = await db.TenantProviders.SingleAsync(p => p.Id == row.ProviderId, cancellationToken);
        change(db, row);
        (row.UpdatedAt, row.UpdatedBy) = (DateTimeOffset.UtcNow, scope.ActorName);
        db.Audit(scope, action, $"Provider {provider.Name}", new { row.Label, last4 = row.ApiKeyLast4, row.Enabled });
        await db.SaveChangesAsync(cancellationToken);
    }
}
