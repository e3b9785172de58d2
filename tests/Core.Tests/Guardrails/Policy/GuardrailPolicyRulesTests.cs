using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Policy;

public sealed class GuardrailPolicyRulesTests
{
    [Fact]
    public void The_defaults_are_right() => Should.NotThrow(() => GuardrailPolicyRules.Check(new GuardrailPolicy()));

    [Fact]
    public void A_policy_of_before_reads_with_the_default_for_what_it_does_not_name()
    {
        GuardrailPolicy read = GuardrailPolicyJson.Read("""{"injection":{"user":"flag","retrieved":"block","flag_from":0.4}}""");
        (read.Injection.User, read.Injection.Retrieved, read.Injection.Program).ShouldBe((GuardAction.Flag, GuardAction.Block, GuardAction.Flag));
        GuardrailPolicyJson.Read(GuardrailPolicyJson.Write(read with { Injection = read.Injection with { Program = GuardAction.Sanitise } })).Injection.Program.ShouldBe(GuardAction.Sanitise);
    }

    [Theory]
    [InlineData("pii.entity_types", """{"pii":{"entity_types":["EMAIL_ADDRESS","NOSUCH"]}}""")]
    [InlineData("pii.entity_types", """{"pii":{"entity_types":[null]}}""")]
    [InlineData("pii.requests.entity_types", """{"pii":{"requests":{"entity_types":["X"]}}}""")]
    [InlineData("pii.interactions.entity_types", """{"pii":{"interactions":{"entity_types":["X"]}}}""")]
    [InlineData("pii.records.entity_types", """{"pii":{"records":{"entity_types":["X"]}}}""")]
    [InlineData("pii.thresholds", """{"pii":{"thresholds":{"X":0.5}}}""")]
    [InlineData("pii.thresholds.PERSON", """{"pii":{"thresholds":{"PERSON":1.5}}}""")]
    [InlineData("pii.operators", """{"pii":{"operators":{"X":"mask"}}}""")]
    [InlineData("pii.operators.PERSON", """{"pii":{"operators":{"PERSON":"burn"}}}""")]
    [InlineData("pii.operators.PERSON", """{"pii":{"operators":{"PERSON":null}}}""")]
    [InlineData("pii.allowed", """{"pii":{"allowed":{"X":["a"]}}}""")]
    [InlineData("pii.allowed.PERSON", """{"pii":{"allowed":{"PERSON":[" "]}}}""")]
    [InlineData("pii.allowed.PERSON", """{"pii":{"allowed":{"PERSON":[null]}}}""")]
    [InlineData("pii.allowed.PERSON", """{"pii":{"allowed":{"PERSON":null}}}""")]
    [InlineData("pii.confidence_threshold", """{"pii":{"confidence_threshold":-0.1}}""")]
    [InlineData("pii.operator", """{"pii":{"operator":"burn"}}""")]
    [InlineData("pii.operator", """{"pii":{"operator":null}}""")]
    [InlineData("pii.detector", """{"pii":{"detector":"magic"}}""")]
    [InlineData("pii.detector_url", """{"pii":{"detector":"presidio"}}""")]
    [InlineData("pii.detector_url", """{"pii":{"detector":"presidio","detector_url":"ftp://x.example"}}""")]
    [InlineData("injection.detector", """{"injection":{"detector":"presidio"}}""")]
    [InlineData("injection.detector_url", """{"injection":{"detector":"prompt-shield","detector_url":"nonsense"}}""")]
    [InlineData("injection.flag_from", """{"injection":{"flag_from":0.9,"block_from":0.8}}""")]
    [InlineData("injection.flag_from", """{"injection":{"flag_from":2}}""")]
    [InlineData("injection.block_from", """{"injection":{"block_from":-1,"flag_from":-2}}""")]
    [InlineData("injection.allowed", """{"injection":{"allowed":[""]}}""")]
    [InlineData("injection.allowed", """{"injection":{"allowed":null}}""")]
    [InlineData("output.system_prompt_leak", """{"output":{"system_prompt_leak":"sanitise"}}""")]
    [InlineData("output.allowed_hosts", """{"output":{"allowed_hosts":["https://x.example/path"]}}""")]
    [InlineData("output.allowed_hosts", """{"output":{"allowed_hosts":[null]}}""")]
    [InlineData("alert_per_hour", """{"alert_per_hour":-1}""")]
    [InlineData("pii", """{"pii":null}""")]
    [InlineData("pii.requests", """{"pii":{"requests":null}}""")]
    [InlineData("pii.thresholds", """{"pii":{"thresholds":null}}""")]
    [InlineData("injection", """{"injection":null}""")]
    [InlineData("output", """{"output":null}""")]
    public void A_fault_is_named_by_its_key(string field, string policy)
    {
        ArtisanException fault = Should.Throw<ArtisanException>(() => GuardrailPolicyRules.Check(GuardrailPolicyJson.Read(policy)));
        fault.Code.ShouldBe(ErrorCode.InvalidInput);
        (fault.Faults?.Keys ?? [fault.Field!]).ShouldContain(field);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        ArtisanException fault = Should.Throw<ArtisanException>(() => GuardrailPolicyRules.Check(GuardrailPolicyJson.Read("""{"alert_per_hour":-1,"pii":{"operator":"burn","confidence_threshold":7},"injection":{"detector":"magic"}}""")));
        fault.Faults!.Keys.ShouldBe(["pii.confidence_threshold", "pii.operator", "injection.detector", "alert_per_hour"], ignoreOrder: true);
    }

    [Fact]
    public void A_list_that_is_too_long_is_refused()
    {
        var policy = new GuardrailPolicy { Injection = new InjectionPolicy { Allowed = [.. Enumerable.Range(0, 1001).Select(i => $"passage {i}")] } };
        Should.Throw<ArtisanException>(() => GuardrailPolicyRules.Check(policy)).Field.ShouldBe("injection.allowed");
    }

    [Fact]
    public void What_is_absent_is_the_default()
    {
        GuardrailPolicy policy = GuardrailPolicyJson.Read("""{"injection":{"user":"flag"}}""");
        (policy.Injection.User, policy.Injection.Retrieved, policy.AlertPerHour, policy.Pii.Operator).ShouldBe((GuardAction.Flag, GuardAction.Sanitise, 10, "replace"));
        GuardrailPolicyJson.Read(GuardrailPolicyJson.Write(policy)).Injection.User.ShouldBe(GuardAction.Flag);
    }
}
