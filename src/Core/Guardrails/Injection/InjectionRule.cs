namespace Artisan.Core.Guardrails.Injection;

/// <summary>A named reason with its weights.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Family">The kind of attack; for a counter, the only kinds that it holds for, with commas between, or empty for all.</param>
/// <param name="Weight">What it adds for a user's text, 0 to 1; for a counter, what it multiplies by.</param>
/// <param name="RetrievedWeight">What it adds for a retrieved text.</param>
/// <param name="ProgramWeight">What it adds for what a program sends around the conversation; 0 where orders of that kind are ordinary there.</param>
/// <param name="IsFirm">Whether it holds after "not" and "they" and in spite of counters.</param>
/// <param name="IsCounter">Whether it makes others less likely.</param>
/// <param name="IsCandidate">Whether it counts only as a task that is foreign to the document around it.</param>
internal sealed record InjectionRule(string Name, string Family, float Weight, float RetrievedWeight, float ProgramWeight, bool IsFirm, bool IsCounter, bool IsCandidate = false)
{
    /// <summary>The weight for a text of that source.</summary>
    public float WeightFor(TextSource source) => source switch { TextSource.Retrieved => RetrievedWeight, TextSource.Program => ProgramWeight, _ => Weight };
}

/// <summary>A step of a pattern.</summary>
/// <param name="Class">The class that a word there must be of.</param>
/// <param name="Gap">How many other words may stand between the step before and this.</param>
/// <param name="Required">What else must be true of the word.</param>
internal readonly record struct PatternStep(int Class, int Gap, WordTraits Required);

/// <summary>Words in their order that make up a reason.</summary>
/// <param name="Rule">The rule that it belongs to.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Anchor">The step whose words are the rarest: only where one stands is the pattern looked for.</param>
/// <param name="Partner">The step beside the anchor whose words are the rarer: looked for first. The anchor itself where there is no other step.</param>
internal sealed record WordPattern(int Rule, PatternStep[] Steps, int Anchor, int Partner)
{
    /// <summary>How many places away from the anchor the partner may stand.</summary>
    public int PartnerReach { get; } = Partner == Anchor ? 0 : Steps[Math.Max(Partner, Anchor)].Gap + 1;

    /// <summary>How many places before the anchor the pattern can reach.</summary>
    public int ReachBefore { get; } = Steps.Take(Anchor + 1).Skip(1).Sum(step => step.Gap + 1);

    /// <summary>How many places behind the anchor the pattern can reach.</summary>
    public int ReachAfter { get; } = Steps.Skip(Anchor + 1).Sum(step => step.Gap + 1);
}
