using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Caching;

/// <summary>Requests that say the same have the same key, however they are written, and others never.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"d":[1,2],"c":"x"}}""", """{ "b" : {"c":"x", "d":[1, 2]}, "a":1 }""")]
    [InlineData("""{"ab":1,"c":2}""", """{"c":2,"\u0061b":1}""")]
    [InlineData("""{"z":"ü","ü":1}""", """{"\u00fc":1,"z":"\u00fc"}""")]
    public void The_same_in_other_words_is_the_same(string one, string other) => Of(one).ShouldBe(Of(other));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2,"a":1}""")]
    [InlineData("""{"a":{"b":1},"c":2}""", """{"a":{"b":1,"c":2}}""")]
    public void What_differs_stays_apart(string one, string other) => Of(one).ShouldNotBe(Of(other));

    [Fact]
    public void Objects_of_many_names_are_sorted_like_those_of_few()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(n => $"\"token{n * 7919 % 200}\":{n * 7919 % 200}")];
        Of($"{{{string.Join(',', names)}}}").ShouldBe(Of($"{{{string.Join(',', names.Reverse())}}}"));
    }

    [Fact]
    public void What_is_left_out_does_not_matter() => Of("""{"model":"x","\u0075ser":"ada","messages":[]}""", "model", "user").ShouldBe("""{"messages":[]}""");

    [Fact]
    public void The_content_of_the_last_message_can_be_left_out()
    {
        using JsonDocument document = JsonDocument.Parse("""{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"}]}""");
        using ScratchJson scratch = ScratchJson.Rent();
        CanonicalJson.Write(document.RootElement, scratch.Writer, [], blankLastContent: true);
        Encoding.UTF8.GetString(scratch.Written).ShouldBe("""{"messages":[{"content":"Be brief.","role":"system"},{"role":"user"}]}""");
    }

    private static string Of(string json, params string[] leaveOut)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        using ScratchJson scratch = ScratchJson.Rent();
        CanonicalJson.Write(document.RootElement, scratch.Writer, leaveOut, blankLastContent: false);
        return Encoding.UTF8.GetString(scratch.Written);
    }
}
