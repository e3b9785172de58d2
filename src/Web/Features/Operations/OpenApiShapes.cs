using System.Text.Json.Nodes;
using Artisan.Core.Kernel;
using Microsoft.OpenApi;

namespace Artisan.Web.Features.Operations;

/// <summary>Schemas of bodies that are not .NET types: the OpenAI protocol's, which Artisan passes on as they come, and those of the operating endpoints.</summary>
internal static class OpenApiShapes
{
    internal static readonly OpenApiSchema Text = new() { Type = JsonSchemaType.String };
    internal static readonly OpenApiSchema Number = new() { Type = JsonSchemaType.Number };
    internal static readonly OpenApiSchema Whole = new() { Type = JsonSchemaType.Integer };
    internal static readonly OpenApiSchema Flag = new() { Type = JsonSchemaType.Boolean };
    internal static readonly OpenApiSchema Any = new();

    internal static readonly OpenApiSchema Problem = Object("RFC 9457 problem details with a stable `code`.", ["status", "title", "code", "request_id"],
        ("type", Text), ("title", Text), ("status", Whole), ("detail", Described("What happened and what to do.")), ("code", OneOf([.. ErrorCode.All])), ("request_id", Text),
        ("field", Described("The field at fault, where it is one.")), ("errors", Object("Every fault by its field, where validation found several.", [])));

    internal static readonly OpenApiSchema ProtocolError = Object("An error of the OpenAI protocol.", ["error"],
        ("error", Object("What went wrong.", ["message", "type", "code", "request_id"], ("message", Text), ("type", Text), ("param", Nullable(JsonSchemaType.String)), ("code", Text), ("request_id", Text))));

    internal static readonly OpenApiSchema ChatRequest = Object("As in the OpenAI protocol. Fields that are not listed pass through unchanged.", ["messages"],
        ("model", Described("A catalogue name, `provider/name`, or `artisan/<use case>`; without it the workspace's policy chooses.")),
        ("messages", ListOf(Object("A message.", ["role"], ("role", Text), ("content", Any), ("tool_calls", ListOf(Any)), ("tool_call_id", Text)))),
        ("stream", Flag), ("stream_options", Object("Options of a stream.", [], ("include_usage", Flag))), ("n", Whole), ("temperature", Number), ("top_p", Number),
        ("max_completion_tokens", Whole), ("max_tokens", Whole), ("tools", ListOf(Any)), ("tool_choice", Any), ("response_format", Any), ("metadata", Object("Free text values.", [])));

    internal static readonly OpenApiSchema Chat = Object("The vendor's answer as it came.", ["choices"],
        ("id", Text), ("object", Text), ("created", Whole), ("model", Text),
        ("choices", ListOf(Object("A choice.", [], ("index", Whole), ("message", Any), ("finish_reason", Nullable(JsonSchemaType.String))))), ("usage", Any));

    internal static readonly OpenApiSchema ChatEvents = Described("Server-sent events: a chunk in each `data:`, then `data: [DONE]`. A stream that breaks off ends with an `error` object instead.");

    internal static readonly OpenApiSchema EmbeddingsRequest = Object("As in the OpenAI protocol. Fields that are not listed pass through unchanged.", ["model", "input"],
        ("model", Described("A catalogue name or `provider/name`.")), ("input", Any), ("encoding_format", OneOf("float", "base64")), ("dimensions", Whole));

    internal static readonly OpenApiSchema Embeddings = Object("The vendor's answer as it came.", ["data"],
        ("object", Text), ("data", ListOf(Object("A vector: numbers, or base64 of 32-bit floats.", [], ("index", Whole), ("embedding", Any)))), ("model", Text), ("usage", Any));

    internal static readonly OpenApiSchema Model = Object("A model that can be called.", ["id"], ("id", Text), ("object", Text), ("created", Whole), ("owned_by", Text));

    internal static readonly OpenApiSchema Models = Object("Models that can be called.", ["data"], ("object", Text), ("data", ListOf(Model)));

    internal static readonly OpenApiSchema Health = Object("Whether the process answers.", ["status"], ("status", Text));

    internal static readonly OpenApiSchema Ready = Object("Which parts are up.", ["status"], ("status", OneOf("ready", "degraded", "unavailable")),
        ("database", Object("The database.", [], ("up", Flag), ("latency_ms", Number))), ("journal", Object("The journal on disk.", [], ("writable", Flag), ("pending_bytes", Whole))),
        ("ledger", Object("The ledger.", [], ("up_to_date", Flag))));

    internal static readonly OpenApiSchema AiHealth = Object("The AI services.", ["status"], ("status", OneOf("ok", "degraded")),
        ("configuration", Object("What is in force.", [], ("version", Whole), ("loaded_at", Text), ("reload_faults", ListOf(Text)))),
        ("providers", ListOf(Object("A provider instance.", [], ("name", Text), ("kind", Text), ("usable", Flag), ("origin", Text)))), ("models", Whole), ("use_cases", Whole));

    internal static readonly OpenApiSchema LeadUpload = Object("A CSV file with leads, and what is done with it.", ["file"],
        ("file", new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "Any delimiter and encoding; both are found." }),
        ("mapping", Described("A JSON object of headings and fields: `{\"E-Mail\":\"email\",\"Notes\":null}`. Without it the mapping is guessed by headings and values.")),
        ("on_match", OneOf("update", "skip")), ("no_email", OneOf("match", "create", "skip")), ("create_accounts", Flag), ("owner_id", Text), ("source", Text), ("stage", Text),
        ("delimiter", Described("One character, or `tab`.")), ("encoding", Described("For instance `utf-8` or `windows-1252`.")), ("has_header", Flag));

    internal static OpenApiSchema Described(string description) => new() { Type = JsonSchemaType.String, Description = description };

    internal static OpenApiSchema Nullable(JsonSchemaType type) => new() { Type = type | JsonSchemaType.Null };

    internal static OpenApiSchema ListOf(OpenApiSchema item) => new() { Type = JsonSchemaType.Array, Items = item };

    internal static OpenApiSchema OneOf(params string[] values) => new() { Type = JsonSchemaType.String, Enum = [.. values.Select(v => (JsonNode)v)] };

    internal static OpenApiSchema Object(string description, string[] required, params (string Name, OpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Required = new HashSet<string>(required),
        Properties = properties.ToDictionary(p => p.Name, p => (IOpenApiSchema)p.Schema),
    };
}
