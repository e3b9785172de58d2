using Artisan.Web.Shell;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class TimeRangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1h", 1, "Last hour")]
    [InlineData("24h", 24, "Last 24 hours")]
    [InlineData("7d", 168, "Last 7 days")]
    public void Presets_end_now(string text, int hours, string words)
    {
        var range = TimeRange.Parse(text, Now);
        (range.From, range.To, range.Words).ShouldBe((Now.AddHours(-hours), Now, words));
        (range.Before.From, range.Before.To).ShouldBe((Now.AddHours(-2 * hours), Now.AddHours(-hours)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-4d")]
    [InlineData("9999d")]
    [InlineData("4y")]
    [InlineData("2026-11-21..2026-11-01")]
    [InlineData("2026-13-01..2026-11-01")]
    [InlineData("1026-11-01..2026-11-01")]
    [InlineData("9999-12-31..9999-12-31")]
    public void Nonsense_is_the_fallback(string? text) => TimeRange.Parse(text, Now).Text.ShouldBe("24h");

    [Fact]
    public void Days_are_whole_days_of_the_viewers_zone()
    {
        var range = TimeRange.Parse("2026-10-24..2026-10-25", Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        range.From.ShouldBe(new DateTimeOffset(2026, 10, 23, 22, 0, 0, TimeSpan.Zero));
        range.To.ShouldBe(new DateTimeOffset(2026, 10, 25, 23, 0, 0, TimeSpan.Zero), "the clocks went back that night");
        range.Words.ShouldBe("24 Oct – 25 Oct 2026");
    }

    [Fact]
    public void Buckets_stay_few()
    {
        foreach ((string text, string _) in TimeRange.Presets)
        {
            var range = TimeRange.Parse(text, Now);
            ((int)(range.Length / range.Bucket)).ShouldBeInRange(12, 91, text);
        }
    }
}
