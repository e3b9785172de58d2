using System.Text;
using Artisan.Core.Gateway.Configuration;

namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>What holds where nothing is configured: the local provider serves every use case, free and without a network.</summary>
internal static class BuiltInConfig
{
    private const string Models = """
        providers:
          local:
            kind: local
        models:
          artisan-extract-1:
            provider: local
            type: chat
            context_window: 1000000
            max_output_tokens: 8192
            tools: true
            structured_output: true
            prices:
              - { from: 2026-01-01, input: 0, output: 0 }
          artisan-embed-1:
            provider: local
            type: embeddings
            context_window: 1000000
            dimensions: 512
            prices:
              - { from: 2026-01-01, input: 0, output: 0 }
        use_cases:

        """;

    public static ConfigNode Tree()
    {
        var yaml = new StringBuilder(Models);
        foreach (string useCase in UseCases.All)
            yaml.Append("  ").Append(useCase).Append(": { name: ").Append(char.ToUpperInvariant(useCase[0])).Append(useCase[1..].Replace('_', ' ')).Append(", model: local/artisan-extract-1 }\n");
        var faults = new List<string>();
        ConfigNode tree = YamlTree.Read(yaml.ToString(), ConfigNode.BuiltIn, ConfigNode.BuiltIn, _ => null, faults)!;
        return faults.Count == 0 ? tree : throw new AiConfigException(faults);
    }
}
