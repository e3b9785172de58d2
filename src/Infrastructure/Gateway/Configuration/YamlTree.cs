using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>Reads YAML text into nodes that know their line.</summary>
internal sealed class YamlTree
{
    private readonly IParser _parser;
    private readonly string _origin;
    private readonly string _file;
    private readonly Func<string, string?> _variable;
    private readonly List<string> _faults;
    private readonly Dictionary<AnchorName, ConfigNode> _anchors = [];

    private YamlTree(string text, string origin, string file, Func<string, string?> variable, List<string> faults)
    {
        _parser = new Parser(new StringReader(text));
        (_origin, _file, _variable, _faults) = (origin, file, variable, faults);
    }

    /// <summary>Reads a document. Faults of the syntax go to <paramref name="faults"/>; null when there is no tree at all.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="origin">One of the origins of <see cref="ConfigNode"/>.</param>
    /// <param name="file">How the file is named in faults.</param>
    /// <param name="variable">Gives the value of <c>${NAME}</c>; null when it is not set.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static ConfigNode? Read(string text, string origin, string file, Func<string, string?> variable, List<string> faults)
    {
        try
        {
            var tree = new YamlTree(text, origin, file, variable, faults);
            tree._parser.Consume<StreamStart>();
            if (!tree._parser.TryConsume<DocumentStart>(out _))
            {
                faults.Add($"{file} is empty. Write the configuration back, or delete the file to run on the built-in defaults.");
                return null;
            }
            ConfigNode root = tree.ReadNode("");
            if (root.Kind == ConfigNodeKind.Map)
                return root;
            faults.Add(root.IsEmpty
                ? $"{file} is empty. Write the configuration back, or delete the file to run on the built-in defaults."
                : $"{root.Place}: the file must be a map with `providers`, `models`, `use_cases`, `limits` and `resilience`.");
            return null;
        }
        catch (YamlException e)
        {
            string what = e.InnerException is { } inner ? inner.Message : e.Message;
            // For tabs the parser names where the map began; the line with the tab is what helps.
            long line = what.Contains(" tab", StringComparison.Ordinal) && FirstTab(text) is { } tab ? tab : e.End.Line;
            faults.Add($"{file} line {line}: this is not valid YAML: {what.TrimEnd('.')}. Check quotes and indentation.");
            return null;
        }
    }

    private static int? FirstTab(string text)
    {
        string[] lines = text.Split('\n');
        int index = Array.FindIndex(lines, l => l[..^l.TrimStart().Length].Contains('\t'));
        return index < 0 ? null : index + 1;
    }

    private ConfigNode ReadNode(string path)
    {
        NodeEvent begin = _parser.Consume<ParsingEvent>() switch
        {
            NodeEvent node => node,
            ParsingEvent other => throw new YamlException(other.Start, other.End, "A value is expected here"),
        };
        ConfigNodeKind kind = begin is MappingStart ? ConfigNodeKind.Map : begin is SequenceStart ? ConfigNodeKind.List : ConfigNodeKind.Scalar;
        var result = new ConfigNode { Kind = kind, Origin = _origin, Place = $"{_file} line {begin.Start.Line}" };
        if (!begin.Anchor.IsEmpty)
            _anchors[begin.Anchor] = result;
        switch (begin)
        {
            case Scalar scalar:
                result.Text = ReadText(scalar);
                break;
            case MappingStart:
                ReadMap(result, path);
                break;
            default:
                while (!_parser.TryConsume<SequenceEnd>(out _))
                    result.Items.Add(ReadOrAlias($"{path}[{result.Items.Count}]"));
                break;
        }
        return result;
    }

    private void ReadMap(ConfigNode map, string path)
    {
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            Scalar key = _parser.Consume<Scalar>();
            string name = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            ConfigNode value = ReadOrAlias(name);
            if (map.Find(key.Value) is { } earlier)
                _faults.Add($"{_file} line {key.Start.Line}: `{name}` appears twice (first at {earlier.Place}). Remove one of them.");
            else
                map.Children.Add(new(key.Value, value));
        }
    }

    private ConfigNode ReadOrAlias(string path)
    {
        if (_parser.Accept<AnchorAlias>(out _))
        {
            AnchorAlias alias = _parser.Consume<AnchorAlias>();
            return _anchors.TryGetValue(alias.Value, out ConfigNode? node)
                ? node.Clone()
                : throw new YamlException(alias.Start, alias.End, $"The anchor `{alias.Value}` is not defined");
        }
        return ReadNode(path);
    }

    private string? ReadText(Scalar scalar)
    {
        if (scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL")
            return null;
        return scalar.Value.Contains("${", StringComparison.Ordinal) ? Interpolate(scalar.Value) : scalar.Value;
    }

    /// <summary>Puts environment variables in place of <c>${NAME}</c> and <c>${NAME:-default}</c>.</summary>
    private string? Interpolate(string text)
    {
        var output = new StringBuilder();
        int at = 0;
        while (true)
        {
            int open = text.IndexOf("${", at, StringComparison.Ordinal);
            int close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
                break;
            string name = text[(open + 2)..close];
            int fallback = name.IndexOf(":-", StringComparison.Ordinal);
            string? value = _variable(fallback < 0 ? name : name[..fallback]);
            if (string.IsNullOrEmpty(value))
                value = fallback < 0 ? "" : name[(fallback + 2)..];
            output.Append(text, at, open - at).Append(value);
            at = close + 1;
        }
        output.Append(text, at, text.Length - at);
        return output.Length == 0 ? null : output.ToString();
    }
}
