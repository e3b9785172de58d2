using Artisan.Core.Scoring;
using Artisan.Web.Features.Crm.LeadPages;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm;

public sealed class ScoreBuildUpTests
{
    [Fact]
    public void The_bar_goes_from_base_to_score_without_a_gap()
    {
        ScoreBuildUp build = ScoreBuildUp.Of(Score(40, 20, ("Demos", 15), ("Gone quiet", -6), ("Position", 11)));
        build.Steps.Select(s => s.Name).ShouldBe(["Base", "Demos", "Position", "Gone quiet"]);
        build.Steps.Zip(build.Steps.Skip(1)).ShouldAllBe(p => p.First.To == p.Second.From);
        build.Steps[^1].To.ShouldBe(40);
        (build.Least, build.Most).ShouldBe((0, 100));
        (build.Steps[3].Left(build), build.Steps[3].Width(build)).ShouldBe((40, 6));
    }

    [Fact]
    public void Beyond_the_scale_the_bar_still_fits_and_the_limit_comes_last()
    {
        ScoreBuildUp build = ScoreBuildUp.Of(Score(100, 20, ("Limit of the scale", -25), ("A", 60), ("B", 45)));
        build.Steps.Select(s => s.Name).ShouldBe(["Base", "A", "B", "Limit of the scale"]);
        (build.Most, build.Steps[^1].To).ShouldBe((125, 100));
        build.Steps.ShouldAllBe(s => s.Left(build) >= 0 && s.Left(build) + s.Width(build) <= 100.0001);
        ScoreBuildUp below = ScoreBuildUp.Of(Score(0, 20, ("Unsubscribed", -30), ("Limit of the scale", 10)));
        (below.Least, below.Steps[1].Left(below)).ShouldBe((-10, 0));
    }

    [Fact]
    public void Two_scores_are_compared_by_the_names_of_their_factors()
    {
        LeadScoreResponseV1 before = Score(38, 20, ("Demos", 10), ("Position", 12), ("Gone quiet", -4)), after = Score(47, 20, ("demos", 15), ("Position", 12), ("Replies", 5), ("Limit of the scale", -5));
        IReadOnlyList<FactorChange> changes = ScoreComparison.Between(before, after);
        changes.Select(c => (c.Name.ToLowerInvariant(), c.Before, c.After, c.Difference)).ShouldBe(
            [("demos", 10, 15, 5), ("limit of the scale", null, -5, -5), ("replies", null, 5, 5), ("gone quiet", -4, null, 4)], ignoreOrder: true);
        changes.Sum(c => c.Difference).ShouldBe(after.Score - before.Score);
        ScoreComparison.Between(after, after).ShouldBeEmpty();
    }

    private static LeadScoreResponseV1 Score(int score, int basis, params (string Name, int Impact)[] factors) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), score, basis, 0.5, "C", "medium", "Call.",
        [.. factors.Select(f => new ScoringFactorV1(f.Name == "Limit of the scale" ? "scale" : "fit", f.Name, 0.1, "value", null, f.Impact, ""))], "lead-score-1", "local", "artisan-extract-1", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, Guid.Empty);
}
