using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>How a demanded form of the answer is brought about: by the vendor's output format, by a tool that must be called, or by saying it.</summary>
/// <param name="Schema">Schema of the vendor's output format; null where another way is taken.</param>
/// <param name="ToolSchema">Schema of the tool whose arguments are the answer; null where another way is taken.</param>
/// <param name="Instruction">What is said; null for nothing.</param>
internal sealed record AnswerForm(JsonElement? Schema, JsonElement? ToolSchema, string? Instruction)
{
    /// <summary>Name of the tool whose arguments are the answer.</summary>
    public const string ToolName = "answer_in_schema";

    private static readonly AnswerForm s_free = new(null, null, null);

    // What the vendor's grammar of schemas knows; the rest is checked when the answer is there.
    private static readonly SchemaRules s_rules = new(["type", "properties", "required", "items", "enum", "const", "anyOf", "allOf", "$ref", "$defs", "definitions", "description", "title", "default", "format"], ClosesObjects: true);

    public static AnswerForm Of(ChatRequest request, AnthropicModel model) => request.View.ResponseFormat switch
    {
        { Type: "json_schema", Schema: { ValueKind: JsonValueKind.Object } schema } => OfSchema(schema, model),
        { Type: "json_schema" or "json_object" } => new AnswerForm(null, null, "Answer with one JSON object and nothing else."),
        _ => s_free,
    };

    /// <summary>Whether the answers of a call come as calls of the tool; what reads them needs to know.</summary>
    public static bool IsByTool(string model, ResponseFormatView? format) =>
        format is { Type: "json_schema", Schema: { ValueKind: JsonValueKind.Object } schema } && OfSchema(schema, AnthropicModel.Of(model)).ToolSchema is not null;

    private static AnswerForm OfSchema(JsonElement schema, AnthropicModel model)
    {
        if (model.HasOutputFormat && SchemaShaper.Shape(schema, s_rules) is { } shaped)
            return new AnswerForm(shaped, null, null);
        return ChatRequest.Text(schema, "type") == "object" ? new AnswerForm(null, schema, null)
            : new AnswerForm(null, null, $"Answer with JSON that fits this JSON schema, and nothing else:\n{schema.GetRawText()}");
    }
}
