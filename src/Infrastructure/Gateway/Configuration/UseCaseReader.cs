using Artisan.Core.Gateway.Configuration;

namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>Reads the use-case policies and checks that every model they name can be found.</summary>
internal static class UseCaseReader
{
    private static readonly string[] Ttls = ["short", "medium", "long", "permanent"];

    public static Dictionary<string, UseCasePolicy> Read(ConfigSection section, Dictionary<string, ProviderInstance> providers, Dictionary<string, ModelCard> models)
    {
        var policies = new Dictionary<string, UseCasePolicy>();
        foreach (string name in section.Keys)
        {
            ConfigSection one = section.Section(name);
            if (!UseCases.All.Contains(name))
            {
                one.Fault(null, $"is not a known use case. Known are {string.Join(", ", UseCases.All.Select(u => $"`{u}`"))}.");
                continue;
            }
            policies[name] = ReadOne(one, name, providers, models);
            one.Done();
        }
        return policies;
    }

    private static UseCasePolicy ReadOne(ConfigSection one, string name, Dictionary<string, ProviderInstance> providers, Dictionary<string, ModelCard> models)
    {
        string model = one.Text("model") ?? "";
        if (one.Text("provider") is { } provider)
        {
            if (!providers.ContainsKey(provider))
                one.Fault("provider", $"names the provider `{provider}`, which is not configured. Add it under `providers`, or use one of {AiConfigReader.Listed(providers.Keys)}.");
            else if (!models.TryGetValue(model, out ModelCard? card) || card.Provider != provider)
                model = $"{provider}/{model}";
        }
        if (model.Length == 0)
            one.Fault(null, "has no `model`. Name one of `models`, or write `provider/name`.");
        else
            Check(one, "model", model, providers, models);
        IReadOnlyList<string> fallbacks = one.Texts("fallbacks") ?? [];
        for (int i = 0; i < fallbacks.Count; i++)
        {
            Check(one, "fallbacks", fallbacks[i], providers, models);
            if (fallbacks.Take(i).Contains(fallbacks[i]))
                one.Fault("fallbacks", $"names `{fallbacks[i]}` twice. Remove one.");
        }
        int? maxOutput = one.CountIfSet("max_output_tokens");
        if (models.TryGetValue(model, out ModelCard? chosen) && maxOutput > chosen.MaxOutputTokens)
            one.Fault("max_output_tokens", $"({maxOutput}) is more than `{model}` can give ({chosen.MaxOutputTokens}).");
        return new UseCasePolicy
        {
            UseCase = name,
            Name = one.Text("name") ?? name,
            Model = model,
            Fallbacks = fallbacks,
            Temperature = one.NumberIfSet("temperature", 0, 2),
            TopP = one.NumberIfSet("top_p", 0, 1),
            MaxOutputTokens = maxOutput,
            SystemPrompt = one.Text("system_prompt"),
            Streaming = one.Flag("streaming", false),
            StructuredOutput = one.Flag("structured_output", false),
            Memory = ReadMemory(one.Section("memory")),
            Retrieval = ReadRetrieval(one.Section("retrieval")),
            Tools = ReadTools(one.Section("tools")),
            Budget = ReadBudget(one.Section("budget")),
            Context = ReadContext(one.Section("context"), name),
            Cache = ReadCache(one.Section("cache")),
            Origin = one.Origin,
        };
    }

    private static void Check(ConfigSection one, string key, string model, Dictionary<string, ProviderInstance> providers, Dictionary<string, ModelCard> models)
    {
        if (models.TryGetValue(model, out ModelCard? card))
        {
            if (card.Type != "chat")
                one.Fault(key, $"names `{model}`, which is a model of type `{card.Type}`. Use cases need one of type `chat`.");
            return;
        }
        int slash = model.IndexOf('/');
        if (slash <= 0 || slash == model.Length - 1)
        {
            one.Fault(key, $"names the model `{model}`, which is not in the catalogue. Add it under `models`, or write `provider/{model}`.");
            return;
        }
        string provider = model[..slash];
        if (!providers.ContainsKey(provider))
            one.Fault(key, $"names `{model}`, but there is no provider `{provider}`. Add it under `providers`, or use one of {AiConfigReader.Listed(providers.Keys)}.");
        else if (models.TryGetValue(model[(slash + 1)..], out card) && card.Type != "chat")
            one.Fault(key, $"names `{model}`, which is a model of type `{card.Type}`. Use cases need one of type `chat`.");
    }

    private static MemoryPolicy ReadMemory(ConfigSection section)
    {
        var byDefault = new MemoryPolicy();
        var policy = new MemoryPolicy(
            section.Flag("enabled", byDefault.Enabled),
            section.Text("type"),
            section.Choice("ttl", Ttls, byDefault.Ttl),
            section.Flag("compression", byDefault.Compression),
            section.Count("max_items", byDefault.MaxItems, 1, 1000));
        section.Done();
        return policy;
    }

    private static RetrievalPolicy ReadRetrieval(ConfigSection section)
    {
        var byDefault = new RetrievalPolicy();
        var policy = new RetrievalPolicy(
            section.Flag("enabled", byDefault.Enabled),
            section.Texts("collections"),
            section.Number("similarity_threshold", byDefault.SimilarityThreshold, 0, 1),
            section.Count("max_results", byDefault.MaxResults, 1, 100),
            section.Flag("hybrid", byDefault.Hybrid));
        section.Done();
        return policy;
    }

    private static ToolPolicy ReadTools(ConfigSection section)
    {
        var byDefault = new ToolPolicy();
        var policy = new ToolPolicy(
            section.Flag("enabled", byDefault.Enabled),
            section.Texts("available"),
            section.Count("max_iterations", byDefault.MaxIterations, 1, 50));
        section.Done();
        return policy;
    }

    private static BudgetPolicy ReadBudget(ConfigSection section)
    {
        var policy = new BudgetPolicy(
            section.CountIfSet("max_tokens_per_request"),
            section.Money("max_usd_per_request"),
            section.WholeIfSet("daily_tokens", 0, long.MaxValue),
            section.Money("daily_usd"));
        section.Done();
        return policy;
    }

    // What comes from other programs is theirs to shorten; what Artisan itself puts together it must also make fit.
    private static ContextPolicy ReadContext(ConfigSection section, string useCase)
    {
        var policy = new ContextPolicy(
            section.Choice("on_overflow", [.. ContextOverflow.All], useCase switch { UseCases.Gateway => ContextOverflow.Refuse, UseCases.Conversation => ContextOverflow.Summarise, _ => ContextOverflow.Truncate }),
            section.CountIfSet("max_prompt_tokens"),
            section.Number("warn_at", new ContextPolicy().WarnAt, 0.1, 1));
        section.Done();
        return policy;
    }

    private static CachePolicy ReadCache(ConfigSection section)
    {
        var byDefault = new CachePolicy();
        var policy = new CachePolicy(
            section.Flag("enabled", byDefault.Enabled),
            section.Count("ttl_seconds", byDefault.TtlSeconds, 1, 365 * 24 * 3600),
            section.Flag("semantic", byDefault.Semantic));
        section.Done();
        return policy;
    }
}
