using System.Globalization;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Protocol;

/// <summary>What the gateway changes in a body must be all that changes: checked on generated objects with odd spellings.</summary>
public class JsonTopLevelTests
{
    // Spellings that a parse-and-write round trip would change.
    private static readonly string[] Scalars =
    [
        "1", "1.0", "1e3", "-0", "0.10", "123456789012345678901234567890", "\"\"", "\"a\\u0062c\"", "\"\\/\"", "\"日本\"", "\"\\ud83d\\ude00\"",
        "true", "false", "null", "\"{\\\"x\\\":1}\"",
    ];

    private static readonly string[] Gaps = ["", "", "", " ", "\n", "\t\r\n "];

    private static Gen<string> Value(int depth)
    {
        Gen<string> scalar = Gen.Elements(Scalars);
        if (depth == 0)
            return scalar;
        Gen<string> gap = Gen.Elements(Gaps);
        Gen<string> inner = Value(depth - 1);
        Gen<string> array = from items in inner.ListOf(3) from g in gap select $"[{g}{string.Join($"{g},", items)}{g}]";
        Gen<string> obj = from items in inner.ListOf(3)
                          from g in gap
                          select "{" + string.Join(",", items.Select((v, i) => $"{g}\"k{i}\"{g}:{g}{v}")) + g + "}";
        return Gen.Frequency((3, scalar), (1, array), (1, obj));
    }

    private static Gen<(string Name, string Value, string Gap)> Property() =>
        from name in Gen.Elements("model", "messages", "stream", "seed", "x-y", "", "na\\u006de", "ключ")
        from value in Value(2)
        from gap in Gen.Elements(Gaps)
        select (name, value, gap);

    private static Arbitrary<string> Objects() => Arb.From(
        from properties in Property().ListOf()
        from gap in Gen.Elements(Gaps)
        select gap + "{" + string.Join(",", properties.Select(p => $"{p.Gap}\"{p.Name}\"{p.Gap}:{p.Gap}{p.Value}{p.Gap}")) + "}" + gap);

    private static List<(string Name, string Raw)> RawProperties(byte[] utf8) =>
        [.. JsonTopLevel.Scan(utf8).Properties.Select(p => (p.Name, Encoding.UTF8.GetString(utf8[p.ValueStart..p.ValueEnd])))];

    [Fact]
    public void Setting_a_property_changes_only_that_property() => Prop.ForAll(Objects(), text =>
    {
        byte[] before = Encoding.UTF8.GetBytes(text);
        byte[] after = JsonTopLevel.Scan(before).Rewrite(before, ("model", "\"new\""u8.ToArray()));

        List<(string Name, string Raw)> expected = RawProperties(before);
        if (!expected.Exists(p => p.Name == "model"))
            expected.Add(("model", "\"new\""));
        expected = [.. expected.Select(p => p.Name == "model" ? (p.Name, "\"new\"") : p)];
        RawProperties(after).ShouldBe(expected);
        JsonDocument.Parse(after).Dispose();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Removing_a_property_changes_only_that_property() => Prop.ForAll(Objects(), text =>
    {
        byte[] before = Encoding.UTF8.GetBytes(text);
        byte[] after = JsonTopLevel.Scan(before).Rewrite(before, ("stream", null));
        RawProperties(after).ShouldBe(RawProperties(before).Where(p => p.Name != "stream"));
        JsonDocument.Parse(after).Dispose();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ranges_read_back_what_a_parser_reads() => Prop.ForAll(Objects(), text =>
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        using JsonDocument document = JsonDocument.Parse(utf8);
        RawProperties(utf8).ShouldBe(document.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetRawText())));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_chat_reader_finds_the_same_places() => Prop.ForAll(Objects(), text =>
    {
        // As further properties of a good request, under names that the reader does not know.
        string body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + string.Join("",
            RawProperties(Encoding.UTF8.GetBytes(text)).Select((p, i) => string.Create(CultureInfo.InvariantCulture, $", \"p{i}\" : {p.Raw}"))) + "}";
        byte[] utf8 = Encoding.UTF8.GetBytes(body);
        ChatReader.Read(utf8).TopLevel.Properties.ShouldBe(JsonTopLevel.Scan(utf8).Properties);
    }).QuickCheckThrowOnFailure();
}
