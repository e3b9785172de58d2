namespace Artisan.Core.Scoring;

/// <summary>Makes a model's answer add up: whole points, 0 to 100, grade and priority by rule whoever scored.</summary>
public static class ScoreArithmetic
{
    private const int MostFactors = 20;

    /// <summary>A to D, or F.</summary>
    public static string Grade(int score) => score switch { >= 80 => "A", >= 60 => "B", >= 40 => "C", >= 20 => "D", _ => "F" };

    /// <summary><c>high</c> from 70, <c>medium</c> from 40, else <c>low</c>; a score that rests on little is never high.</summary>
    public static string Priority(int score, double confidence) => score >= 70 && confidence >= 0.4 ? "high" : score >= 40 ? "medium" : "low";

    /// <summary>
    /// Rounds base and impacts to whole points and adds them up. What goes beyond 0 or 100 is taken back by a factor of its own, so that base and impacts
    /// are the score exactly.
    /// </summary>
    public static (int Score, int Base, IReadOnlyList<ScoringFactorV1> Factors) AddUp(ScoreAnswer answer)
    {
        int basis = (int)Math.Round(Math.Clamp(answer.BaseScore, 0, 100), MidpointRounding.AwayFromZero);
        List<ScoringFactorV1> factors = [.. answer.Factors.Take(MostFactors)
            .Select(f => new ScoringFactorV1(f.Category, f.Name.Trim(), Math.Round(Math.Clamp(f.Weight, 0, 1), 3), f.Value.Trim(), f.Number, (int)Math.Round(Math.Clamp(f.Impact, -100, 100), MidpointRounding.AwayFromZero), f.Explanation.Trim()))
            .Where(f => f.Name.Length > 0).OrderByDescending(f => Math.Abs(f.Impact))];
        int sum = basis + factors.Sum(f => f.Impact), score = Math.Clamp(sum, 0, 100);
        if (sum != score)
            factors.Add(new ScoringFactorV1("scale", "Limit of the scale", 0, $"{sum} points", sum, score - sum, $"Scores go from 0 to 100; what lies beyond does not count."));
        return (score, basis, factors);
    }
}
