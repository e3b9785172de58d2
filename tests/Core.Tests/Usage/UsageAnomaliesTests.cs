using Artisan.Core.Usage;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Usage;

public sealed class UsageAnomaliesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_dear_day_is_named_with_what_drove_it()
    {
        UsageSeries series = Series(
            Line("gpt-4o", [1, 1.1, 0.9, 1, 9, 1, 1.05]),
            Line("local", [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]));
        UsageAnomaly found = UsageAnomalies.Find(series).ShouldHaveSingleItem();
        found.Kind.ShouldBe(UsageAnomalyKind.Cost);
        found.At.ShouldBe(Monday.AddDays(4));
        found.Driver.ShouldBe("gpt-4o");
        found.Value.ShouldBe(9.1, 0.001);
        found.Usual.ShouldBe(1.1, 0.001);
    }

    [Fact]
    public void Ordinary_ups_and_downs_are_no_news() =>
        UsageAnomalies.Find(Series(Line("gpt-4o", [1, 1.3, 0.8, 1.1, 1.5, 0.9, 1.2]))).ShouldBeEmpty();

    [Fact]
    public void Nights_and_weekends_without_use_do_not_make_a_workday_unusual() =>
        UsageAnomalies.Find(Series(Line("gpt-4o", [0, 0, 0, 1, 1.1, 0, 0, 1, 0.9, 0, 0, 1, 1.05, 0], attempts: v => v > 0 ? 40 : 0))).ShouldBeEmpty();

    [Fact]
    public void Too_few_days_say_nothing() => UsageAnomalies.Find(Series(Line("gpt-4o", [1, 1, 1, 50]))).ShouldBeEmpty();

    [Fact]
    public void One_bad_day_among_days_that_are_all_alike_is_seen() =>
        UsageAnomalies.Find(Series(Line("gpt-4o", [1, 1, 1, 1, 1, 1, 1, 1, 1, 20]))).ShouldHaveSingleItem().At.ShouldBe(Monday.AddDays(9));

    [Fact]
    public void A_day_on_which_much_failed_is_named()
    {
        UsageAnomaly found = UsageAnomalies.Find(Series(Line("gpt-4o", [1, 1, 1, 1, 1, 1, 1, 1], failures: [0, 1, 0, 1, 0, 30, 1, 0]))).ShouldHaveSingleItem();
        found.Kind.ShouldBe(UsageAnomalyKind.ErrorRate);
        found.Value.ShouldBe(0.3, 0.001);
    }

    [Fact]
    public void One_failure_of_two_calls_is_no_news() =>
        UsageAnomalies.Find(Series(Line("gpt-4o", [1, 1, 1, 1, 1, 1, 1], failures: [0, 0, 0, 0, 0, 1, 0], attempts: _ => 2))).ShouldBeEmpty();

    [Fact]
    public void Tokens_are_not_repeated_where_cost_says_it()
    {
        UsageSeriesLine line = Line("gpt-4o", [1, 1.1, 0.9, 1, 9, 1, 1.05]) with { Tokens = [100, 110, 90, 100, 900, 100, 105] };
        UsageAnomalies.Find(Series(line)).ShouldHaveSingleItem().Kind.ShouldBe(UsageAnomalyKind.Cost);
    }

    private static UsageSeries Series(params UsageSeriesLine[] lines) =>
        new(TimeSpan.FromDays(1), [.. Enumerable.Range(0, lines[0].CostUsd.Count).Select(i => Monday.AddDays(i))], lines);

    private static UsageSeriesLine Line(string name, double[] cost, long[]? failures = null, Func<double, long>? attempts = null) => new(
        name, [.. cost.Select(c => (decimal)c)], [.. cost.Select(_ => 0L)], [.. cost.Select(attempts ?? (_ => 100L))], failures ?? [.. cost.Select(_ => 0L)]);
}
