using System.Globalization;
using Artisan.Core.Gateway.Configuration;

namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>What reading the configuration gathers: every fault, and where every value came from.</summary>
internal sealed class ConfigFindings
{
    public List<string> Faults { get; } = [];

    public Dictionary<string, ConfigValue> Values { get; } = [];
}

/// <summary>A map of the configuration, read by name with the type that each value must have. A fault gives the default and is told at the end.</summary>
internal sealed class ConfigSection
{
    private readonly ConfigNode? _node;
    private readonly ConfigFindings _findings;
    private readonly HashSet<string> _asked = [];

    public ConfigSection(ConfigNode? node, string path, ConfigFindings findings)
    {
        (Path, _findings) = (path, findings);
        if (node is { Kind: ConfigNodeKind.Map })
            _node = node;
        else if (node is { IsEmpty: false })
            findings.Faults.Add($"{node.Place}: `{path}` must be a map of keys and values.");
    }

    public string Path { get; }

    public bool Exists => _node is not null;

    /// <summary>Where the section stands, for faults of it as a whole.</summary>
    public string Place => _node?.Place ?? ConfigNode.BuiltIn;

    public string Origin => _node?.StrongestOrigin() ?? ConfigNode.BuiltIn;

    public IEnumerable<string> Keys => _node?.Children.Select(c => c.Key) ?? [];

    public ConfigSection Section(string name) => new(Take(name), PathOf(name), _findings);

    public void Fault(string? name, string message)
    {
        string place = (name is null ? null : _node?.Find(name)?.Place) ?? Place;
        _findings.Faults.Add($"{place}: `{(name is null ? Path : PathOf(name))}` {message}");
    }

    public string? Text(string name, bool secret = false)
    {
        if (Scalar(name) is not { Text: { } text } node)
            return null;
        Record(PathOf(name), secret ? Masked(text) : text, node.Origin);
        return text;
    }

    public string Choice(string name, IReadOnlyList<string> choices, string byDefault)
    {
        if (Text(name) is not { } text)
            return Defaulted(name, byDefault);
        if (choices.Contains(text))
            return text;
        Fault(name, $"must be one of {string.Join(", ", choices.Select(c => $"`{c}`"))}, but is `{text}`.");
        return byDefault;
    }

    public bool Flag(string name, bool byDefault)
    {
        if (Text(name) is not { } text)
            return bool.Parse(Defaulted(name, byDefault ? "true" : "false"));
        if (bool.TryParse(text, out bool value))
            return value;
        Fault(name, $"must be `true` or `false`, but is `{text}`.");
        return byDefault;
    }

    public long? WholeIfSet(string name, long least, long most)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most)
            return value;
        string range = most is long.MaxValue or int.MaxValue ? $"of at least {least}" : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
        Fault(name, $"must be a whole number {range}, but is `{text}`.");
        return null;
    }

    public long Whole(string name, long byDefault, long least, long most) =>
        WholeIfSet(name, least, most) ?? DefaultedNumber(name, byDefault);

    public int Count(string name, int byDefault, int least, int most = int.MaxValue) => (int)Whole(name, byDefault, least, most);

    public int? CountIfSet(string name) => (int?)WholeIfSet(name, 1, int.MaxValue);

    public double? NumberIfSet(string name, double least, double most)
    {
        if (Text(name) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most)
            return value;
        string range = most == double.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
        Fault(name, string.Create(CultureInfo.InvariantCulture, $"must be a number {range}, but is `{text}`."));
        return null;
    }

    public double Number(string name, double byDefault, double least, double most) =>
        NumberIfSet(name, least, most) ?? DefaultedNumber(name, byDefault);

    /// <summary>An amount of USD; never negative.</summary>
    public decimal? Money(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value))
            Fault(name, $"must be an amount in USD such as `0.15`, but is `{text}`.");
        else if (value < 0)
            Fault(name, $"is negative (`{text}`). Prices and amounts are zero or more.");
        else
            return value;
        return null;
    }

    /// <summary>A list of texts; one text with commas is a list too, since environment variables know no other.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Take(name) is not { IsEmpty: false } node)
            return null;
        string[] texts = node.Kind switch
        {
            ConfigNodeKind.Scalar => node.Text!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            ConfigNodeKind.List when node.Items.TrueForAll(i => i.Kind == ConfigNodeKind.Scalar) => [.. node.Items.Select(i => i.Text ?? "")],
            _ => [""],
        };
        if (Array.Exists(texts, string.IsNullOrWhiteSpace))
        {
            Fault(name, "must be a list of texts.");
            return null;
        }
        Record(PathOf(name), string.Join(", ", texts), node.Origin);
        return texts;
    }

    /// <summary>A list of maps.</summary>
    public IReadOnlyList<ConfigSection> Sections(string name)
    {
        if (Take(name) is not { IsEmpty: false } node)
            return [];
        if (node.Kind != ConfigNodeKind.List)
        {
            Fault(name, "must be a list.");
            return [];
        }
        return [.. node.Items.Select((item, i) => new ConfigSection(item, $"{PathOf(name)}[{i}]", _findings))];
    }

    /// <summary>Names what was never asked for: misspelled or unknown keys.</summary>
    public void Done()
    {
        foreach ((string key, ConfigNode node) in _node?.Children ?? [])
        {
            if (!_asked.Contains(key))
                _findings.Faults.Add($"{node.Place}: `{PathOf(key)}` is not a known key. Known here: {string.Join(", ", _asked.Order().Select(a => $"`{a}`"))}.");
        }
    }

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private ConfigNode? Take(string name)
    {
        _asked.Add(name);
        return _node?.Find(name);
    }

    private ConfigNode? Scalar(string name)
    {
        if (Take(name) is not { IsEmpty: false } node)
            return null;
        if (node.Kind == ConfigNodeKind.Scalar)
            return node;
        Fault(name, "must be a single value, not a list or map.");
        return null;
    }

    private string Defaulted(string name, string value)
    {
        Record(PathOf(name), value, ConfigNode.BuiltIn);
        return value;
    }

    private T DefaultedNumber<T>(string name, T value) where T : IFormattable
    {
        if (_node?.Find(name) is null or { IsEmpty: true })
            Record(PathOf(name), value.ToString(null, CultureInfo.InvariantCulture), ConfigNode.BuiltIn);
        return value;
    }

    private void Record(string path, string text, string origin) => _findings.Values[path] = new ConfigValue(text, origin);

    /// <summary>A credential as the console may show it: its last four characters, where it is long enough that these give nothing away.</summary>
    private static string Masked(string text) => text.Length >= 12 ? "••••" + text[^4..] : "••••";
}
