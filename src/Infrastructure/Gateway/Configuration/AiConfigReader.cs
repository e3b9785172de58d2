using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Configuration;

namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>Turns the merged tree into a checked <see cref="AiConfig"/>, or names all that is wrong with it.</summary>
internal static partial class AiConfigReader
{
    private const string OpenAIRoot = "https://api.openai.com/v1";
    private static readonly string[] ModelTypes = ["chat", "embeddings"];

    /// <exception cref="AiConfigException">With every fault.</exception>
    public static AiConfig Read(ConfigNode root, int version, IReadOnlyList<string> earlierFaults)
    {
        var findings = new ConfigFindings();
        findings.Faults.AddRange(earlierFaults);
        var top = new ConfigSection(root, "", findings);
        Dictionary<string, ProviderInstance> providers = ReadProviders(top.Section("providers"));
        Dictionary<string, ModelCard> models = ReadModels(top.Section("models"), providers);
        Dictionary<string, UseCasePolicy> useCases = UseCaseReader.Read(top.Section("use_cases"), providers, models);
        AiLimits limits = ReadLimits(top.Section("limits"));
        AiResilience resilience = ReadResilience(top.Section("resilience"));
        top.Done();
        if (findings.Faults.Count > 0)
            throw new AiConfigException(findings.Faults);
        return new AiConfig
        {
            Version = version,
            Providers = providers,
            Models = models,
            UseCases = useCases,
            Limits = limits,
            Resilience = resilience,
            Values = findings.Values,
        };
    }

    private static Dictionary<string, ProviderInstance> ReadProviders(ConfigSection section)
    {
        var providers = new Dictionary<string, ProviderInstance>();
        foreach (string name in section.Keys)
        {
            ConfigSection one = section.Section(name);
            if (!ProviderName().IsMatch(name) || name == "artisan")
                one.Fault(null, "is no provider name. Use lower-case letters, digits and `-`, at most 63; `artisan` is taken.");
            string? kind = one.Text("kind");
            if (kind is null && ProviderKinds.All.Contains(name))
                kind = name;
            if (kind is null || !ProviderKinds.All.Contains(kind))
            {
                string known = string.Join(", ", ProviderKinds.All.Select(k => $"`{k}`"));
                one.Fault(kind is null ? null : "kind", kind is null ? $"has no `kind`. Add one of {known}." : $"must be one of {known}, but is `{kind}`.");
            }
            var headers = new Dictionary<string, string>();
            ConfigSection headerSection = one.Section("headers");
            foreach (string header in headerSection.Keys)
            {
                if (!HeaderName().IsMatch(header))
                    headerSection.Fault(header, "is no HTTP header name.");
                if (headerSection.Text(header, secret: IsSecretHeader(header)) is { } value)
                    headers[header] = value;
            }
            string? apiKey = one.Text("api_key", secret: true)?.Trim();
            if (apiKey is not null && apiKey.Any(c => c is <= ' ' or > '~'))
                one.Fault("api_key", "holds spaces or characters that no credential has. Enter it again.");
            providers[name] = new ProviderInstance
            {
                Name = name,
                Kind = kind ?? "",
                BaseUrl = ReadBaseUrl(one, kind),
                ApiKey = apiKey,
                ApiVersion = one.Text("api_version"),
                Headers = headers,
                Origin = one.Origin,
            };
            one.Done();
        }
        return providers;
    }

    private static Uri? ReadBaseUrl(ConfigSection provider, string? kind)
    {
        string? text = provider.Text("base_url");
        if (text is null)
        {
            if (kind is ProviderKinds.AzureOpenAI or ProviderKinds.OpenAICompatible)
            {
                string example = kind == ProviderKinds.AzureOpenAI ? "https://my-resource.openai.azure.com" : "http://127.0.0.1:11434/v1";
                provider.Fault(null, $"has no `base_url`, which a provider of kind `{kind}` needs. Add one such as `{example}`.");
            }
            return kind is null ? null : ProviderKinds.DefaultAddressOf(kind);
        }
        if (kind == ProviderKinds.Local)
        {
            provider.Fault("base_url", "has no meaning for kind `local`, which runs in this process. Remove it.");
            return null;
        }
        if (Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.UserInfo.Length == 0)
            return url;
        provider.Fault("base_url", $"must be an address such as `{OpenAIRoot}`, without a user name; it is `{text}`.");
        return null;
    }

    private static Dictionary<string, ModelCard> ReadModels(ConfigSection section, Dictionary<string, ProviderInstance> providers)
    {
        var models = new Dictionary<string, ModelCard>();
        foreach (string name in section.Keys)
        {
            ConfigSection one = section.Section(name);
            if (name.Length is 0 or > 200 || name.Any(char.IsWhiteSpace) || name.StartsWith("artisan/", StringComparison.Ordinal))
                one.Fault(null, "is no model name. It has no spaces, at most 200 characters, and does not begin with `artisan/`.");
            string? provider = one.Text("provider");
            if (provider is null)
                one.Fault(null, "has no `provider`. Name one of `providers`.");
            else if (!providers.ContainsKey(provider))
                one.Fault("provider", $"names the provider `{provider}`, which is not configured. Add it under `providers`, or use one of {Listed(providers.Keys)}.");
            string type = one.Choice("type", ModelTypes, "chat");
            int? window = one.CountIfSet("context_window");
            int? output = one.CountIfSet("max_output_tokens");
            if (output > window)
                one.Fault("max_output_tokens", $"({output}) is larger than `context_window` ({window}).");
            int? dimensions = (int?)one.WholeIfSet("dimensions", 1, 65_536);
            if (dimensions is not null && type != "embeddings")
                one.Fault("dimensions", "is for models of type `embeddings` only. Remove it, or set `type: embeddings`.");
            models[name] = new ModelCard
            {
                Name = name,
                Provider = provider ?? "",
                VendorModel = one.Text("vendor_model"),
                Type = type,
                ContextWindow = window,
                MaxOutputTokens = output,
                Dimensions = dimensions,
                Shortens = one.Flag("shortens", false),
                Tools = one.Flag("tools", false),
                StructuredOutput = one.Flag("structured_output", false),
                Prices = ReadPrices(one, type),
            };
            one.Done();
        }
        return models;
    }

    private static List<ModelPrice> ReadPrices(ConfigSection model, string type)
    {
        var prices = new List<ModelPrice>();
        foreach (ConfigSection one in model.Sections("prices"))
        {
            DateOnly from = default;
            if (one.Text("from") is not { } date)
                one.Fault(null, "has no `from`. Write the first day that the price applies to, such as `from: 2026-01-31`.");
            else if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", out from))
                one.Fault("from", $"must be a day such as `2026-01-31`, but is `{date}`.");
            else if (prices.Count > 0 && prices[^1].From >= from)
                one.Fault("from", $"({date}) must be later than the price before it ({prices[^1].From:yyyy-MM-dd}). List prices from the oldest to the newest.");
            decimal? input = one.Money("input");
            decimal? output = one.Money("output");
            if (input is null && !one.Keys.Contains("input"))
                one.Fault(null, "has no `input`. Write the USD per million prompt tokens.");
            if (output is null && type == "chat" && !one.Keys.Contains("output"))
                one.Fault(null, "has no `output`. Write the USD per million answer tokens.");
            prices.Add(new ModelPrice(from, input ?? 0, output ?? 0, one.Money("cached_input"), one.Money("cache_write"), one.Money("reasoning"), one.Money("audio_per_minute")));
            one.Done();
        }
        return prices;
    }

    private static AiLimits ReadLimits(ConfigSection section)
    {
        var byDefault = new AiLimits();
        var limits = new AiLimits(
            section.Count("max_tokens_per_request", byDefault.MaxTokensPerRequest, 1),
            section.Whole("daily_tokens_per_member", byDefault.DailyTokensPerMember, 0, long.MaxValue),
            section.Whole("daily_tokens_per_tenant", byDefault.DailyTokensPerTenant, 0, long.MaxValue),
            section.Count("max_body_bytes", byDefault.MaxBodyBytes, 1024, 1024 * 1024 * 1024),
            section.Flag("allow_unpriced", byDefault.AllowUnpriced),
            section.Count("max_concurrent_calls", byDefault.MaxConcurrentCalls, 1, 1_000_000),
            section.Count("max_queued_calls", byDefault.MaxQueuedCalls, 0, 1_000_000),
            section.Count("max_queued_bytes", byDefault.MaxQueuedBytes, 0, int.MaxValue),
            section.Number("max_queue_seconds", byDefault.MaxQueueSeconds, 0, 3600));
        section.Done();
        return limits;
    }

    private static AiResilience ReadResilience(ConfigSection section)
    {
        var byDefault = new AiResilience();
        const double hour = 3600;
        var resilience = new AiResilience(
            section.Number("connect_seconds", byDefault.ConnectSeconds, 0.1, hour),
            section.Number("chat_seconds", byDefault.ChatSeconds, 0.1, hour),
            section.Number("gap_seconds", byDefault.GapSeconds, 0.1, hour),
            section.Number("embeddings_seconds", byDefault.EmbeddingsSeconds, 0.1, hour),
            section.Count("chat_retries", byDefault.ChatRetries, 0, 10),
            section.Count("embeddings_retries", byDefault.EmbeddingsRetries, 0, 10),
            section.Number("base_delay_seconds", byDefault.BaseDelaySeconds, 0, hour),
            section.Number("chat_max_delay_seconds", byDefault.ChatMaxDelaySeconds, 0, hour),
            section.Number("embeddings_max_delay_seconds", byDefault.EmbeddingsMaxDelaySeconds, 0, hour),
            section.Number("max_total_wait_seconds", byDefault.MaxTotalWaitSeconds, 0, hour),
            section.Number("first_token_seconds", byDefault.FirstTokenSeconds, 0.1, hour),
            section.Count("breaker_failures", byDefault.BreakerFailures, 0, 1000),
            section.Number("breaker_failure_share", byDefault.BreakerFailureShare, 0.01, 1),
            section.Number("breaker_open_seconds", byDefault.BreakerOpenSeconds, 0.1, hour));
        section.Done();
        return resilience;
    }

    /// <summary>Names as a fault shows them, at most a handful.</summary>
    public static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(12).Select(n => $"`{n}`")) + (all.Length > 12 ? " …" : "");
    }

    private static bool IsSecretHeader(string name) =>
        new[] { "auth", "key", "token", "secret", "cookie" }.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex ProviderName();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    private static partial Regex HeaderName();
}
