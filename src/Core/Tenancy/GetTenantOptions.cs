using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>A feature as it is for a tenant.</summary>
/// <param name="Feature">What it is.</param>
/// <param name="Enabled">Whether it is on.</param>
/// <param name="UpdatedAt">When it was last switched (UTC); null where the default holds.</param>
/// <param name="UpdatedBy">By whom.</param>
public sealed record FeatureState(Features.Feature Feature, bool Enabled, DateTimeOffset? UpdatedAt, string? UpdatedBy);

/// <summary>A setting as it is for a tenant.</summary>
/// <param name="Setting">What it is.</param>
/// <param name="ValueJson">The tenant's value as JSON; null where the deployment's holds.</param>
/// <param name="UpdatedAt">When it was last set (UTC); null where it is not.</param>
/// <param name="UpdatedBy">By whom.</param>
public sealed record SettingState(TenantSettings.Setting Setting, string? ValueJson, DateTimeOffset? UpdatedAt, string? UpdatedBy);

/// <summary>An organisation with what it has chosen.</summary>
/// <param name="Name">Name.</param>
/// <param name="Slug">Slug.</param>
/// <param name="TimeZone">IANA time zone of its days.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
/// <param name="Features">All features.</param>
/// <param name="Settings">All settings.</param>
public sealed record TenantOptionsInfo(string Name, string Slug, string TimeZone, DateTimeOffset CreatedAt, IReadOnlyList<FeatureState> Features, IReadOnlyList<SettingState> Settings);

/// <summary>Reads the organisation's name, features and settings, with who changed them.</summary>
public sealed class GetTenantOptions(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<TenantOptionsInfo> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        Tenant tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == scope.TenantId, cancellationToken);
        var switches = await db.FeatureSwitches.AsNoTracking().ToDictionaryAsync(f => f.Name, cancellationToken);
        var settings = await db.TenantSettings.AsNoTracking().ToDictionaryAsync(s => s.Key, cancellationToken);
        return new TenantOptionsInfo(tenant.Name, tenant.Slug, tenant.TimeZone, tenant.CreatedAt,
            Features.All.Select(f => switches.TryGetValue(f.Name, out FeatureSwitch? row) ? new FeatureState(f, row.Enabled, row.UpdatedAt, row.UpdatedBy) : new FeatureState(f, f.Default, null, null)).ToArray(),
            TenantSettings.All.Select(s => settings.TryGetValue(s.Key, out TenantSetting? row) ? new SettingState(s, row.ValueJson, row.UpdatedAt, row.UpdatedBy) : new SettingState(s, null, null, null)).ToArray());
    }
}
