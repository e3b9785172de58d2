using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>A rating from what a text says: buying signals raise it, concerns lower it, mood shifts it. A rule, not a model; each part can be shown.</summary>
internal static partial class LeadSignals
{
    private const double Start = 0.45;
    private const double PerSignal = 0.07;
    private const double PerConcern = 0.09;

    /// <summary>0 to 1.</summary>
    public static double Rate(FillSource source)
    {
        int signals = 0, concerns = 0;
        foreach (Summaries.Statement statement in source.Facts.Statements)
        {
            signals += Cues.BuyingSignals(statement.Text);
            if (Cues.IsConcern(statement.Text))
                concerns++;
        }
        double rate = Start + PerSignal * Math.Min(6, signals) - PerConcern * Math.Min(4, concerns) + 0.12 * source.Mood.Score;
        return Math.Round(Math.Clamp(rate, 0.05, 0.95), 2);
    }

    public static string Grade(FillSource source) => Rate(source) switch
    {
        >= 0.75 => "A",
        >= 0.55 => "B",
        >= 0.35 => "C",
        _ => "D",
    };

    /// <summary>What to do by the same rule; null where the text holds no signal either way.</summary>
    public static string? Recommendation(FillSource source)
    {
        List<string> signals = [.. source.Facts.Statements.Where(s => Cues.IsBuyingSignal(s.Text)).Select(s => s.Text)];
        List<string> concerns = [.. source.Facts.Statements.Where(s => Cues.IsConcern(s.Text)).Select(s => s.Text)];
        if (signals.Count + concerns.Count == 0)
            return null;
        string advice = Rate(source) switch
        {
            >= 0.65 => "Contact soon",
            >= 0.4 => "Follow up",
            _ => "Keep in touch, without haste",
        };
        string because = signals.Count > 0 ? $" – {signals[0].TrimEnd('.')}" : "";
        return concerns.Count > 0 ? $"{advice}{because}. Address first: {concerns[0]}" : $"{advice}{because}.";
    }

    /// <summary>What kind of sign a sentence is: <c>concern</c>, <c>budget</c>, <c>engagement</c>, <c>intent</c>.</summary>
    public static string Category(string sentence) =>
        Cues.IsConcern(sentence) && !Cues.IsBuyingSignal(sentence) ? "concern"
        : sentence.Contains("budget", StringComparison.OrdinalIgnoreCase) ? "budget"
        : Engagement().IsMatch(sentence) ? "engagement" : "intent";

    [System.Text.RegularExpressions.GeneratedRegex(@"\b(open(s|ed)?|click(s|ed)?|visit(s|ed)?|download\w*|attend\w*|webinar|repl(y|ied|ies)|view(s|ed)?)\b", System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    private static partial System.Text.RegularExpressions.Regex Engagement();

    /// <summary>The amount that was settled on, else the first that is named.</summary>
    public static Amount? AmountOf(FillSource source)
    {
        for (int i = source.Facts.Decisions.Count - 1; i >= 0; i--)
        {
            if (Finders.Amounts(source.Facts.Decisions[i].Text) is { Count: > 0 } settled)
                return settled[0];
        }
        return Finders.Amounts(source.Text) is { Count: > 0 } all ? all[0] : null;
    }

    /// <summary>How sure the rules are: more to read, more agreement, more certainty; never very sure.</summary>
    public static double Confidence(FillSource source)
    {
        double read = Math.Min(1, Words.Count(source.Text) / 300.0);
        return Math.Round(Math.Clamp(0.35 + 0.25 * read + 0.2 * Math.Abs(Rate(source) - 0.5) * 2, 0, 0.85), 2);
    }
}
