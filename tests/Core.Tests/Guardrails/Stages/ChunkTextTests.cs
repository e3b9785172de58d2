using System.Text;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Pipeline.Stages;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Stages;

public sealed class ChunkTextTests
{
    [Fact]
    public void Only_the_text_of_the_choice_changes()
    {
        const string chunk = """{"id": "c1", "x":1.0,"choices":[ {"delta":{"role":"assistant","content":"old","extra":{"content":"same"}},"index":1,"logprobs":null}, {"index":0,"delta":{"content":"old"}} ],"usage":null}""";
        Replaced(chunk, 1, "new \"quoted\" 😀").ShouldBe(chunk.Replace("\"role\":\"assistant\",\"content\":\"old\"", "\"role\":\"assistant\",\"content\":" + System.Text.Json.JsonSerializer.Serialize("new \"quoted\" 😀"), StringComparison.Ordinal));
        JsonNode.Parse(Replaced(chunk, 0, "other")!)!["choices"]![1]!["delta"]!["content"]!.GetValue<string>().ShouldBe("other");
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"usage":{"total_tokens":1}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":null}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":null}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"content":"x"}]}}]}""")]
    [InlineData("""{"choices":[{"index":2,"delta":{"content":"x"}}]}""")]
    [InlineData("""["choices"]""")]
    public void A_chunk_without_text_of_the_choice_is_left(string chunk) => Replaced(chunk, 0, "new").ShouldBeNull();

    [Fact]
    public void A_choice_without_a_number_is_the_first() => Replaced("""{"choices":[{"delta":{"content":"a"}}]}""", 0, "b").ShouldBe("""{"choices":[{"delta":{"content":"b"}}]}""");

    private static string? Replaced(string chunk, int choice, string text) => ChunkText.Replace(Encoding.UTF8.GetBytes(chunk), choice, text) is { } changed ? Encoding.UTF8.GetString(changed) : null;
}
