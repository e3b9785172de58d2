using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>Changes the organisation's name and time zone.</summary>
public sealed class ChangeOrganisation(IArtisanDbFactory databases)
{
    /// <summary>Changes.</summary>
    /// <exception cref="ArtisanException">When a value is wrong.</exception>
    public async Task ExecuteAsync(TenantScope scope, string name, string timeZone, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        name = name?.Trim() ?? "";
        if (name.Length is 0 or > 200)
            throw ArtisanException.Invalid("name", "Give the organisation a name of 1 to 200 characters.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
            throw ArtisanException.Invalid("time_zone", $"'{timeZone}' is no time zone. Use an IANA name such as Europe/Berlin.");
        await using ArtisanDb db = databases.Open(scope);
        Tenant tenant = await db.Tenants.SingleAsync(t => t.Id == scope.TenantId, cancellationToken);
        db.Audit(scope, "organisation.changed", $"Organisation {tenant.Name}", new { before = new { tenant.Name, tenant.TimeZone }, after = new { name, timeZone } });
        (tenant.Name, tenant.TimeZone) = (name, timeZone);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.ControlVersions.Where(v => v.TenantId == scope.TenantId).ExecuteUpdateAsync(set => set.SetProperty(v => v.Version, v => v.Version + 1), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <summary>Switches a feature of the product on or off.</summary>
public sealed class SwitchFeature(IArtisanDbFactory databases)
{
    /// <summary>Switches.</summary>
    /// <exception cref="ArtisanException">When there is no such feature.</exception>
    public async Task ExecuteAsync(TenantScope scope, string feature, bool enabled, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        if (Features.All.All(f => f.Name != feature))
            throw ArtisanException.NotFound($"The feature '{feature}'");
        await using ArtisanDb db = databases.Open(scope);
        FeatureSwitch? row = await db.FeatureSwitches.SingleOrDefaultAsync(f => f.Name == feature, cancellationToken);
        bool before = row?.Enabled ?? Features.DefaultOf(feature);
        if (row is null)
            db.FeatureSwitches.Add(row = new FeatureSwitch { TenantId = scope.TenantId, Name = feature });
        (row.Enabled, row.UpdatedAt, row.UpdatedBy) = (enabled, DateTimeOffset.UtcNow, scope.ActorName);
        db.Audit(scope, "feature.switched", $"Feature {feature}", new { before, after = enabled });
        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>Sets a value over the deployment's, or takes it back.</summary>
public sealed class ChangeSetting(IArtisanDbFactory databases)
{
    /// <summary>Changes.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="key">One of <see cref="TenantSettings"/>.</param>
    /// <param name="valueJson">The value as JSON; null goes back to the deployment's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When there is no such setting or the value is of the wrong type.</exception>
    public async Task ExecuteAsync(TenantScope scope, string key, string? valueJson, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        TenantSettings.Setting setting = TenantSettings.All.FirstOrDefault(s => s.Key == key) ?? throw ArtisanException.NotFound($"The setting '{key}'");
        if (valueJson is not null && !Fits(setting, valueJson))
            throw ArtisanException.Invalid(key, setting.Type == "number" ? $"{setting.Title} must be a number from 0 to 1,000,000,000,000." : $"{setting.Title} must be on or off.");
        await using ArtisanDb db = databases.Open(scope);
        TenantSetting? row = await db.TenantSettings.SingleOrDefaultAsync(s => s.Key == key, cancellationToken);
        string? before = row?.ValueJson;
        if (valueJson is null)
        {
            if (row is not null)
                db.TenantSettings.Remove(row);
        }
        else
        {
            if (row is null)
                db.TenantSettings.Add(row = new TenantSetting { TenantId = scope.TenantId, Key = key });
            (row.ValueJson, row.UpdatedAt, row.UpdatedBy) = (valueJson, DateTimeOffset.UtcNow, scope.ActorName);
        }
        db.Audit(scope, "setting.changed", setting.Title, new { key, before, after = valueJson });
        await db.SaveChangesAsync(cancellationToken);
    }

    private static bool Fits(TenantSettings.Setting setting, string json)
    {
        try
        {
            using JsonDocument value = JsonDocument.Parse(json);
            return setting.Type == "boolean"
                ? value.RootElement.ValueKind is JsonValueKind.True or JsonValueKind.False
                : value.RootElement.ValueKind == JsonValueKind.Number && value.RootElement.GetDecimal() is >= 0 and <= 1_000_000_000_000m;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return false;
        }
    }
}
