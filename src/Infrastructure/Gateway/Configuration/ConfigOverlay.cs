using Artisan.Core.Gateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>
/// Lays flat settings (environment variables, appsettings.json) over the tree. Their names are compared without case, <c>_</c>, <c>-</c> and dots, so
/// that <c>ARTISAN__PROVIDERS__OLLAMA_LAB__BASEURL</c> and <c>Artisan:Providers:ollama-lab:BaseUrl</c> both mean <c>providers.ollama-lab.base_url</c>.
/// </summary>
internal static class ConfigOverlay
{
    private const string EnvironmentPrefix = "ARTISAN__";

    public static ConfigNode FromEnvironment(IReadOnlyDictionary<string, string> variables, ConfigNode known)
    {
        ConfigNode root = NewMap(ConfigNode.FromEnvironment, "the environment");
        foreach ((string name, string value) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                Put(root, name[EnvironmentPrefix.Length..].Split("__"), value, ConfigNode.FromEnvironment, $"environment variable {name}", known);
        }
        ListsFromIndexes(root);
        return root;
    }

    public static ConfigNode FromAppSettings(IConfiguration configuration, ConfigNode known)
    {
        ConfigNode root = NewMap(ConfigNode.FromAppSettings, "appsettings.json");
        IConfigurationSection section = configuration.GetSection("Artisan");
        foreach ((string path, string? value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (value is not null && path.Length > 0)
                Put(root, path.Split(':'), value, ConfigNode.FromAppSettings, $"appsettings.json Artisan:{path}", known);
        }
        ListsFromIndexes(root);
        return root;
    }

    private static void Put(ConfigNode root, string[] segments, string value, string origin, string place, ConfigNode known)
    {
        // Other sections belong to other parts of the application; so does the place of the file itself.
        string? section = Match(segments[0], ConfigNames.Sections);
        if (section is null || segments.Length < 2 || segments.Any(s => s.Length == 0))
            return;
        ConfigNode at = root;
        ConfigNode? like = known;
        for (int i = 0; i < segments.Length; i++)
        {
            string name = i == 0 ? section : NameOf(segments, i, section, like);
            if (i == segments.Length - 1)
            {
                at.Set(name, new ConfigNode { Kind = ConfigNodeKind.Scalar, Text = value.Length == 0 ? null : value, Origin = origin, Place = place });
                return;
            }
            if (at.Find(name) is not { Kind: ConfigNodeKind.Map } next)
                at.Set(name, next = NewMap(origin, place));
            at = next;
            like = like?.Find(name);
        }
    }

    private static string NameOf(string[] segments, int depth, string section, ConfigNode? like)
    {
        string segment = segments[depth];
        if (like is not null && Match(segment, like.Children.Select(c => c.Key)) is { } existing)
            return existing;
        bool isEntry = depth == 1 && section is "providers" or "models" or "use_cases";
        if (isEntry)
            return section == "use_cases" ? Match(segment, UseCases.All) ?? segment.ToLowerInvariant() : segment.ToLowerInvariant().Replace('_', '-');
        if (depth == 3 && Plain(segments[2]) == "headers")
            return segment.Replace('_', '-');
        return Match(segment, ConfigNames.Options) ?? segment.ToLowerInvariant();
    }

    private static string? Match(string segment, IEnumerable<string> names)
    {
        string plain = Plain(segment);
        return names.FirstOrDefault(n => Plain(n) == plain);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // "fallbacks:0", "fallbacks:1" are a list.
    private static void ListsFromIndexes(ConfigNode node)
    {
        foreach ((_, ConfigNode child) in node.Children)
            ListsFromIndexes(child);
        if (node.Children.Count == 0 || !node.Children.All(c => int.TryParse(c.Key, out _)))
            return;
        node.Items.AddRange(node.Children.OrderBy(c => int.Parse(c.Key, System.Globalization.CultureInfo.InvariantCulture)).Select(c => c.Value));
        node.Children.Clear();
        node.Kind = ConfigNodeKind.List;
    }

    private static ConfigNode NewMap(string origin, string place) => new() { Kind = ConfigNodeKind.Map, Origin = origin, Place = place };
}
