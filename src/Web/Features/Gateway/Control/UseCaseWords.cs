using System.Globalization;
using Artisan.Core.Gateway.Configuration;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Gateway.Control;

/// <summary>Policies in words.</summary>
public static class UseCaseWords
{
    private const int LongestPrompt = 240;

    /// <summary>What can become of a conversation that does not fit.</summary>
    public static IReadOnlyList<(string Value, string Words)> Overflows { get; } =
    [
        (ContextOverflow.Refuse, "Is refused"), (ContextOverflow.Truncate, "Loses its least relevant turns"), (ContextOverflow.Summarise, "Has its old turns summarised"),
    ];

    /// <summary>What an organisation can change.</summary>
    public static IReadOnlyDictionary<string, string?> Lines(UseCasePolicy policy) => new Dictionary<string, string?>
    {
        ["Model"] = policy.Model,
        ["Fallbacks"] = policy.Fallbacks.Count == 0 ? "none" : string.Join(" → ", policy.Fallbacks),
        ["Temperature"] = Number(policy.Temperature),
        ["top_p"] = Number(policy.TopP),
        ["Longest answer"] = policy.MaxOutputTokens is { } most ? Format.Plural(most, "token") : null,
        ["Streaming"] = policy.Streaming ? "yes" : "no",
        ["A conversation that does not fit"] = Overflows.First(o => o.Value == policy.Context.Overflow).Words.ToLowerInvariant(),
        ["Longest prompt"] = policy.Context.MaxPromptTokens is { } prompt ? Format.Plural(prompt, "token") : "the model's window",
        ["Cache"] = policy.Cache.Enabled ? policy.Cache.Semantic ? "on, similar prompts hit too" : "on, the very same request only" : "off",
        ["Answers kept for"] = Format.Duration(TimeSpan.FromSeconds(policy.Cache.TtlSeconds)),
        ["Memory"] = policy.Memory.Enabled ? $"up to {policy.Memory.MaxItems} recalled{(policy.Memory.Type is { } type ? $", question and answer remembered as {type.Replace('_', ' ')}" : "")}" : "off",
        ["System prompt"] = policy.SystemPrompt is { Length: > LongestPrompt } instruction ? instruction[..LongestPrompt] + "…" : policy.SystemPrompt,
    };

    /// <summary>What differs between two policies.</summary>
    public static IReadOnlyList<DiffLine> Diff(UseCasePolicy before, UseCasePolicy after)
    {
        DiffLine[] lines = [.. DiffLine.Between(Lines(before), Lines(after))];
        // Two long prompts may begin alike; then the words would hide that they differ.
        if (before.SystemPrompt != after.SystemPrompt && !lines[^1].Changes)
            lines[^1] = new DiffLine("System prompt", Length(before), Length(after));
        return lines;
    }

    /// <summary>What the deployment sets alone.</summary>
    public static IReadOnlyDictionary<string, string?> Fixed(UseCasePolicy policy) => new Dictionary<string, string?>
    {
        ["Answers by schema"] = policy.StructuredOutput ? "yes, checked and repaired once" : "no",
        ["Retrieval"] = policy.Retrieval.Enabled ? $"{(policy.Retrieval.Collections is { Count: > 0 } c ? string.Join(", ", c) : "all collections")}, up to {policy.Retrieval.MaxResults} from similarity {Number(policy.Retrieval.SimilarityThreshold)}{(policy.Retrieval.Hybrid ? ", words count too" : "")}" : "off",
        ["Tools"] = policy.Tools.Enabled ? $"{(policy.Tools.Available is { Count: > 0 } t ? string.Join(", ", t) : "none named")}, up to {Format.Plural(policy.Tools.MaxIterations, "round")}" : "off",
        ["Budget"] = Budget(policy.Budget),
    };

    private static string Budget(BudgetPolicy budget)
    {
        string[] parts =
        [
            .. budget.MaxTokensPerRequest is { } tokens ? [$"{Format.Tokens(tokens)} tokens a request"] : Array.Empty<string>(),
            .. budget.MaxUsdPerRequest is { } usd ? [$"{Format.Money(usd)} a request"] : Array.Empty<string>(),
            .. budget.DailyTokens is { } daily ? [$"{Format.Tokens(daily)} tokens a day"] : Array.Empty<string>(),
            .. budget.DailyUsd is { } dailyUsd ? [$"{Format.Money(dailyUsd)} a day"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "the organisation's limits" : string.Join(", ", parts);
    }

    private static string? Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture);

    private static string? Length(UseCasePolicy policy) => policy.SystemPrompt is { } prompt ? Format.Plural(prompt.Length, "character") : null;
}
