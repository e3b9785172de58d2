using System.Runtime.CompilerServices;
using Artisan.Core.Gateway.Configuration;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Configuration;

/// <summary>The file that Artisan comes with.</summary>
public class ShippedConfigTests
{
    private static AiConfig Read(Dictionary<string, string>? environment = null) => ConfigFile.Read(File.ReadAllText(PathOf()), environment);

    private static string PathOf([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../src/Web/ai_config.yaml"));

    [Fact]
    public void Every_use_case_has_a_policy_of_its_own_that_ends_in_the_local_model()
    {
        AiConfig config = Read();
        config.UseCases.Keys.ShouldBe(UseCases.All, ignoreOrder: true);
        config.UseCases.Values.ShouldAllBe(p => p.Origin == "ai_config.yaml");
        config.UseCases.Values.ShouldAllBe(p => p.Fallbacks[p.Fallbacks.Count - 1] == "local/artisan-extract-1");
    }

    [Fact]
    public void The_policies_are_those_of_the_architecture()
    {
        IReadOnlyDictionary<string, UseCasePolicy> policies = Read().UseCases;
        UseCasePolicy scoring = policies["lead_scoring"];
        (scoring.Name, scoring.Model, scoring.Temperature, scoring.StructuredOutput).ShouldBe(("Lead scoring v1", "gpt-4.1-mini", 0.3, true));
        (policies["email_generation"].Model, policies["email_generation"].Temperature).ShouldBe(("gpt-4", 0.8));
        UseCasePolicy campaign = policies["campaign_strategy"];
        (campaign.Model, campaign.Temperature, campaign.Tools.Enabled, campaign.Streaming).ShouldBe(("gpt-4", 0.7, true, true));
        UseCasePolicy chat = policies["conversation"];
        (chat.Model, chat.Temperature, chat.Memory.Enabled, chat.Retrieval.Enabled, chat.Tools.Enabled).ShouldBe(("gpt-4", 0.7, true, true, true));
    }

    [Fact]
    public void Every_model_has_a_price_today_and_no_reservation_exceeds_its_use_cases_budget()
    {
        AiConfig config = Read();
        config.Models.Values.ShouldAllBe(m => m.PriceAt(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero)) != null);
        config.Models["gpt-4o-mini"].Prices.Single().ShouldBe(new ModelPrice(new DateOnly(2024, 7, 18), 0.15m, 0.6m, 0.075m));
        config.Models["gpt-5.6-luna"].Prices.Count.ShouldBe(2);
        config.Models["artisan-extract-1"].Prices.Single().Input.ShouldBe(0m);
        foreach (UseCasePolicy policy in config.UseCases.Values)
        {
            if (policy.Budget is { MaxTokensPerRequest: { } tokens, MaxUsdPerRequest: { } usd })
            {
                ModelPrice price = config.Models[policy.Model].Prices[^1];
                long output = policy.MaxOutputTokens ?? 0;
                decimal dearest = ((tokens - output) * price.Input + output * price.Output) / 1_000_000m;
                dearest.ShouldBeLessThanOrEqualTo(usd, $"{policy.UseCase} could never use its tokens");
            }
        }
    }

    [Fact]
    public void Without_a_key_the_vendor_is_left_aside_and_with_one_it_serves()
    {
        Read().Providers["openai"].IsUsable.ShouldBeFalse();
        Read(new() { ["OPENAI_API_KEY"] = "sk-1234567890abcd" }).Providers["openai"].IsUsable.ShouldBeTrue();
        Read().Limits.ShouldBe(new AiLimits());
        Read().Resilience.ShouldBe(new AiResilience());
    }
}
