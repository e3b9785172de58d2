using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Prompts;

namespace Artisan.Core.Crm.Drafts;

/// <summary>Asks for a campaign strategy.</summary>
/// <param name="Objective">What the campaign is to reach, 1 to 1,000 characters; the campaign's own where a campaign is named and this is absent.</param>
/// <param name="CampaignId">The campaign that it is for.</param>
/// <param name="Audience">Whom it is to reach, at most 500 characters.</param>
/// <param name="Channels">Which channels may be used, at most 10; all where absent.</param>
/// <param name="DurationWeeks">How long it runs, 1 to 52 weeks; 4 where absent.</param>
/// <param name="BudgetUsd">Money set aside, USD.</param>
/// <param name="Context">What else is known, at most 5,000 characters.</param>
/// <param name="Language">ISO 639-1 code; English where absent.</param>
/// <param name="Model">A model to take instead of the policy's.</param>
/// <param name="Segment">The segment, for the workspace's model policy; absent lets the policy decide by what it matches.</param>
/// <param name="Prompt">A released prompt to take in place of the use case's system prompt; absent for the one that is set for it.</param>
public sealed record CampaignStrategyRequestV1(string? Objective = null, Guid? CampaignId = null, string? Audience = null, IReadOnlyList<string>? Channels = null, int? DurationWeeks = null, decimal? BudgetUsd = null,
    string? Context = null, string? Language = null, string? Model = null, string? Segment = null, PromptChoiceV1? Prompt = null);

/// <summary>A campaign strategy.</summary>
/// <param name="Id">To read and delete it.</param>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Text">The strategy, Markdown.</param>
/// <param name="Ai">How it came about.</param>
public sealed record CampaignStrategyResponseV1(Guid Id, Guid? CampaignId, string Text, AiResultInfoV1 Ai);

/// <summary>What models are given for a strategy.</summary>
/// <param name="Objective">What it is to reach.</param>
/// <param name="Campaign">Name of the campaign; null for none.</param>
/// <param name="Channel">Main channel of the campaign; null for none.</param>
/// <param name="Audience">Whom it is to reach; null leaves it open.</param>
/// <param name="Channels">Which channels may be used; empty for all.</param>
/// <param name="DurationWeeks">How long it runs.</param>
/// <param name="BudgetUsd">Money set aside, USD.</param>
/// <param name="StartsOn">First day; null when not set.</param>
/// <param name="Context">What else is known.</param>
/// <param name="Language">In which language.</param>
/// <param name="Figures">The organisation's own figures.</param>
public sealed record StrategyFacts(string Objective, string? Campaign, string? Channel, string? Audience, IReadOnlyList<string> Channels, int DurationWeeks, decimal? BudgetUsd, DateOnly? StartsOn, string? Context, string Language, CampaignFigures Figures);

/// <summary>What models are asked for a strategy, the same for language models and rules.</summary>
public static class StrategyPrompt
{
    /// <summary>The instruction; the facts follow.</summary>
    public const string Instruction =
        "Write a campaign strategy in Markdown, in the language given, with the headings Audience, Sequence, Channels, Timing, Measures, and What the figures do not say. Ground every proposal in the figures below and name the number it rests on. "
        + "Sequence is a table of day, channel, message and aim over the weeks given. Measures are numbers with a target and the value of today. Use only the facts below; where they are too few, say so instead of assuming. No images, no links.";
}
