using System.Text.Json;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Prompts;

/// <summary>Prompts are filled in with values of the right type, which stay values.</summary>
public sealed class CompiledPromptTests
{
    private static CompiledPrompt Parse(string text, params PromptVariable[] variables)
    {
        CompiledPrompt? compiled = CompiledPrompt.Parse(new PromptContent { Messages = [new PromptMessage("user", text)], Variables = variables }, out IReadOnlyList<PromptFault> faults);
        faults.ShouldBeEmpty();
        return compiled!;
    }

    private static string Fill(CompiledPrompt prompt, object values) =>
        prompt.Fill(JsonSerializer.SerializeToElement(values).EnumerateObject().ToDictionary(p => p.Name, p => p.Value)).Single().Content;

    [Fact]
    public void Text_lists_conditions_and_numbers_are_filled_in()
    {
        CompiledPrompt prompt = Parse("Hi {{ name }}{% if vip %}, dear guest{% endif %}: {% for item in items %}{{ item }};{% endfor %} {{ seats }} {{ account.city }} {{ day | date: '%d.%m.%Y' }}",
            new("name"), new("vip", PromptVariableType.Boolean, Required: false), new("items", PromptVariableType.List), new("seats", PromptVariableType.Integer), new("account", PromptVariableType.Json), new("day", PromptVariableType.Date));
        Fill(prompt, new { name = "Ada", vip = true, items = new object[] { "a", 2 }, seats = 40, account = new { city = "Oslo" }, day = "2026-03-14" }).ShouldBe("Hi Ada, dear guest: a;2; 40 Oslo 14.03.2026");
    }

    [Fact]
    public void A_value_is_never_read_as_template()
    {
        CompiledPrompt prompt = Parse("Say {{ text }}", new("text"), new("secret", Required: false, Default: JsonSerializer.SerializeToElement("hidden")));
        Fill(prompt, new { text = "{{ secret }}{% if true %}x{% endif %}" }).ShouldBe("Say {{ secret }}{% if true %}x{% endif %}");
    }

    [Theory]
    [InlineData("""{}""", "name", "missing")]
    [InlineData("""{"name":7}""", "name", "text")]
    [InlineData("""{"name":"Ada","seats":1.5}""", "seats", "whole number")]
    [InlineData("""{"name":"Ada","tone":"rude"}""", "tone", "warm, plain")]
    [InlineData("""{"name":"Adelheid"}""", "name", "at most 5")]
    [InlineData("""{"name":"Ada","nmae":"x"}""", "nmae", "no variable")]
    [InlineData("""{"name":"Ada","day":"tomorrow"}""", "day", "2026-03-14")]
    public void A_wrong_value_is_told_by_name_and_what_it_takes(string values, string variable, string words)
    {
        CompiledPrompt prompt = Parse("{{ name }}", new("name", MaxLength: 5), new("seats", PromptVariableType.Integer, Required: false), new("tone", PromptVariableType.Choice, Required: false, Choices: ["warm", "plain"]), new("day", PromptVariableType.Date, Required: false));
        ArtisanException e = Should.Throw<ArtisanException>(() => prompt.Fill(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(values)));
        e.Code.ShouldBe(ErrorCode.InvalidInput);
        e.Field.ShouldBe($"prompt.variables.{variable}");
        e.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("Hello {{ name", "cannot be read")]
    [InlineData("Hello {{ nmae }}", "no variable")]
    [InlineData("{% if nmae %}x{% endif %}", "no variable")]
    [InlineData("{% for x in nmae %}{{ x }}{% endfor %}", "no variable")]
    [InlineData("{% include 'other' %}", "include")]
    [InlineData("{% render 'other' %}", "render")]
    [InlineData("{% assign x = name | append: name %}", "assign")]
    [InlineData("{% capture x %}{{ name }}{% endcapture %}", "capture")]
    [InlineData("{% for i in (1..400000000) %}{% endfor %}", "range")]
    [InlineData("{{ name | replace: 'x', name }}", "replace")]
    [InlineData("{{ name | unheard_of }}", "unheard_of")]
    public void What_could_never_be_filled_in_is_told_before(string text, string words)
    {
        CompiledPrompt.Parse(new PromptContent { Messages = [new PromptMessage("user", text)], Variables = [new("name")] }, out IReadOnlyList<PromptFault> faults).ShouldBeNull();
        faults.ShouldContain(f => f.Field == "messages[0].content" && f.Message.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{% for a in l %}{% for b in l %}{{ a }}{{ b }}{% endfor %}{% endfor %}", 150, 1)]
    [InlineData("{% for a in l %}{{ t }}{% endfor %}", 100, 100_000)]
    [InlineData("{{ l | join: t }}", 100, 100_000)]
    public void What_runs_away_ends_with_an_error_before_it_fills_the_memory(string text, int entries, int characters)
    {
        CompiledPrompt prompt = Parse(text, new("l", PromptVariableType.List), new("t", Required: false));
        var values = new Dictionary<string, JsonElement> { ["l"] = JsonSerializer.SerializeToElement(Enumerable.Repeat("x", entries)), ["t"] = JsonSerializer.SerializeToElement(new string('x', characters)) };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ArtisanException>(() => prompt.Fill(values)).Field.ShouldBe("messages[0].content");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public void What_is_too_deep_to_be_read_is_refused_and_does_not_end_the_process()
    {
        string[] deep =
        [
            string.Concat(Enumerable.Repeat("{% if name %}", 10_000)) + string.Concat(Enumerable.Repeat("{% endif %}", 10_000)),
            "{{ " + string.Concat(Enumerable.Repeat("name[", 50_000)),
            "{{ " + string.Concat(Enumerable.Repeat("name [\n", 20_000)),
            "{{ " + string.Concat(Enumerable.Repeat("name[name[']]]']", 10_000)),
            "{{" + string.Concat(Enumerable.Repeat("[", 50_000)),
        ];
        foreach (string text in deep)
            CompiledPrompt.Parse(new PromptContent { Messages = [new PromptMessage("user", text)], Variables = [new("name")] }, out _).ShouldBeNull();
    }

    [Fact]
    public void Of_a_name_that_stands_twice_in_an_object_the_last_holds() =>
        Parse("{{ o.a }}", new PromptVariable("o", PromptVariableType.Json)).Fill(new Dictionary<string, JsonElement> { ["o"] = JsonDocument.Parse("""{"a":1,"a":2}""").RootElement }).Single().Content.ShouldBe("2");

    [Fact]
    public void A_default_holds_where_nothing_is_given_and_empty_messages_are_left_out()
    {
        CompiledPrompt? prompt = CompiledPrompt.Parse(new PromptContent
        {
            Messages = [new PromptMessage("system", "Write in {{ language }}."), new PromptMessage("user", "{% if extra %}{{ extra }}{% endif %}")],
            Variables = [new("language", Required: false, Default: JsonSerializer.SerializeToElement("English")), new("extra", Required: false)],
        }, out _);
        prompt!.Fill(null).Select(m => (m.Role, m.Content)).ShouldBe([("system", "Write in English.")]);
    }
}
