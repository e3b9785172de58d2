using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Prompts;

namespace Artisan.Core.Scoring;

/// <summary>Asks for a lead's score.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Model">A model to take instead of the policy's; null for the policy's.</param>
/// <param name="Force">Whether to score again although there is a current score of the same facts; true where absent.</param>
/// <param name="Segment">The segment, for the workspace's model policy; absent lets the policy decide by what it matches.</param>
/// <param name="Prompt">A released prompt to take in place of the use case's system prompt; absent for the one that is set for it.</param>
public sealed record LeadScoreRequestV1(Guid LeadId, string? Model = null, bool? Force = null, string? Segment = null, PromptChoiceV1? Prompt = null);

/// <summary>One reason for a score.</summary>
/// <param name="Category"><c>fit</c>, <c>engagement</c>, <c>intent</c>, <c>recency</c>, <c>risk</c>, or <c>scale</c> for what the limits 0 and 100 cut off.</param>
/// <param name="Name">For instance <c>Pricing page</c>.</param>
/// <param name="Weight">0 to 1: how much of the scale the factor may move at most.</param>
/// <param name="Value">What is the case, in words.</param>
/// <param name="Number">The same as a number, where it is one.</param>
/// <param name="Impact">Points, with sign; the base and all impacts add up to the score.</param>
/// <param name="Explanation">Why it counts.</param>
public sealed record ScoringFactorV1(string Category, string Name, double Weight, string Value, double? Number, int Impact, string Explanation);

/// <summary>A lead's score.</summary>
/// <param name="Id">Id of this scoring.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Score">0 to 100: base and impacts, added up.</param>
/// <param name="BaseScore">Points before any factor.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Grade">A from 80, B from 60, C from 40, D from 20, else F.</param>
/// <param name="Priority"><c>high</c>, <c>medium</c>, <c>low</c>.</param>
/// <param name="Recommendation">What to do next.</param>
/// <param name="Factors">The reasons, the strongest first.</param>
/// <param name="ModelVersion">Version of prompt and rules.</param>
/// <param name="Provider">Provider that scored.</param>
/// <param name="Model">Model that scored.</param>
/// <param name="ScoredAt">When (UTC).</param>
/// <param name="ExpiresAt">Until when it is current (UTC).</param>
/// <param name="RequestId">The AI request.</param>
/// <param name="Ai">Tokens, cost and latency; absent for stored scores.</param>
public sealed record LeadScoreResponseV1(Guid Id, Guid LeadId, int Score, int BaseScore, double Confidence, string Grade, string Priority, string Recommendation, IReadOnlyList<ScoringFactorV1> Factors,
    string ModelVersion, string Provider, string Model, DateTimeOffset ScoredAt, DateTimeOffset ExpiresAt, Guid RequestId, AiResultInfoV1? Ai = null);

/// <summary>What a model answers; checked against <see cref="ScoringPrompt.Schema"/>.</summary>
/// <param name="BaseScore">0 to 100.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Recommendation">One sentence.</param>
/// <param name="Factors">Reasons.</param>
public sealed record ScoreAnswer(double BaseScore, double Confidence, string Recommendation, IReadOnlyList<ScoreAnswer.Factor> Factors)
{
    /// <summary>A reason, as models give it.</summary>
    public sealed record Factor(string Category, string Name, double Weight, string Value, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Number, double Impact, string Explanation);
}

/// <summary>What models are asked for a score, the same for language models and rules.</summary>
public static class ScoringPrompt
{
    /// <summary>Version of prompt, schema and rules; stored with each score.</summary>
    public const string Version = "lead-score-1";
    /// <summary>Name of the answer's schema.</summary>
    public const string SchemaName = "lead_score_v1";

    /// <summary>The instruction; the lead's facts follow.</summary>
    public const string Instruction =
        "Score this sales lead from 0 to 100 by the facts below and nothing else. Begin with base_score 20 for an average unknown lead. Give 3 to 10 factors; each has an impact in whole points with its sign, "
        + "so that base_score and all impacts add up to the score. Categories: fit (company, position, source), engagement (what the lead did), intent (signs of buying), recency (how long ago), risk (what speaks against it). "
        + "value says the fact in words, number repeats it where it is a number. confidence is lower where facts are missing. recommendation is the one next thing to do, in one sentence.";

    /// <summary>The answer's JSON schema.</summary>
    public static readonly JsonElement Schema = JsonDocument.Parse("""
        {
          "type": "object",
          "additionalProperties": false,
          "required": ["base_score", "confidence", "recommendation", "factors"],
          "properties": {
            "base_score": { "type": "integer", "minimum": 0, "maximum": 100 },
            "confidence": { "type": "number", "minimum": 0, "maximum": 1 },
            "recommendation": { "type": "string" },
            "factors": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["category", "name", "weight", "value", "number", "impact", "explanation"],
                "properties": {
                  "category": { "type": "string", "enum": ["fit", "engagement", "intent", "recency", "risk"] },
                  "name": { "type": "string" },
                  "weight": { "type": "number", "minimum": 0, "maximum": 1 },
                  "value": { "type": "string" },
                  "number": { "type": ["number", "null"] },
                  "impact": { "type": "integer", "minimum": -100, "maximum": 100 },
                  "explanation": { "type": "string" }
                }
              }
            }
          }
        }
        """).RootElement;
}
