using System.Text;
using System.Text.Json;
using Artisan.Core.Guardrails.Kept;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Kept;

/// <summary>What is changed in a document must be all that changes: checked on generated documents with odd spellings.</summary>
public sealed class JsonStringsTests
{
    private const string Needle = "needle";
    // Two spellings of one string.
    private static readonly string[] s_needles = ["\"needle\"", "\"n\\u0065edle\""];
    private static readonly string[] s_scalars =
    [
        "1", "1.0", "1e3", "-0", "0.10", "12345678901", "\"\"", "\"a\\u0062c\"", "\"\\/\"", "\"日本\"", "\"\\ud83d\\ude00\"", "\"😀\"", "\"\\\\\\\"\"", "true", "false", "null", "\"{\\\"x\\\":1}\"", .. s_needles,
    ];

    private static readonly string[] s_gaps = ["", "", "", " ", "\n", "\t\r\n "];

    private static Gen<string> Value(int depth)
    {
        Gen<string> scalar = Gen.Elements(s_scalars);
        if (depth == 0)
            return scalar;
        Gen<string> gap = Gen.Elements(s_gaps), inner = Value(depth - 1);
        Gen<string> array = from items in inner.ListOf(3) from g in gap select $"[{g}{string.Join($"{g},", items)}{g}]";
        Gen<string> obj = from items in inner.ListOf(3)
                          from g in gap
                          from name in Gen.Elements("\"k\"", "\"ключ\"", "\"needle\"")
                          select "{" + string.Join(",", items.Select(v => $"{g}{name}{g}:{g}{v}")) + g + "}";
        return Gen.Frequency((3, scalar), (1, array), (1, obj));
    }

    private static Arbitrary<string> Documents() => Arb.From(from value in Value(4) from gap in Gen.Elements(s_gaps) select gap + value + gap);

    [Fact]
    public void Where_nothing_is_changed_there_is_no_new_document() =>
        Prop.ForAll(Documents(), text => JsonStrings.Rewrite(Encoding.UTF8.GetBytes(text), _ => null).ShouldBeNull()).QuickCheckThrowOnFailure();

    [Fact]
    public void A_change_leaves_every_other_byte() => Prop.ForAll(Documents(), text =>
    {
        string expected = s_needles.Aggregate(text, (t, n) => t.Replace(n, "\"<X_1>\"", StringComparison.Ordinal));
        byte[]? changed = JsonStrings.Rewrite(Encoding.UTF8.GetBytes(text), t => t is Needle ? "<X_1>" : null);
        (changed is null ? text : Encoding.UTF8.GetString(changed)).ShouldBe(expected);
        JsonDocument.Parse(expected).Dispose();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Names_of_properties_and_long_numbers_are_looked_at_too() =>
        Rewritten("""{"4111111111111111":1,"card":4111111111111111,"amount":123456789012,"short":12345678901,"price":123456789012.5,"big":1e30,"minus":-123456789012}""", t => t.Length >= 12 ? "*" : null)
            .ShouldBe("""{"*":1,"card":"*","amount":"*","short":12345678901,"price":123456789012.5,"big":1e30,"minus":-123456789012}""");

    [Theory]
    [InlineData("0199a6a0-5a1c-7b3e-8f00-1234567890ab")]
    [InlineData("0199a6a05a1c7b3e8f001234567890ab")]
    public void Ids_are_left_alone(string id) => Rewritten($$"""{"id":"{{id}}","text":"x"}""", _ => "changed").ShouldContain(id);

    [Theory]
    [InlineData("a\"b\\c\nd\te\u0001f")]
    [InlineData("日本 😀 ü")]
    [InlineData("<b>&'+</b>")]
    public void Escapes_are_read_and_written(string text)
    {
        string? seen = null;
        byte[] changed = JsonStrings.Rewrite(JsonSerializer.SerializeToUtf8Bytes(new[] { text }), t =>
        {
            seen = t.ToString();
            return seen + "!";
        })!;
        seen.ShouldBe(text);
        JsonSerializer.Deserialize<string[]>(changed)![0].ShouldBe(text + "!");
    }

    [Theory]
    [InlineData("""{"x":"\ud83d needle"}""")]
    [InlineData("""{"x":"needle \ude00\ud83d"}""")]
    [InlineData("""{"x":"\\ud83d needle \uD83D"}""")]
    public void Half_a_surrogate_pair_hides_nothing(string json) => Rewritten(json, t => t.Contains(Needle, StringComparison.Ordinal) ? "gone" : null).ShouldBe("""{"x":"gone"}""");

    [Fact]
    public void Bytes_that_are_no_UTF8_hide_nothing()
    {
        byte[] json = [.. "{\"x\":\"\\\\ "u8, 0xff, 0xc3, .. " needle\"}"u8];
        Encoding.UTF8.GetString(JsonStrings.Rewrite(json, t => t.Contains(Needle, StringComparison.Ordinal) ? "gone" : null)!).ShouldBe("""{"x":"gone"}""");
    }

    [Fact]
    public void What_lies_behind_the_cut_is_not_looked_at()
    {
        string json = $$"""{"a":"needle","b":"{{new string('x', 5000)}}","c":"needle"}""";
        int seen = 0;
        byte[] changed = JsonStrings.Rewrite(Encoding.UTF8.GetBytes(json), t =>
        {
            seen += t is Needle ? 1 : 0;
            return t is Needle ? "N" : null;
        }, longest: 100)!;
        seen.ShouldBe(1);
        Encoding.UTF8.GetString(changed[..100]).ShouldBe("{\"a\":\"N\",\"b\":\"" + new string('x', 86));
    }

    [Fact]
    public void A_long_string_that_the_cut_goes_through_is_looked_at_until_there()
    {
        string json = $$"""{"a":"needle {{new string('x', 1_000_000)}}"}""";
        byte[] changed = JsonStrings.Rewrite(Encoding.UTF8.GetBytes(json), t => t.ToString().Replace(Needle, "N", StringComparison.Ordinal), longest: 1000)!;
        Encoding.UTF8.GetString(changed).ShouldStartWith("{\"a\":\"N xxx");
        changed.Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public void Deep_nesting_is_no_hiding_place()
    {
        string json = new string('[', 900) + "\"needle\"" + new string(']', 900);
        Rewritten(json, t => t is Needle ? "N" : null).ShouldContain("\"N\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":\"b\" \"c\"}")]
    [InlineData("not json")]
    public void What_is_no_JSON_is_told(string text) => Should.Throw<JsonException>(() => JsonStrings.Rewrite(Encoding.UTF8.GetBytes(text), _ => null));

    [Fact]
    public void JSON_inside_a_text_is_walked_by_its_own_strings()
    {
        JsonStrings.Within("{\"q\":\"\\u006eeedle\",\"n\":1}", t => t is Needle ? "<X_1>" : null, out string? changed).ShouldBeTrue();
        changed.ShouldBe("{\"q\":\"<X_1>\",\"n\":1}");
        JsonStrings.Within("plain needle", _ => "x", out _).ShouldBeFalse();
        JsonStrings.Within("[broken needle", _ => "x", out _).ShouldBeFalse();
    }

    private static string Rewritten(string json, JsonStrings.Change change) => JsonStrings.Rewrite(Encoding.UTF8.GetBytes(json), change) is { } changed ? Encoding.UTF8.GetString(changed) : json;
}
