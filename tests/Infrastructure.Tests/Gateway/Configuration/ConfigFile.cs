using System.Collections.Concurrent;
using Artisan.Core.Gateway.Configuration;
using Artisan.Infrastructure.Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Artisan.Infrastructure.Tests.Gateway.Configuration;

/// <summary>A configuration file in a folder of its own, gone after the test.</summary>
internal sealed class ConfigFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("artisan-config-").FullName;

    public ConfigFile(string? yaml)
    {
        if (yaml is not null)
            Write(yaml);
    }

    public string Path => System.IO.Path.Combine(_folder, AiConfigSource.FileName);

    public LogCapture Log { get; } = new();

    public void Write(string yaml) => File.WriteAllText(Path, yaml);

    public AiConfigSource Open(Dictionary<string, string>? environment = null, IConfiguration? appSettings = null) => new(
        new AiConfigOptions { Folders = [_folder], Environment = environment ?? [], PollInterval = TimeSpan.FromMilliseconds(100) },
        appSettings ?? new ConfigurationBuilder().Build(), Log);

    public static AiConfig Read(string? yaml, Dictionary<string, string>? environment = null, Dictionary<string, string?>? appSettings = null)
    {
        using var file = new ConfigFile(yaml);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(appSettings ?? []).Build();
        using AiConfigSource source = file.Open(environment, configuration);
        return source.Current;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

internal sealed class LogCapture : ILogger<AiConfigSource>
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception)));
}
