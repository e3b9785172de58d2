using Microsoft.OpenApi;
using static Artisan.Web.Features.Operations.OpenApiShapes;

namespace Artisan.Web.Features.Operations;

/// <summary>Schemas of Anthropic's protocol, as far as Artisan reads and writes it.</summary>
internal static class AnthropicShapes
{
    internal static readonly OpenApiSchema ProtocolError = Object("An error of Anthropic's protocol.", ["type", "error", "request_id"],
        ("type", OneOf("error")), ("error", Object("What went wrong.", ["type", "message"], ("type", Text), ("message", Text), ("code", Text), ("param", Nullable(JsonSchemaType.String)))), ("request_id", Text));

    internal static readonly OpenApiSchema MessagesRequest = Object("As in Anthropic's protocol. What needs Anthropic's own servers (their tools, MCP, containers) is refused.", ["messages"],
        ("model", Described("A catalogue name, `provider/name`, or `artisan/<use case>`; without it the workspace's policy chooses.")), ("max_tokens", Described("The most tokens of the answer; not needed to count.")),
        ("system", Any), ("messages", ListOf(Object("A turn.", ["role", "content"], ("role", OneOf("user", "assistant")), ("content", Any)))),
        ("stream", Flag), ("temperature", Number), ("top_p", Number), ("top_k", Whole), ("stop_sequences", ListOf(Text)), ("tools", ListOf(Any)), ("tool_choice", Any), ("thinking", Any), ("output_config", Any),
        ("metadata", Object("Who asks.", [], ("user_id", Text))));

    internal static readonly OpenApiSchema Message = Object("A message, translated from the model's own protocol.", ["id", "type", "role", "content"],
        ("id", Text), ("type", OneOf("message")), ("role", OneOf("assistant")), ("model", Text), ("content", ListOf(Any)), ("stop_reason", Text), ("stop_sequence", Nullable(JsonSchemaType.String)), ("usage", Any));

    internal static readonly OpenApiSchema MessageEvents = Described("Server-sent events from `message_start` to `message_stop`. A stream that breaks off ends with `error` instead.");

    internal static readonly OpenApiSchema TokenCount = Object("An estimate.", ["input_tokens"], ("input_tokens", Whole));
}
