using System.Globalization;
using Artisan.Core.Usage.Budgets;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Usage.Budgets;

/// <summary>Windows begin at midnight where the tenant is, also when its clocks change.</summary>
public sealed class BudgetPeriodTests
{
    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [Theory]
    [InlineData("UTC", BudgetWindow.Day, "2026-11-28T23:59:59Z", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z")]
    [InlineData("Asia/Kolkata", BudgetWindow.Day, "2026-11-28T18:30:00Z", "2026-11-28T18:30:00Z", "2026-11-29T18:30:00Z")]
    [InlineData("Europe/Berlin", BudgetWindow.Day, "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", BudgetWindow.Day, "2026-10-25T10:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("America/New_York", BudgetWindow.Month, "2026-03-01T04:59:59Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z")]
    [InlineData("America/New_York", BudgetWindow.Month, "2026-03-31T12:00:00Z", "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z")]
    [InlineData("UTC", BudgetWindow.Minute, "2026-11-28T12:34:56Z", "2026-11-28T12:34:00Z", "2026-11-28T12:35:00Z")]
    // The clocks of Beirut go from 00:00 to 01:00: the day begins at one o'clock.
    [InlineData("Asia/Beirut", BudgetWindow.Day, "2026-03-29T10:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")]
    public void A_window_is_the_tenants(string zone, BudgetWindow window, string at, string from, string until)
    {
        BudgetPeriod period = BudgetPeriod.Of(window, Utc(at), TimeZoneInfo.FindSystemTimeZoneById(zone));
        period.From.ShouldBe(Utc(from));
        period.Until.ShouldBe(Utc(until));
        period.Holds(Utc(at)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Beirut")]
    [InlineData("America/Havana")]
    [InlineData("Australia/Lord_Howe")]
    public void Days_follow_one_another_without_gap_or_overlap(string zone)
    {
        TimeZoneInfo of = TimeZoneInfo.FindSystemTimeZoneById(zone);
        BudgetPeriod day = BudgetPeriod.Of(BudgetWindow.Day, Utc("2026-01-01T12:00:00Z"), of);
        for (int i = 0; i < 370; i++)
        {
            BudgetPeriod next = BudgetPeriod.Of(BudgetWindow.Day, day.Until, of);
            next.From.ShouldBe(day.Until);
            (next.Until - next.From).ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(25));
            day = next;
        }
    }
}
