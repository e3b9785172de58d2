using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.StructuredOutput;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.StructuredOutput;

public class SchemaValidationTests
{
    private static IReadOnlyList<string> Faults(string schema, string json)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        return SchemaValidation.Validate(document.RootElement, Encoding.UTF8.GetBytes(json));
    }

    // keyword by keyword: schema, a value that fits, one that does not, and what is said of it
    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", "1", "# must be a string, but is 1")]
    [InlineData("""{"type":["string","null"]}""", "null", "true", "# must be a string or null, but is true")]
    [InlineData("""{"type":"integer"}""", "1.0", "1.5", "# must be an integer, but is 1.5")]
    [InlineData("""{"type":"string","nullable":true}""", "null", "1", "# must be a string, but is 1")]
    [InlineData("""{"const":"a"}""", "\"a\"", "\"b\"", "# must be \"a\", but is the string \"b\"")]
    [InlineData("""{"enum":[1,"a",null]}""", "1.0", "2", "# must be one of 1, \"a\", null, but is 2")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", """{"a":1,"b":2}""", """{"a":"x"}""", "#/a must be a number, but is the string \"x\"")]
    [InlineData("""{"required":["a","b"]}""", """{"a":1,"b":2}""", """{"a":1}""", "#/b is missing")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1}""", """{"a":1,"b/c":2}""", "#/b~1c is not in the schema and must not be there")]
    [InlineData("""{"additionalProperties":{"type":"number"}}""", """{"x":1}""", """{"x":[]}""", "#/x must be a number, but is an array")]
    [InlineData("""{"patternProperties":{"^n_":{"type":"number"}},"additionalProperties":false}""", """{"n_a":1}""", """{"n_a":"1"}""", "#/n_a must be a number, but is the string \"1\"")]
    [InlineData("""{"propertyNames":{"maxLength":2}}""", """{"ab":1}""", """{"abc":1}""", "#/abc must have at most 2 characters, but has 3")]
    [InlineData("""{"minProperties":1,"maxProperties":1}""", """{"a":1}""", """{}""", "# must have at least 1 properties, but has 0")]
    [InlineData("""{"items":{"items":{"type":"integer"}}}""", "[[1],[2,3]]", "[[1],[2,\"x\"]]", "#/1/1 must be an integer, but is the string \"x\"")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a",1]""", """["a","b"]""", "#/1 must be an integer, but is the string \"b\"")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a"]""", """["a",1]""", "#/1 must not be there")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":false}""", """["a"]""", """["a",1]""", "#/1 must not be there")]
    [InlineData("""{"minItems":1,"maxItems":2}""", "[1]", "[1,2,3]", "# must have at most 2 items, but has 3")]
    [InlineData("""{"uniqueItems":true}""", "[1,2]", "[1,2,1.0]", "#/2 repeats item 0, but the items must differ")]
    [InlineData("""{"contains":{"type":"string"}}""", "[1,\"a\"]", "[1]", "# must contain at least 1 items of a kind that the schema describes, but has 0")]
    [InlineData("""{"minLength":2}""", "\"ab\"", "\"😀\"", "# must have at least 2 characters, but has 1")]
    [InlineData("""{"pattern":"^[A-Z]+$"}""", "\"AB\"", "\"ab\"", "# must match the pattern `^[A-Z]+$`, but is the string \"ab\"")]
    [InlineData("""{"minimum":0,"maximum":100}""", "87", "101", "# must be at most 100, but is 101")]
    [InlineData("""{"exclusiveMinimum":0}""", "0.1", "0", "# must be more than 0, but is 0")]
    [InlineData("""{"exclusiveMaximum":1}""", "0.9", "1", "# must be less than 1, but is 1")]
    [InlineData("""{"multipleOf":0.01}""", "19.99", "0.001", "# must be a multiple of 0.01, but is 0.001")]
    [InlineData("""{"format":"email"}""", "\"a@b.de\"", "\"a@b\"", "# must have the format `email`, but is the string \"a@b\"")]
    [InlineData("""{"format":"date"}""", "\"2026-02-28\"", "\"2026-02-30\"", "# must have the format `date`, but is the string \"2026-02-30\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-02-28T10:00:00Z\"", "\"2026-02-28\"", "# must have the format `date-time`, but is the string \"2026-02-28\"")]
    [InlineData("""{"format":"time"}""", "\"10:00:00Z\"", "\"25:00\"", "# must have the format `time`, but is the string \"25:00\"")]
    [InlineData("""{"format":"duration"}""", "\"P3DT2H\"", "\"3 days\"", "# must have the format `duration`, but is the string \"3 days\"")]
    [InlineData("""{"format":"uuid"}""", "\"0192d7a4-5c1e-7f00-8000-000000000001\"", "\"1\"", "# must have the format `uuid`, but is the string \"1\"")]
    [InlineData("""{"format":"uri"}""", "\"https://a.de/x\"", "\"/x\"", "# must have the format `uri`, but is the string \"/x\"")]
    [InlineData("""{"format":"ipv4"}""", "\"10.0.0.1\"", "\"10.1\"", "# must have the format `ipv4`, but is the string \"10.1\"")]
    [InlineData("""{"format":"hostname"}""", "\"a-b.example\"", "\"-a\"", "# must have the format `hostname`, but is the string \"-a\"")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":3}]}""", "2", "4", "# must be at most 3, but is 4")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", "1", "true", "# fits none of the 2 alternatives; nearest: # must be a string, but is true")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":5}]}""", "2", "6", "# fits 2 alternatives of which it must fit exactly one")]
    [InlineData("""{"not":{"type":"null"}}""", "1", "null", "# must not be what the schema excludes by `not`")]
    [InlineData("""{"if":{"properties":{"t":{"const":1}}},"then":{"required":["x"]},"else":{"required":["y"]}}""", """{"t":1,"x":1}""", """{"t":2}""", "#/y is missing")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1,"b":1}""", """{"a":1}""", "#/b is missing though `a` is there")]
    [InlineData("""{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"b":1}""", """{"a":1}""", "#/b is missing")]
    [InlineData("""{"$ref":"#/$defs/n~1m","$defs":{"n/m":{"type":"number"}}}""", "1", "\"1\"", "# must be a number, but is the string \"1\"")]
    [InlineData("""{"$ref":"#num","$defs":{"x":{"$anchor":"num","type":"number"}}}""", "1", "\"1\"", "# must be a number, but is the string \"1\"")]
    [InlineData("""{"properties":{"kids":{"items":{"$ref":"#"}}},"additionalProperties":false}""", """{"kids":[{"kids":[]}]}""", """{"kids":[{"kid":[]}]}""", "#/kids/0/kid is not in the schema and must not be there")]
    [InlineData("false", null, "1", "# must not be there")]
    [InlineData("true", "1", null, null)]
    public void Each_keyword_is_checked_and_explained(string schema, string? fitting, string? failing, string? fault)
    {
        if (fitting is not null)
            Faults(schema, fitting).ShouldBeEmpty();
        if (failing is not null)
            Faults(schema, failing).ShouldBe([fault!]);
    }

    private const string LeadScore = """
        {"type":"object","additionalProperties":false,"required":["lead_id","score","grade","factors"],
         "properties":{
           "lead_id":{"type":"string"},
           "score":{"type":"integer","minimum":0,"maximum":100},
           "grade":{"enum":["A","B","C","D"]},
           "factors":{"type":"array","items":{"$ref":"#/$defs/factor"}}},
         "$defs":{"factor":{"type":"object","additionalProperties":false,"required":["name","weight"],
           "properties":{"name":{"type":"string"},"weight":{"anyOf":[{"type":"number"},{"type":"null"}]}}}}}
        """;

    [Fact]
    public void A_real_schema_names_all_faults()
    {
        Faults(LeadScore, """{"lead_id":"l1","score":87,"grade":"A","factors":[{"name":"opens","weight":0.3},{"name":"x","weight":null}]}""").ShouldBeEmpty();
        Faults(LeadScore, """{"lead_id":7,"score":187,"grade":"E","factors":[{"name":"opens"},{"name":"x","weight":"big","why":1}],"extra":1}""").ShouldBe([
            "#/lead_id must be a string, but is 7",
            "#/score must be at most 100, but is 187",
            "#/grade must be one of \"A\", \"B\", \"C\", \"D\", but is the string \"E\"",
            "#/factors/0/weight is missing",
            "#/factors/1/weight fits none of the 2 alternatives; nearest: #/factors/1/weight must be a number, but is the string \"big\"",
            "#/factors/1/why is not in the schema and must not be there",
            "#/extra is not in the schema and must not be there",
        ]);
    }

    [Theory]
    [InlineData("""{"$ref":"http://127.0.0.1:1/x.json"}""", "leads nowhere inside it")]
    [InlineData("""{"$ref":"file:///etc/passwd"}""", "leads nowhere inside it")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "leads nowhere inside it")]
    [InlineData("""{"$ref":"#"}""", "without end")]
    [InlineData("""{"pattern":"("}""", "cannot be used")]
    [InlineData("""{"pattern":"^(a+)+$"}""", "cannot be used")]
    [InlineData("""{"prefixItems":7,"properties":7,"allOf":[{"not":{"properties":7}}]}""", "not a well-formed JSON Schema")]
    public void Schemas_that_mislead_are_told_and_do_no_harm(string schema, string says)
    {
        string value = schema.Contains("properties") ? "{\"a\":1}" : "\"" + new string('a', 40) + "!\"";
        Faults(schema, value).ShouldContain(f => f.Contains(says));
    }

    [Fact]
    public void Text_that_is_no_JSON_is_one_fault() => Faults("{}", "{\"a\":\n oops}").ShouldBe(["# is not valid JSON at line 2, byte 2"]);

    [Fact]
    public void Faults_are_capped() => Faults("""{"items":{"type":"string"}}""", "[" + string.Join(",", Enumerable.Repeat("1", 1000)) + "]").Count.ShouldBe(SchemaValidation.MaxFaults);

    [Fact]
    public void A_large_answer_is_checked_quickly()
    {
        string item = """{"name":"opens","weight":0.3}""";
        string answer = $$"""{"lead_id":"l","score":1,"grade":"B","factors":[{{string.Join(",", Enumerable.Repeat(item, 20_000))}}]}""";
        Faults(LeadScore, answer).ShouldBeEmpty();
    }
}
