using System.Collections;
using Artisan.Core.Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>
/// Reads the AI configuration of the deployment: environment over appsettings.json over ai_config.yaml over what is built in. A faulty one at start
/// throws with every fault; a faulty change later is refused, told, and the last good one goes on.
/// </summary>
public sealed partial class AiConfigSource : IAiConfigSource, IDisposable
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "ai_config.yaml";

    private readonly AiConfigOptions _options;
    private readonly IConfiguration _configuration;
    private readonly ILogger<AiConfigSource> _logger;
    private readonly Lock _gate = new();
    private readonly FileChanges? _changes;
    private readonly IDisposable _appSettings;
    private string? _lastText;

    /// <exception cref="AiConfigException">When the configuration has faults.</exception>
    public AiConfigSource(AiConfigOptions options, IConfiguration configuration, ILogger<AiConfigSource> logger)
    {
        (_options, _configuration, _logger) = (options, configuration, logger);
        Path = Locate(options);
        if (Path is null)
            LogNoFile(logger, FileName);
        _lastText = ReadFile();
        Current = Read(_lastText, version: 1);
        LoadedAt = DateTimeOffset.UtcNow;
        if (Path is not null)
            _changes = new FileChanges(Path, options.PollInterval, () => Reload(force: false));
        _appSettings = ChangeToken.OnChange(configuration.GetReloadToken, () => Reload(force: true));
    }

    /// <inheritdoc/>
    public string? Path { get; }

    /// <inheritdoc/>
    public AiConfig Current { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ReloadFaults { get; private set; } = [];

    /// <inheritdoc/>
    public DateTimeOffset LoadedAt { get; private set; }

    /// <inheritdoc/>
    public event Action? Changed;

    private static string? Locate(AiConfigOptions options)
    {
        if (!string.IsNullOrEmpty(options.Path))
        {
            string path = System.IO.Path.GetFullPath(options.Path);
            return File.Exists(path) ? path : throw new AiConfigException([$"{path} does not exist. Correct the path of the AI configuration, or leave it out to use {FileName} beside the application."]);
        }
        return options.Folders.Select(f => System.IO.Path.GetFullPath(System.IO.Path.Combine(f, FileName))).FirstOrDefault(File.Exists);
    }

    private void Reload(bool force)
    {
        lock (_gate)
        {
            try
            {
                string? text = ReadFile();
                if (text == _lastText && !force)
                    return;
                _lastText = text;
                Current = Read(text, Current.Version + 1);
                LoadedAt = DateTimeOffset.UtcNow;
                ReloadFaults = [];
                LogReloaded(_logger, Current.Version);
            }
            catch (AiConfigException e)
            {
                ReloadFaults = e.Faults;
                LogRefused(_logger, e.Faults.Count, string.Join(" | ", e.Faults));
            }
        }
        try
        {
            Changed?.Invoke();
        }
        catch (Exception e)
        {
            // A listener's fault must not end the watching.
            LogListener(_logger, e);
        }
    }

    private string? ReadFile()
    {
        if (Path is null)
            return null;
        try
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Forgotten, so that the same text counts as a change when it can be read again.
            _lastText = null;
            throw new AiConfigException([$"{Path} cannot be read: {e.Message}"]);
        }
    }

    private AiConfig Read(string? yaml, int version)
    {
        IReadOnlyDictionary<string, string> environment = _options.Environment ?? ProcessEnvironment();
        var faults = new List<string>();
        ConfigNode tree = BuiltInConfig.Tree();
        if (yaml is not null && YamlTree.Read(yaml, ConfigNode.FromFile, FileName, environment.GetValueOrDefault, faults) is { } file)
            tree.Merge(file, "", faults);
        else if (faults.Count > 0)
            throw new AiConfigException(faults);
        tree.Merge(ConfigOverlay.FromAppSettings(_configuration, tree), "", faults);
        tree.Merge(ConfigOverlay.FromEnvironment(environment, tree), "", faults);
        return AiConfigReader.Read(tree, version, faults);
    }

    private static Dictionary<string, string> ProcessEnvironment()
    {
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _appSettings.Dispose();
        _changes?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "There is no {File}: the built-in defaults hold, and the local provider serves every use case")]
    private static partial void LogNoFile(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "AI configuration read again, version {Version}")]
    private static partial void LogReloaded(ILogger logger, int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed AI configuration has {Count} faults and was refused; the last good one goes on: {Faults}")]
    private static partial void LogRefused(ILogger logger, int count, string faults);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to the AI configuration failed")]
    private static partial void LogListener(ILogger logger, Exception exception);
}
