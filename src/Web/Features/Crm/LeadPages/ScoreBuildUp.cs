using Artisan.Core.Scoring;

namespace Artisan.Web.Features.Crm.LeadPages;

/// <summary>One step on the way from the base to the score.</summary>
/// <param name="Name">What moves it.</param>
/// <param name="Impact">Points with sign; of the first step the base itself.</param>
/// <param name="From">Points before.</param>
/// <param name="To">Points after.</param>
/// <param name="Factor">The reason; null for the base.</param>
public sealed record ScoreStep(string Name, int Impact, int From, int To, ScoringFactorV1? Factor)
{
    /// <summary>Where the step's bar begins, in percent of the scale.</summary>
    public double Left(ScoreBuildUp of) => 100.0 * (Math.Min(From, To) - of.Least) / of.Span;

    /// <summary>How wide it is, in percent of the scale.</summary>
    public double Width(ScoreBuildUp of) => 100.0 * Math.Abs(To - From) / of.Span;
}

/// <summary>A score as a bar that builds up from base to score, factor by factor: what raises it first, then what lowers it, each from the largest.</summary>
/// <param name="Steps">The base and the factors.</param>
/// <param name="Least">The lowest point that is passed: 0, or below where factors go beyond the scale.</param>
/// <param name="Most">The highest point that is passed: 100, or above.</param>
public sealed record ScoreBuildUp(IReadOnlyList<ScoreStep> Steps, int Least, int Most)
{
    /// <summary>Length of the scale in points.</summary>
    public int Span => Most - Least;

    /// <summary>Builds it.</summary>
    public static ScoreBuildUp Of(LeadScoreResponseV1 score)
    {
        var steps = new List<ScoreStep> { new("Base", score.BaseScore, 0, score.BaseScore, null) };
        int at = score.BaseScore;
        // What the limits of the scale cut off comes last: it answers to the sum of all others.
        foreach (ScoringFactorV1 factor in score.Factors.OrderBy(f => f.Category == "scale").ThenBy(f => f.Impact < 0).ThenByDescending(f => Math.Abs(f.Impact)))
        {
            steps.Add(new ScoreStep(factor.Name, factor.Impact, at, at + factor.Impact, factor));
            at += factor.Impact;
        }
        return new ScoreBuildUp(steps, Math.Min(0, steps.Min(s => Math.Min(s.From, s.To))), Math.Max(100, steps.Max(s => Math.Max(s.From, s.To))));
    }
}

/// <summary>How a factor moved between two scores.</summary>
/// <param name="Name">Factor.</param>
/// <param name="Before">Points before; null when it was not there.</param>
/// <param name="After">Points now; null when it is gone.</param>
/// <param name="Value">What is the case now, or was before.</param>
public sealed record FactorChange(string Name, int? Before, int? After, string Value)
{
    /// <summary>Points that it moved the score by.</summary>
    public int Difference => (After ?? 0) - (Before ?? 0);
}

/// <summary>What changed between two scores, by the names of their factors.</summary>
public static class ScoreComparison
{
    /// <summary>The factors that moved the score, the largest difference first; differences of base and factors add up to that of the scores.</summary>
    public static IReadOnlyList<FactorChange> Between(LeadScoreResponseV1 before, LeadScoreResponseV1 after)
    {
        // A model may name two factors alike; together they moved the score by their sum.
        Dictionary<string, (int Impact, string Value)> Sums(LeadScoreResponseV1 score) => score.Factors.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => (g.Sum(f => f.Impact), string.Join(", ", g.Select(f => f.Value))), StringComparer.OrdinalIgnoreCase);
        Dictionary<string, (int Impact, string Value)> old = Sums(before), now = Sums(after);
        IEnumerable<FactorChange> factors = now.Keys.Union(old.Keys, StringComparer.OrdinalIgnoreCase).Select(name => new FactorChange(name,
            old.TryGetValue(name, out var was) ? was.Impact : null, now.TryGetValue(name, out var @is) ? @is.Impact : null, now.ContainsKey(name) ? @is.Value : was.Value));
        return [.. factors.Append(new FactorChange("Base", before.BaseScore, after.BaseScore, "before any factor")).Where(c => c.Difference != 0).OrderByDescending(c => Math.Abs(c.Difference)).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }
}
