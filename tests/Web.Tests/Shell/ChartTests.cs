using Artisan.Web.Shell.Components;
using Bunit;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class ChartTests : ShellContext
{
    private static readonly DateTimeOffset[] Hours = [.. Enumerable.Range(0, 24).Select(i => new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero).AddHours(i))];

    [Fact]
    public void Six_series_are_told_apart_and_the_rest_is_one()
    {
        var model = ChartModel.Of(Many(9), 24, stacked: true);
        model.Series.Select(s => s.Name).ShouldBe(["m9", "m8", "m7", "m6", "m5", "m4", "Other"]);
        model.Series[^1].Values[0].ShouldBe(1 + 2 + 3);
        model.TotalAt(0).ShouldBe(45);
    }

    [Theory]
    [InlineData(0.3, 0.5)]
    [InlineData(1, 1)]
    [InlineData(1.2, 2)]
    [InlineData(2.3, 2.5)]
    [InlineData(26, 50)]
    [InlineData(0.00041, 0.0005)]
    [InlineData(0, 0.25)]
    public void Scales_have_round_steps(double rough, double nice) => ChartModel.NiceStep(rough).ShouldBe(nice, nice / 1e9);

    [Fact]
    public void The_scale_reaches_over_the_highest_bar()
    {
        var model = ChartModel.Of([new ChartSeries("a", [3, 9.2]), new ChartSeries("b", [1, 4])], 2, stacked: true);
        model.Top.ShouldBe(15);
        model.Ticks.ShouldBe([0, 5, 10, 15]);
        model.Bar(1, 1).ShouldBe((100 * 9.2 / 15, 100 * 13.2 / 15));
    }

    [Fact]
    public void Missing_and_impossible_values_are_zero()
    {
        var series = new ChartSeries("a", [double.NaN, -4]);
        ChartModel.At(series, 0).ShouldBe(0);
        ChartModel.At(series, 1).ShouldBe(0);
        ChartModel.At(series, 7).ShouldBe(0);
        ChartModel.Of([series], 3, stacked: true).Top.ShouldBe(1);
    }

    [Fact]
    public void A_name_has_the_same_colour_alone_and_in_company()
    {
        string alone = SeriesPalette.Of("gpt-4o");
        SeriesPalette.Assign(["gpt-4o", "claude-sonnet-4", "x"])["gpt-4o"].ShouldBe(alone);
        SeriesPalette.Of("GPT-4o").ShouldBe(alone);
        SeriesPalette.Of("Other").ShouldBe("var(--series-other)");
    }

    [Fact]
    public void Twelve_names_of_one_chart_have_twelve_colours() =>
        SeriesPalette.Assign(Enumerable.Range(0, 12).Select(i => $"model {i}")).Values.Distinct().Count().ShouldBe(12);

    [Fact]
    public void A_chart_tells_its_values_to_everybody()
    {
        IRenderedComponent<TimeChart> chart = RenderChart(Many(2));
        chart.FindAll("[data-roving-item]").Count.ShouldBe(24);
        chart.FindAll("[data-roving-item][tabindex='0']").Count.ShouldBe(1);
        chart.Find("[data-roving-item]").GetAttribute("aria-label").ShouldBe("21 Nov, 00:00 – 01:00: m2 2, m1 1, total 3");
        chart.FindAll("details table tbody tr").Count.ShouldBe(24);
        chart.FindAll(".legend li").Count.ShouldBe(2);
    }

    [Fact]
    public void Labels_stand_at_round_times_of_the_viewers_clock()
    {
        TimeZoneInfo india = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        ChartModel.LabelledBuckets(Hours, TimeSpan.FromHours(1), null).ShouldBe([0, 4, 8, 12, 16, 20]);
        ChartModel.LabelledBuckets(Hours, TimeSpan.FromHours(1), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ShouldBe([3, 7, 11, 15, 19, 23]);
        ChartModel.LabelledBuckets(Hours, TimeSpan.FromHours(1), india).Count().ShouldBe(6, "no hour is round there, so they stand evenly");
        ChartModel.LabelledBuckets([.. Enumerable.Range(0, 30).Select(i => Hours[0].AddDays(i))], TimeSpan.FromDays(1), null).Count().ShouldBe(6);
    }

    [Fact]
    public void A_chart_of_nothing_says_so() => RenderChart([]).Find(".nothing").TextContent.ShouldBe("Nothing in this range");

    [Fact]
    public void Top_lists_add_up_the_rest()
    {
        IRenderedComponent<BarList> list = Render<BarList>(p => p.Add(b => b.Title, "Top").Add(b => b.Top, 3)
            .Add(b => b.Items, [new("a", 1), new("b", 8), new("c", 2), new("d", 4)]));
        list.FindAll("li").Select(l => l.QuerySelector(".name")!.TextContent).ShouldBe(["b", "d", "2 others"]);
        list.FindAll(".fill")[1].GetAttribute("style")!.ShouldContain("width: 50%");
    }

    [Fact]
    public void A_course_is_a_table_of_steps()
    {
        IRenderedComponent<Waterfall> course = Render<Waterfall>(p => p.Add(w => w.Spans,
        [
            new("Plan", 0, 2),
            new("Attempt 1", 2, 498) { Tone = Tone.Bad, Detail = "timed out" },
            new("Attempt 2", 500, 500) { Level = 1 },
        ]));
        course.FindAll("tbody tr").Count.ShouldBe(3);
        course.FindAll("tbody tr")[1].TextContent.ShouldContain("timed out");
        course.FindAll(".span")[2].GetAttribute("style").ShouldBe("left: 50%; width: 50%");
        course.Find("tfoot .total").TextContent.ShouldStartWith("1.0 s");
    }

    [Fact]
    public void A_tile_says_whether_a_change_is_good()
    {
        IRenderedComponent<StatTile> tile = Render<StatTile>(p => p.Add(t => t.Title, "Cost").Add(t => t.Value, "$84.20")
            .Add(t => t.Current, 84.2).Add(t => t.Previous, 71).Add(t => t.MoreIsGood, false).Add(t => t.Points, [1, 2, 3]));
        tile.Find(".change").ClassList.ShouldContain("bad");
        tile.Find(".change").TextContent.ShouldBe("+18.6 %, worse");
        tile.Find("svg[role=img]").GetAttribute("aria-label").ShouldBe("Cost: from 1 to 3, lowest 1, highest 3");
    }

    private IRenderedComponent<TimeChart> RenderChart(ChartSeries[] series) => Render<TimeChart>(p => p
        .Add(c => c.Title, "Cost by model").Add(c => c.Series, series).Add(c => c.Starts, Hours).Add(c => c.Bucket, TimeSpan.FromHours(1)));

    private static ChartSeries[] Many(int count) => [.. Enumerable.Range(1, count).Select(i => new ChartSeries($"m{i}", [.. Enumerable.Repeat((double)i, 24)]))];
}
