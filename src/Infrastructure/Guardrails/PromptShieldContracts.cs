using System.Text.Json.Serialization;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>What Prompt Shields is asked.</summary>
internal sealed record ShieldRequest(string UserPrompt, IReadOnlyList<string> Documents);

/// <summary>What it answers.</summary>
internal sealed record ShieldAnswer(ShieldAnalysis? UserPromptAnalysis, IReadOnlyList<ShieldAnalysis>? DocumentsAnalysis);

/// <summary>What it thinks of a text.</summary>
internal sealed record ShieldAnalysis(bool? AttackDetected);

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShieldRequest))]
[JsonSerializable(typeof(ShieldAnswer))]
internal sealed partial class PromptShieldJson : JsonSerializerContext;
