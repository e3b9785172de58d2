namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>Where the AI configuration is read from.</summary>
public sealed class AiConfigOptions
{
    /// <summary>Path of the YAML file; null for <c>ai_config.yaml</c> in the content root or beside the application.</summary>
    public string? Path { get; set; }

    /// <summary>Folders to look in when <see cref="Path"/> is not set, the first that has the file wins.</summary>
    public IReadOnlyList<string> Folders { get; set; } = [AppContext.BaseDirectory];

    /// <summary>How often the file is looked at besides its watcher, which loses changes on network and container file systems.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The environment variables; null for those of the process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; set; }
}
