using System.Text.Json.Serialization.Metadata;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Artisan.Web.Features.Operations;

/// <summary>Adds to the OpenAPI document what the doors say: how to come in, and in which shape errors are told; and what the JSON settings do: names as they are sent, nothing for null.</summary>
internal sealed class OpenApiDoors : IOpenApiDocumentTransformer, IOpenApiOperationTransformer, IOpenApiSchemaTransformer
{
    private const string Bearer = "bearer", KeyHeader = "api_key", Problem = "AiErrorResponse", ProtocolError = "OpenAIError", AnthropicProtocolError = "AnthropicError";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key: `Authorization: Bearer ak_…`" },
            [KeyHeader] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "x-api-key", Description = "An API key: `x-api-key: ak_…`" },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = OpenApiShapes.Problem;
        document.Components.Schemas[ProtocolError] = OpenApiShapes.ProtocolError;
        document.Components.Schemas[AnthropicProtocolError] = AnthropicShapes.ProtocolError;
        return Task.CompletedTask;
    }

    // What is null is left out of answers and may be left out of requests.
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (JsonPropertyInfo property in context.JsonTypeInfo.Properties)
        {
            if (property.IsGetNullable)
                schema.Required?.Remove(property.Name);
        }
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (OpenApiParameter parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.In == ParameterLocation.Query)
                parameter.Name = parameter.Name?.ToLowerInvariant();
        }
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<OpenApiShape>().LastOrDefault() is { } shape)
            shape.Apply(operation);
        if (metadata.OfType<OpenApiEvents>().LastOrDefault() is { } events)
            events.Apply(operation);
        if (metadata.OfType<Door>().LastOrDefault() is not { } door)
            return Task.CompletedTask;
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyHeader, context.Document)] = [] },
        ];
        (string description, string type, string schema) = door.Errors switch
        {
            ErrorShape.OpenAI => ("An error in OpenAI's shape, with the status that its clients expect.", "application/json", ProtocolError),
            ErrorShape.Anthropic => ("An error in Anthropic's shape, with the status that its clients expect.", "application/json", AnthropicProtocolError),
            _ => ("An error with a stable `code`.", "application/problem+json", Problem),
        };
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { [type] = new() { Schema = new OpenApiSchemaReference(schema, context.Document) } },
        };
        return Task.CompletedTask;
    }
}

/// <summary>Says that an endpoint streams server-sent events beside its JSON answer.</summary>
/// <param name="Done">What the event <c>done</c> holds, in words.</param>
internal sealed record OpenApiEvents(string Done)
{
    /// <summary>Puts it into an operation.</summary>
    public void Apply(OpenApiOperation operation)
    {
        if (operation.Responses?.GetValueOrDefault("200")?.Content is not { } content)
            return;
        content["text/event-stream"] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = $"Server-sent events, unless `Accept: application/json` asks for the whole at once. `delta`: `{{\"text\": …}}`, text to add. `done`: the last one, {Done}. `error`: the last one where the answer breaks off, an AiErrorResponse. What fails before the first event is answered as an error with its HTTP status.",
            },
        };
    }
}

/// <summary>What the handler of an endpoint reads and writes itself, for the OpenAPI document.</summary>
/// <param name="Request">The body's schema; null for none.</param>
/// <param name="Answers">Content type and schema of the answer.</param>
internal sealed record OpenApiShape(OpenApiSchema? Request, params IReadOnlyList<(string ContentType, OpenApiSchema Schema)> Answers)
{
    /// <summary>The body's media type.</summary>
    public string RequestType { get; init; } = "application/json";

    /// <summary>Puts it into an operation.</summary>
    public void Apply(OpenApiOperation operation)
    {
        if (Request is not null)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { [RequestType] = new() { Schema = Request } } };
        if (Answers.Count == 0)
            return;
        operation.Responses ??= [];
        operation.Responses["200"] = new OpenApiResponse
        {
            Description = "OK",
            Content = Answers.ToDictionary(a => a.ContentType, a => new OpenApiMediaType { Schema = a.Schema }),
        };
    }
}
