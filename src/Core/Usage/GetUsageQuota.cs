using System.Globalization;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>How much of a limit is used.</summary>
/// <param name="Limit">The limit; null when there is none.</param>
/// <param name="Used">Used since the window's begin.</param>
/// <param name="Remaining">Left; null without a limit.</param>
/// <param name="UsedShare">0 to 1 and beyond; null without a limit.</param>
public sealed record QuotaLine(decimal? Limit, decimal Used, decimal? Remaining, double? UsedShare)
{
    internal static QuotaLine Of(decimal? limit, decimal used) =>
        new(limit, used, limit is { } l ? l - used : null, limit is { } m and > 0 ? (double)(used / m) : null);
}

/// <summary>The tenant's quota now.</summary>
/// <param name="MonthFrom">Begin of the month in the tenant's time zone (UTC).</param>
/// <param name="MonthTo">Its end (UTC).</param>
/// <param name="MonthlyTokens">Tokens this month.</param>
/// <param name="MonthlyUsd">USD this month.</param>
/// <param name="DailyTokens">Tokens today.</param>
/// <param name="ForecastTokens">Tokens at the month's end, if it goes on as the last seven days.</param>
/// <param name="ForecastUsd">USD at the month's end, likewise.</param>
/// <param name="SoftCapShare">From this share on the use is warned of.</param>
public sealed record UsageQuota(DateTimeOffset MonthFrom, DateTimeOffset MonthTo, QuotaLine MonthlyTokens, QuotaLine MonthlyUsd, QuotaLine DailyTokens, decimal ForecastTokens, decimal ForecastUsd, double SoftCapShare);

/// <summary>Reads the tenant's quota, with a forecast to the month's end.</summary>
public sealed class GetUsageQuota(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config)
{
    /// <summary>Where warnings begin (seed: default 80 %).</summary>
    public const double SoftCap = 0.8;

    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<UsageQuota> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Usage, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTime local = TimeZoneInfo.ConvertTime(now, tenant.TimeZone).DateTime;
        DateTimeOffset month = Utc(new DateTime(local.Year, local.Month, 1), tenant.TimeZone), next = Utc(new DateTime(local.Year, local.Month, 1).AddMonths(1), tenant.TimeZone);
        DateTimeOffset day = Utc(local.Date, tenant.TimeZone), week = now.AddDays(-7);
        await using ArtisanDb db = databases.Open(scope);
        UsageTotals monthly = await SumAsync(month), daily = await SumAsync(day), weekly = await SumAsync(week);
        decimal restDays = (decimal)(next - now).TotalDays;
        return new UsageQuota(month, next,
            QuotaLine.Of(Number(tenant, TenantSettings.MonthlyTokenLimit), monthly.TotalTokens),
            QuotaLine.Of(Number(tenant, TenantSettings.MonthlyUsdLimit), monthly.CostUsd),
            QuotaLine.Of(config.Current.Limits.DailyTokensPerTenant, daily.TotalTokens),
            Math.Round(monthly.TotalTokens + weekly.TotalTokens / 7m * restDays), Math.Round(monthly.CostUsd + weekly.CostUsd / 7m * restDays, 4), SoftCap);

        Task<UsageTotals> SumAsync(DateTimeOffset from) =>
            GetUsageSummary.SumAsync(new UsageFilter(from, now.AddHours(1)).Apply(db.UsageHours.AsNoTracking(), scope, reach), cancellationToken);
    }

    private static decimal? Number(TenantControl tenant, string key) =>
        tenant.Settings.TryGetValue(key, out string? json) && decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value : null;

    private static DateTimeOffset Utc(DateTime local, TimeZoneInfo zone) => new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
}
