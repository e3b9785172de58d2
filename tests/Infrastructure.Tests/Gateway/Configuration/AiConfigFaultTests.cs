using Artisan.Core.Gateway.Configuration;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Configuration;

public class AiConfigFaultTests
{
    private static IReadOnlyList<string> Faults(string yaml, Dictionary<string, string>? environment = null) =>
        Should.Throw<AiConfigException>(() => ConfigFile.Read(yaml, environment)).Faults;

    [Theory]
    [InlineData("providers:\n  openai:\n    base-url: x", "ai_config.yaml line 3: `providers.openai.base-url` is not a known key. Known here: `api_key`, `api_version`, `base_url`, `headers`, `kind`.")]
    [InlineData("provider: {}", "ai_config.yaml line 1: `provider` is not a known key. Known here: `limits`, `models`, `providers`, `resilience`, `use_cases`.")]
    [InlineData("providers:\n  lab: {}", "ai_config.yaml line 2: `providers.lab` has no `kind`. Add one of `openai`, `azure-openai`, `openai-compatible`, `anthropic`, `gemini`, `cohere`, `local`.")]
    [InlineData("providers:\n  lab: { kind: claude }", "ai_config.yaml line 2: `providers.lab.kind` must be one of `openai`, `azure-openai`, `openai-compatible`, `anthropic`, `gemini`, `cohere`, `local`, but is `claude`.")]
    [InlineData("providers:\n  Lab_1: { kind: openai }", "ai_config.yaml line 2: `providers.Lab_1` is no provider name. Use lower-case letters, digits and `-`, at most 63; `artisan` is taken.")]
    [InlineData("providers:\n  lab: { kind: openai-compatible }", "ai_config.yaml line 2: `providers.lab` has no `base_url`, which a provider of kind `openai-compatible` needs. Add one such as `http://127.0.0.1:11434/v1`.")]
    [InlineData("providers: { openai: { base_url: ftp://x } }", "ai_config.yaml line 1: `providers.openai.base_url` must be an address such as `https://api.openai.com/v1`, without a user name; it is `ftp://x`.")]
    [InlineData("providers: { openai: { api_key: 'sk a' } }", "ai_config.yaml line 1: `providers.openai.api_key` holds spaces or characters that no credential has. Enter it again.")]
    [InlineData("providers: { openai: { headers: { 'X Y': 1 } } }", "ai_config.yaml line 1: `providers.openai.headers.X Y` is no HTTP header name.")]
    [InlineData("providers: [openai]", "ai_config.yaml line 1: `providers` must be a map of keys and values.")]
    [InlineData("models: { m: {} }", "ai_config.yaml line 1: `models.m` has no `provider`. Name one of `providers`.")]
    [InlineData("models:\n  m:\n    provider: opnai", "ai_config.yaml line 3: `models.m.provider` names the provider `opnai`, which is not configured. Add it under `providers`, or use one of `local`.")]
    [InlineData("models: { m: { provider: local, type: image } }", "ai_config.yaml line 1: `models.m.type` must be one of `chat`, `embeddings`, but is `image`.")]
    [InlineData("models: { m: { provider: local, context_window: 0 } }", "ai_config.yaml line 1: `models.m.context_window` must be a whole number of at least 1, but is `0`.")]
    [InlineData("models: { m: { provider: local, context_window: 10, max_output_tokens: 20 } }", "ai_config.yaml line 1: `models.m.max_output_tokens` (20) is larger than `context_window` (10).")]
    [InlineData("models: { m: { provider: local, tools: maybe } }", "ai_config.yaml line 1: `models.m.tools` must be `true` or `false`, but is `maybe`.")]
    [InlineData("models: { m: { provider: local, prices: [ { from: 2026-01-01, input: -1, output: 2 } ] } }", "ai_config.yaml line 1: `models.m.prices[0].input` is negative (`-1`). Prices and amounts are zero or more.")]
    [InlineData("models: { m: { provider: local, prices: [ { from: 2026-01-01, input: cheap, output: 2 } ] } }", "ai_config.yaml line 1: `models.m.prices[0].input` must be an amount in USD such as `0.15`, but is `cheap`.")]
    [InlineData("models: { m: { provider: local, prices: [ { from: 2026-01-01, input: 1 } ] } }", "ai_config.yaml line 1: `models.m.prices[0]` has no `output`. Write the USD per million answer tokens.")]
    [InlineData("models: { m: { provider: local, prices: [ { from: 01.02.2026, input: 1, output: 2 } ] } }", "ai_config.yaml line 1: `models.m.prices[0].from` must be a day such as `2026-01-31`, but is `01.02.2026`.")]
    [InlineData("models: { m: { provider: local, prices: [ { input: 1, output: 2 } ] } }", "ai_config.yaml line 1: `models.m.prices[0]` has no `from`. Write the first day that the price applies to, such as `from: 2026-01-31`.")]
    [InlineData("models:\n  m:\n    provider: local\n    prices:\n      - { from: 2026-05-01, input: 1, output: 2 }\n      - { from: 2026-04-01, input: 1, output: 2 }", "ai_config.yaml line 6: `models.m.prices[1].from` (2026-04-01) must be later than the price before it (2026-05-01). List prices from the oldest to the newest.")]
    [InlineData("use_cases: { lead_score: { model: artisan-extract-1 } }", "ai_config.yaml line 1: `use_cases.lead_score` is not a known use case. Known are `lead_scoring`, `email_generation`, `campaign_strategy`, `conversation`, `call_summary`, `action_items`, `sentiment`, `coaching`, `insight`, `graph_extraction`, `memory_summary`, `gateway`.")]
    [InlineData("use_cases: { insight: { model: gpt-9 } }", "ai_config.yaml line 1: `use_cases.insight.model` names the model `gpt-9`, which is not in the catalogue. Add it under `models`, or write `provider/gpt-9`.")]
    [InlineData("use_cases: { insight: { fallbacks: [acme/x] } }", "ai_config.yaml line 1: `use_cases.insight.fallbacks` names `acme/x`, but there is no provider `acme`. Add it under `providers`, or use one of `local`.")]
    [InlineData("use_cases: { insight: { model: artisan-embed-1 } }", "ai_config.yaml line 1: `use_cases.insight.model` names `artisan-embed-1`, which is a model of type `embeddings`. Use cases need one of type `chat`.")]
    [InlineData("use_cases: { insight: { fallbacks: [local/a, local/a] } }", "ai_config.yaml line 1: `use_cases.insight.fallbacks` names `local/a` twice. Remove one.")]
    [InlineData("use_cases: { insight: { temperature: 2.5 } }", "ai_config.yaml line 1: `use_cases.insight.temperature` must be a number from 0 to 2, but is `2.5`.")]
    [InlineData("use_cases: { insight: { temperature: hot } }", "ai_config.yaml line 1: `use_cases.insight.temperature` must be a number from 0 to 2, but is `hot`.")]
    [InlineData("use_cases: { insight: { temperature: [1] } }", "ai_config.yaml line 1: `use_cases.insight.temperature` must be a single value, not a list or map.")]
    [InlineData("use_cases: { insight: { memory: { ttl: forever } } }", "ai_config.yaml line 1: `use_cases.insight.memory.ttl` must be one of `short`, `medium`, `long`, `permanent`, but is `forever`.")]
    [InlineData("use_cases: { insight: { retrieval: { collections: { a: b } } } }", "ai_config.yaml line 1: `use_cases.insight.retrieval.collections` must be a list of texts.")]
    [InlineData("use_cases: { insight: { budget: { max_usd_per_request: -0.1 } } }", "ai_config.yaml line 1: `use_cases.insight.budget.max_usd_per_request` is negative (`-0.1`). Prices and amounts are zero or more.")]
    [InlineData("use_cases: { insight: { model: artisan-extract-1, max_output_tokens: 9000 } }", "ai_config.yaml line 1: `use_cases.insight.max_output_tokens` (9000) is more than `artisan-extract-1` can give (8192).")]
    [InlineData("limits: { max_tokens_per_request: 1.5 }", "ai_config.yaml line 1: `limits.max_tokens_per_request` must be a whole number of at least 1, but is `1.5`.")]
    [InlineData("resilience: { chat_retries: 99 }", "ai_config.yaml line 1: `resilience.chat_retries` must be a whole number from 0 to 10, but is `99`.")]
    [InlineData("limits: {}\nlimits: {}", "ai_config.yaml line 2: `limits` appears twice (first at ai_config.yaml line 1). Remove one of them.")]
    [InlineData("", "ai_config.yaml is empty. Write the configuration back, or delete the file to run on the built-in defaults.")]
    [InlineData("# only a comment", "ai_config.yaml is empty. Write the configuration back, or delete the file to run on the built-in defaults.")]
    [InlineData("- a\n- b", "ai_config.yaml line 1: the file must be a map with `providers`, `models`, `use_cases`, `limits` and `resilience`.")]
    public void Each_fault_says_where_it_is_and_what_to_do(string yaml, string fault) => Faults(yaml).ShouldBe([fault]);

    [Theory]
    [InlineData("providers:\n\topenai: {}", "line 2")]
    [InlineData("providers: { openai: {\n", "line 2")]
    [InlineData("providers:\n  openai: \"unclosed", "line 2")]
    [InlineData("use_cases: { insight: *nowhere }", "line 1")]
    public void Broken_YAML_names_the_place(string yaml, string place)
    {
        string fault = Faults(yaml).Single();
        fault.ShouldContain(place);
        fault.ShouldContain("not valid YAML");
    }

    [Fact]
    public void All_faults_come_at_once()
    {
        IReadOnlyList<string> faults = Faults("""
            providers:
              openai: { base_url: nowhere }
            models:
              a: { provider: acme, colour: red }
            use_cases:
              insight: { temperature: 9, model: b }
              dreaming: { model: a }
            limits: { max_tokens_per_request: none }
            """);
        faults.Count.ShouldBe(7);
        faults[0].ShouldContain("line 2");
        faults.ShouldContain(f => f.Contains("`models.a.colour`"));
        faults.ShouldContain(f => f.Contains("`use_cases.dreaming`"));
    }

    [Fact]
    public void The_message_lists_them_for_the_console()
    {
        AiConfigException fault = Should.Throw<AiConfigException>(() => ConfigFile.Read("a: 1\nb: 2"));
        fault.Message.ShouldBe("""
            The AI configuration has 2 faults:
              - ai_config.yaml line 1: `a` is not a known key. Known here: `limits`, `models`, `providers`, `resilience`, `use_cases`.
              - ai_config.yaml line 2: `b` is not a known key. Known here: `limits`, `models`, `providers`, `resilience`, `use_cases`.
            """);
    }

    [Fact]
    public void A_fault_in_the_environment_names_the_variable()
    {
        Faults("limits: {}", new()
        {
            ["ARTISAN__LIMITS__MAX_TOKENS_PER_REQUEST"] = "many",
            ["ARTISAN__PROVIDERS__OPENAI__APIKYE"] = "x",
        }).ShouldBe([
            "environment variable ARTISAN__PROVIDERS__OPENAI__APIKYE: `providers.openai.apikye` is not a known key. Known here: `api_key`, `api_version`, `base_url`, `headers`, `kind`.",
            "environment variable ARTISAN__LIMITS__MAX_TOKENS_PER_REQUEST: `limits.max_tokens_per_request` must be a whole number of at least 1, but is `many`.",
        ]);
    }

    [Fact]
    public void No_fault_shows_a_credential()
    {
        string fault = Faults("providers: { openai: { api_key: 'sk-secret with space' } }").Single();
        fault.ShouldNotContain("secret");
    }
}
