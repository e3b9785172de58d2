using Artisan.Core.Gateway.Configuration;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Configuration;

public class AiConfigTests
{
    [Fact]
    public void Without_a_file_the_local_provider_serves_every_use_case()
    {
        AiConfig config = ConfigFile.Read(null);
        config.Version.ShouldBe(1);
        config.Providers.Keys.ShouldBe(["local"]);
        config.Models.Keys.ShouldBe(["artisan-extract-1", "artisan-embed-1"]);
        config.UseCases.Keys.ShouldBe(UseCases.All, ignoreOrder: true);
        config.UseCases.Values.ShouldAllBe(p => p.Model == "local/artisan-extract-1");
        config.Limits.ShouldBe(new AiLimits());
        config.Resilience.ShouldBe(new AiResilience());
        config.Models["artisan-extract-1"].Prices.Single().ShouldBe(new ModelPrice(new DateOnly(2026, 1, 1), 0, 0));
    }

    [Fact]
    public void Reads_everything_a_file_can_say()
    {
        AiConfig config = ConfigFile.Read("""
            limits: { max_tokens_per_request: 12_000, allow_unpriced: false }
            resilience: { chat_seconds: 90.5, chat_retries: 0 }
            providers:
              openai: { api_key: "sk-abcdefgh1234", headers: { OpenAI-Organization: org-1 } }
              azure-eu: { kind: azure-openai, base_url: "https://eu.openai.azure.com/", api_version: 2025-01-01-preview, api_key: k }
            models:
              gpt-x:
                provider: azure-eu
                vendor_model: my-deployment
                context_window: 1000
                max_output_tokens: 100
                tools: true
                prices:
                  - { from: 2025-01-01, input: 2, output: 4 }
                  - { from: 2026-06-01, input: 1.5, cached_input: 0.15, cache_write: 2, output: 3, reasoning: 5, audio_per_minute: 0.006 }
            use_cases:
              conversation:
                name: Chat
                model: gpt-x
                fallbacks: [openai/any, local/artisan-extract-1]
                temperature: 0.7
                top_p: 0.9
                max_output_tokens: 50
                system_prompt: Be kind.
                streaming: true
                structured_output: true
                memory: { enabled: true, type: chat, ttl: short, compression: true, max_items: 9 }
                retrieval: { enabled: true, collections: [a, b], similarity_threshold: 0.5, max_results: 7, hybrid: false }
                tools: { enabled: true, available: [search], max_iterations: 3 }
                budget: { max_tokens_per_request: 100, max_usd_per_request: 0.5, daily_tokens: 1000, daily_usd: 10 }
                cache: { enabled: true, ttl_seconds: 60, semantic: true }
            """);
        config.Limits.ShouldBe(new AiLimits(MaxTokensPerRequest: 12_000, AllowUnpriced: false));
        config.Resilience.ShouldBe(new AiResilience(ChatSeconds: 90.5, ChatRetries: 0));
        ProviderInstance openai = config.Providers["openai"];
        openai.Kind.ShouldBe("openai");
        openai.BaseUrl.ShouldBe(new Uri("https://api.openai.com/v1"));
        openai.Headers["OpenAI-Organization"].ShouldBe("org-1");
        openai.Origin.ShouldBe("ai_config.yaml");
        config.Providers["azure-eu"].BaseUrl!.AbsoluteUri.ShouldBe("https://eu.openai.azure.com/");
        config.Providers["azure-eu"].ApiVersion.ShouldBe("2025-01-01-preview");
        ModelCard card = config.Models["gpt-x"];
        card.NameAtVendor.ShouldBe("my-deployment");
        card.PriceAt(new DateTimeOffset(2026, 5, 31, 23, 59, 59, TimeSpan.Zero))!.Input.ShouldBe(2m);
        card.PriceAt(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBe(new ModelPrice(new DateOnly(2026, 6, 1), 1.5m, 3m, 0.15m, 2m, 5m, 0.006m));
        UseCasePolicy policy = config.UseCases["conversation"];
        policy.Fallbacks.ShouldBe(["openai/any", "local/artisan-extract-1"]);
        (policy.Temperature, policy.TopP, policy.MaxOutputTokens).ShouldBe((0.7, 0.9, 50));
        policy.Memory.ShouldBe(new MemoryPolicy(true, "chat", "short", true, 9));
        policy.Retrieval.Collections.ShouldBe(["a", "b"]);
        (policy.Retrieval.SimilarityThreshold, policy.Retrieval.MaxResults, policy.Retrieval.Hybrid).ShouldBe((0.5, 7, false));
        policy.Tools.Available.ShouldBe(["search"]);
        policy.Budget.ShouldBe(new BudgetPolicy(100, 0.5m, 1000, 10m));
        policy.Cache.ShouldBe(new CachePolicy(true, 60, true));
        config.UseCases["sentiment"].Origin.ShouldBe("built in");
    }

    [Fact]
    public void A_use_case_may_name_provider_and_model_apart()
    {
        AiConfig config = ConfigFile.Read("""
            providers: { openai: {} }
            use_cases: { lead_scoring: { provider: openai, model: gpt-4o-mini, temperature: 0.3 } }
            """);
        config.UseCases["lead_scoring"].Model.ShouldBe("openai/gpt-4o-mini");
    }

    [Theory]
    [InlineData("ARTISAN__PROVIDERS__OPENAI__APIKEY", "ARTISAN__PROVIDERS__OPENAI__BASEURL")]
    [InlineData("ARTISAN__PROVIDERS__OPENAI__API_KEY", "ARTISAN__PROVIDERS__OPENAI__BASE_URL")]
    public void The_environment_is_stronger_than_all(string key, string url)
    {
        AiConfig config = ConfigFile.Read(
            "providers: { openai: { api_key: from-file-0001, base_url: 'https://file.example/v1' } }",
            new() { [key] = "from-env-000042", [url] = "http://127.0.0.1:9999/v1" },
            new() { ["Artisan:Providers:OpenAI:ApiKey"] = "from-settings-01" });
        ProviderInstance openai = config.Providers["openai"];
        openai.ApiKey.ShouldBe("from-env-000042");
        openai.BaseUrl.ShouldBe(new Uri("http://127.0.0.1:9999/v1"));
        openai.Origin.ShouldBe("environment");
        config.Values["providers.openai.api_key"].ShouldBe(new ConfigValue("••••0042", "environment"));
        config.Values["providers.openai.base_url"].Origin.ShouldBe("environment");
    }

    [Fact]
    public void App_settings_are_stronger_than_the_file()
    {
        AiConfig config = ConfigFile.Read(
            "limits: { max_tokens_per_request: 5 }\nuse_cases: { conversation: { temperature: 0.1 } }",
            appSettings: new()
            {
                ["Artisan:Limits:MaxTokensPerRequest"] = "7",
                ["Artisan:UseCases:Conversation:Fallbacks:0"] = "local/one",
                ["Artisan:UseCases:Conversation:Fallbacks:1"] = "local/two",
                ["Artisan:Database"] = "not ours",
                ["Artisan:Port"] = "5080",
            });
        config.Limits.MaxTokensPerRequest.ShouldBe(7);
        config.UseCases["conversation"].Fallbacks.ShouldBe(["local/one", "local/two"]);
        config.UseCases["conversation"].Temperature.ShouldBe(0.1);
        config.Values["limits.max_tokens_per_request"].ShouldBe(new ConfigValue("7", "appsettings.json"));
        config.Values["use_cases.conversation.temperature"].Origin.ShouldBe("ai_config.yaml");
        config.Values["limits.max_body_bytes"].Origin.ShouldBe("built in");
    }

    [Fact]
    public void Dashes_and_dots_in_names_are_found_from_the_environment()
    {
        AiConfig config = ConfigFile.Read("""
            providers: { ollama-lab: { kind: openai-compatible, base_url: "http://127.0.0.1:1/v1" } }
            models: { llama3.2: { provider: ollama-lab } }
            """, new()
        {
            ["ARTISAN__PROVIDERS__OLLAMA_LAB__BASEURL"] = "http://127.0.0.1:2/v1",
            ["ARTISAN__MODELS__LLAMA3_2__CONTEXT_WINDOW"] = "4096",
            ["ARTISAN__PROVIDERS__VLLM_BIG__KIND"] = "openai-compatible",
            ["ARTISAN__PROVIDERS__VLLM_BIG__BASEURL"] = "http://127.0.0.1:3/v1",
            ["ARTISAN__PROVIDERS__VLLM_BIG__HEADERS__X_TEAM"] = "blue",
            ["ARTISAN__USE_CASES__CONVERSATION__FALLBACKS"] = "vllm-big/qwen, local/artisan-extract-1",
            ["ARTISAN__DATA"] = "/somewhere",
        });
        config.Providers["ollama-lab"].BaseUrl!.Port.ShouldBe(2);
        config.Models["llama3.2"].ContextWindow.ShouldBe(4096);
        config.Providers["vllm-big"].Headers["X-TEAM"].ShouldBe("blue");
        config.UseCases["conversation"].Fallbacks.ShouldBe(["vllm-big/qwen", "local/artisan-extract-1"]);
    }

    [Fact]
    public void Variables_stand_in_values_and_are_empty_where_not_set()
    {
        AiConfig config = ConfigFile.Read("""
            providers:
              openai: { api_key: "${MY_KEY}", base_url: "https://${HOST:-api.example}/v1" }
              azure: { kind: azure-openai, base_url: "https://a.example", api_key: "${NOT_THERE}" }
            """, new() { ["MY_KEY"] = "sk-1" });
        config.Providers["openai"].ApiKey.ShouldBe("sk-1");
        config.Providers["openai"].BaseUrl!.Host.ShouldBe("api.example");
        config.Providers["openai"].IsUsable.ShouldBeTrue();
        config.Providers["azure"].ApiKey.ShouldBeNull();
        config.Providers["azure"].IsUsable.ShouldBeFalse();
    }

    [Fact]
    public void No_value_shows_a_credential()
    {
        AiConfig config = ConfigFile.Read("""
            providers: { openai: { api_key: sk-very-secret-9876, headers: { X-Api-Key: other-secret-5432, X-Team: blue } } }
            """, new() { ["ARTISAN__PROVIDERS__LOCAL__API_KEY"] = "short" });
        config.Values["providers.openai.api_key"].Text.ShouldBe("••••9876");
        config.Values["providers.local.api_key"].Text.ShouldBe("••••");
        config.Values["providers.openai.headers.X-Team"].Text.ShouldBe("blue");
        config.Values.Values.ShouldAllBe(v => !v.Text.Contains("secret"));
    }

    [Fact]
    public void Anchors_save_repeating()
    {
        AiConfig config = ConfigFile.Read("""
            use_cases:
              insight: { cache: &c { enabled: true, ttl_seconds: 5 } }
              coaching: { cache: *c }
            """, new() { ["ARTISAN__USE_CASES__COACHING__CACHE__TTL_SECONDS"] = "6" });
        config.UseCases["insight"].Cache.ShouldBe(new CachePolicy(true, 5));
        config.UseCases["coaching"].Cache.ShouldBe(new CachePolicy(true, 6));
    }
}
