using Artisan.Core.Guardrails.Injection;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Injection;

/// <summary>The rules' form: what they mean, and that faults name their line.</summary>
public sealed class RuleFileTests
{
    private const string Words = "@class filler = please\n@class common = the\n@class everywhere = a\n@class core = ignore\n@class negation = not\n@class onlooker = they\n@class verb = eat devour\n";

    private static List<RuleHit> Hits(string rules, string text)
    {
        var compiled = new InjectionRules(Words + rules);
        var scanner = new WordScanner(compiled.Vocabulary, compiled.Marks);
        var hits = new List<RuleHit>();
        scanner.Scan(text);
        new PatternMatcher(compiled).Match(scanner.Tokens, hits);
        return hits;
    }

    [Theory]
    [InlineData("eat the apple", true)]
    [InlineData("Devour that big apple", true)]
    [InlineData("eat one two three apples", false)]
    [InlineData("apple eat", false)]
    [InlineData("eat it all up now apple", false)]
    [InlineData("eat. An apple is there.", false)]
    public void Words_stand_in_their_order_within_their_gaps(string text, bool matches) =>
        Hits("rule one persona 0.5\n    {verb} ..2 apple|pear\n", text).Count.ShouldBe(matches ? 1 : 0);

    [Theory]
    [InlineData("^eat", "We eat", false)]
    [InlineData("^eat", "We sit. Eat", true)]
    [InlineData("^eat", "Please eat", true)]
    [InlineData("^^eat", "We sit. Eat", false)]
    [InlineData("^^eat", "Please, eat", true)]
    [InlineData("eat:", "eat this", false)]
    [InlineData("eat:", "**eat**: this", true)]
    [InlineData("knowled*", "my knowledgeable friend", true)]
    [InlineData("knowled*", "I know", false)]
    public void Starts_colons_and_stems_are_demanded(string pattern, string text, bool matches) =>
        Hits($"rule one persona 0.5\n    {pattern}\n", text).Count.ShouldBe(matches ? 1 : 0);

    [Fact]
    public void Denials_and_onlookers_weigh_less()
    {
        Hits("rule one persona 0.5\n    eat apples\n", "you should not eat apples")[0].Factor.ShouldBeLessThan(0.5f);
        Hits("rule one persona 0.5\n    eat apples\n", "when they eat apples")[0].Factor.ShouldBeLessThan(0.5f);
        Hits("rule one persona 0.5\n    eat apples\n", "you should eat apples")[0].Factor.ShouldBe(1);
        Hits("rule one persona 0.5 firm\n    eat apples\n", "you should not eat apples")[0].Factor.ShouldBe(1);
    }

    [Theory]
    [InlineData("rule one nosuchfamily 0.5\n    eat\n", "nosuchfamily")]
    [InlineData("rule one persona 0.5\n    {nosuchclass} eat\n", "nosuchclass")]
    [InlineData("rule one persona 0.5\n    ea*\n", "shorter")]
    [InlineData("rule one persona 0.5\n    e-mail\n", "Line 9")]
    [InlineData("rule one persona 0.5\n    eat ..40 apple\n", "31")]
    [InlineData("reason one persona 0.5\n    eat\n", "Line 8")]
    public void Faults_are_named(string rules, string names) =>
        Should.Throw<FormatException>(() => new InjectionRules(Words + rules)).Message.ShouldContain(names);

    [Fact]
    public void A_third_weight_is_that_of_programs_which_is_none_without_it()
    {
        var rules = new InjectionRules(Words + "rule one persona 0.5/0.6/0.4\n    eat\nrule two persona 0.5/0.6\n    eat eat\ncounter three 1/1/0.2 persona,tool_abuse\n    eat eat eat\n");
        rules.Rules.Select(r => (r.Weight, r.RetrievedWeight, r.ProgramWeight)).ShouldBe([(0.5f, 0.6f, 0.4f), (0.5f, 0.6f, 0f), (1f, 1f, 0.2f)]);
    }

    [Fact]
    public void Every_rule_that_comes_with_Artisan_has_a_known_family_and_a_weight()
    {
        InjectionRules rules = InjectionRules.Default;
        rules.Rules.Length.ShouldBeGreaterThan(40);
        rules.Rules.Where(rule => !rule.IsCounter).ShouldAllBe(rule => InjectionFamilies.All.Contains(rule.Family) && rule.Weight >= 0 && rule.Weight < 1 && rule.RetrievedWeight >= rule.Weight
            && rule.ProgramWeight >= 0 && rule.ProgramWeight < 1 && rule.Weight + rule.ProgramWeight > 0);
        rules.Rules.Select(rule => rule.Name).ShouldBeUnique();
    }
}
