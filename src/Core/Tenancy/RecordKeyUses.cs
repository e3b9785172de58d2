using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>Writes down when API keys were last used, many at once.</summary>
public sealed class RecordKeyUses(IArtisanDbFactory databases)
{
    /// <summary>A use of a key.</summary>
    /// <param name="TenantId">The key's tenant.</param>
    /// <param name="ApiKeyId">The key.</param>
    /// <param name="At">When (UTC).</param>
    public sealed record Use(Guid TenantId, Guid ApiKeyId, DateTimeOffset At);

    /// <summary>Writes; a later time stands over an earlier one.</summary>
    public async Task ExecuteAsync(IReadOnlyList<Use> uses, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        Guid[] ids = uses.Select(u => u.ApiKeyId).ToArray();
        Dictionary<Guid, ApiKeyUse> there = await db.OfAllTenants<ApiKeyUse>().Where(u => ids.Contains(u.ApiKeyId)).ToDictionaryAsync(u => u.ApiKeyId, cancellationToken);
        foreach (Use use in uses)
        {
            if (!there.TryGetValue(use.ApiKeyId, out ApiKeyUse? row))
                db.ApiKeyUses.Add(row = new ApiKeyUse { TenantId = use.TenantId, ApiKeyId = use.ApiKeyId });
            if (row.LastUsedAt < use.At)
                row.LastUsedAt = use.At;
        }
        await db.SaveChangesAsync(cancellationToken);
    }
}
