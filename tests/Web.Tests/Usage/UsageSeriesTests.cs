using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Usage;

/// <summary>Days of a chart are the days of the viewer's time zone, also where clocks are changed.</summary>
public sealed class UsageSeriesTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    [Theory]
    // Berlin puts its clocks back on 26 October 2025 at 01:00 UTC: that day has 25 hours, from 22:00 UTC to 23:00 UTC.
    [InlineData("Europe/Berlin", "2025-10-25T21:00Z", "2025-10-25T22:00Z", "2025-10-26T22:00Z", "2025-10-26T23:00Z", "2025-10-25T22:00Z")]
    [InlineData("Asia/Kolkata", "2025-10-25T17:00Z", "2025-10-25T19:00Z", "2025-10-26T18:00Z", "2025-10-26T19:00Z", "2025-10-25T18:30Z")]
    public async Task Hours_count_for_their_local_day(string zone, string before, string first, string last, string after, string dayBegin)
    {
        string model = $"model-of-{zone}";
        await using (ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
        {
            foreach ((string hour, int attempts) in new[] { (before, 1), (first, 10), (last, 100), (after, 1000) })
            {
                DateTimeOffset at = DateTimeOffset.Parse(hour, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();
                db.UsageHours.Add(new UsageHour { TenantId = App.Home.TenantId, Hour = at, WorkspaceId = App.Home.WorkspaceId, Provider = "p", Model = model, UseCase = "gateway", Attempts = attempts });
                db.UsageLatencyHours.Add(new UsageLatencyHour { TenantId = App.Home.TenantId, Hour = at, WorkspaceId = App.Home.WorkspaceId, Provider = "p", Model = model, Bucket = attempts.ToString(System.Globalization.CultureInfo.InvariantCulture).Length, Attempts = attempts });
            }
            await db.SaveChangesAsync();
        }
        DateTimeOffset day = DateTimeOffset.Parse(dayBegin, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();
        var filter = new UsageFilter(day.AddDays(-4), day.AddDays(4), Model: model);
        TimeZoneInfo place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        TenantScope admin = App.ScopeOf(Role.Admin);
        UsageSeries series = await App.Services.GetRequiredService<GetUsageSeries>().ExecuteAsync(admin, filter, UsageGroup.Model, place, CancellationToken.None);
        int at0 = series.Points.ToList().IndexOf(day);
        UsageSeriesLine line = series.Series.Single();
        new[] { line.Attempts[at0 - 1], line.Attempts[at0], line.Attempts[at0 + 1] }.ShouldBe([1, 110, 1000]);
        LatencySeries latency = await App.Services.GetRequiredService<GetLatencySeries>().ExecuteAsync(admin, filter, place, CancellationToken.None);
        latency.Latencies[at0].P50.ShouldBe(LatencyBuckets.Middle(3));
        latency.Latencies[at0 - 2].P50.ShouldBeNull();
    }
}
