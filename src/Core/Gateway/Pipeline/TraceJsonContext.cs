using System.Text.Json.Serialization;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>How a trace is written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RequestTrace))]
public sealed partial class TraceJsonContext : JsonSerializerContext;
