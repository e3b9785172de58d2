using System.Text.Json;
using Artisan.Infrastructure.Gateway.Anthropic;
using Artisan.Infrastructure.Gateway.Gemini;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Vendors;

public sealed class SchemaShaperTests
{
    private static readonly SchemaRules Closed = new(["type", "properties", "required", "items", "anyOf", "$ref", "$defs"], ClosesObjects: true);
    private static readonly SchemaRules Inlined = new(["type", "properties", "items"], InlinesReferences: true);

    private static string? Shape(string schema, SchemaRules rules) => SchemaShaper.Shape(JsonDocument.Parse(schema).RootElement, rules)?.GetRawText();

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","minLength":3}},"required":["a"]}""", """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":{}}}}""", """{"type":"array","items":{"type":"object","properties":{"a":{}},"additionalProperties":false}}""")]
    [InlineData("""{"type":"object","additionalProperties":false}""", """{"type":"object","additionalProperties":false}""")]
    public void Unknown_keywords_go_and_objects_are_closed(string schema, string expected) => Shape(schema, Closed).ShouldBe(expected);

    [Theory]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":"string"}}}}""")]
    [InlineData("""{"type":"array","items":true}""")]
    public void Open_maps_cannot_be_closed(string schema) => SchemaIsNull(schema, Closed);

    [Fact]
    public void References_are_put_in_place_and_recursion_is_noticed()
    {
        Shape("""{"$defs":{"x":{"type":"string"}},"properties":{"a":{"$ref":"#/$defs/x"}}}""", Inlined).ShouldBe("""{"properties":{"a":{"type":"string"}}}""");
        SchemaIsNull("""{"$defs":{"x":{"items":{"$ref":"#/$defs/x"}}},"properties":{"a":{"$ref":"#/$defs/x"}}}""", Inlined);
        SchemaIsNull("""{"properties":{"a":{"$ref":"#/$defs/none"}}}""", Inlined);
        SchemaIsNull("""{"properties":{"a":{"$ref":"https://example.com/s"}}}""", Inlined);
    }

    private static void SchemaIsNull(string schema, SchemaRules rules) => Shape(schema, rules).ShouldBeNull();

    [Theory]
    [InlineData("claude-3-5-haiku-latest", 3.5)]
    [InlineData("claude-3-7-sonnet-20250219", 3.7)]
    [InlineData("claude-sonnet-4-20250514", 4)]
    [InlineData("claude-opus-4-1-20250805", 4.1)]
    [InlineData("claude-sonnet-4-5", 4.5)]
    [InlineData("claude-opus-4-8", 4.8)]
    [InlineData("claude-opus-5", 5)]
    [InlineData("my-claude", 99)]
    public void Versions_of_Claude_are_read_of_names(string name, double version) => AnthropicModel.Of(name).Version.ShouldBe(version);

    [Theory]
    [InlineData("gemini-2.5-flash-lite", 2.5)]
    [InlineData("gemini-3-pro-preview", 3)]
    [InlineData("gemini-flash-1.5", 1.5)]
    [InlineData("gemma-3", 99)]
    public void Versions_of_Gemini_are_read_of_names(string name, double version) => GeminiModel.VersionOf(name).ShouldBe(version);
}
