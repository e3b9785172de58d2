namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>What a node of the configuration holds.</summary>
internal enum ConfigNodeKind
{
    Scalar,
    Map,
    List,
}

/// <summary>A piece of the configuration with the place it came from, so that each fault and each value can say where it stands.</summary>
internal sealed class ConfigNode
{
    public const string FromEnvironment = "environment";
    public const string FromAppSettings = "appsettings.json";
    public const string FromFile = "ai_config.yaml";
    public const string BuiltIn = "built in";

    private static readonly string[] Strength = [BuiltIn, FromFile, FromAppSettings, FromEnvironment];

    public required ConfigNodeKind Kind { get; set; }

    /// <summary>The scalar's text; null for YAML's null.</summary>
    public string? Text { get; set; }

    /// <summary>One of the origins above.</summary>
    public required string Origin { get; set; }

    /// <summary>For people, such as <c>ai_config.yaml line 12</c>.</summary>
    public required string Place { get; set; }

    public List<KeyValuePair<string, ConfigNode>> Children { get; } = [];

    public List<ConfigNode> Items { get; } = [];

    public bool IsEmpty => Kind == ConfigNodeKind.Scalar && Text is null;

    public ConfigNode? Find(string name)
    {
        foreach ((string key, ConfigNode node) in Children)
        {
            if (key == name)
                return node;
        }
        return null;
    }

    public void Set(string name, ConfigNode node)
    {
        int index = Children.FindIndex(c => c.Key == name);
        if (index >= 0)
            Children[index] = new(name, node);
        else
            Children.Add(new(name, node));
    }

    /// <summary>Lays a stronger tree over this one: maps merge, everything else is replaced. What cannot stand in a map's place is told and left out.</summary>
    public void Merge(ConfigNode stronger, string path, List<string> faults)
    {
        if (stronger.IsEmpty)
            return;
        if (Kind == ConfigNodeKind.Map && stronger.Kind != ConfigNodeKind.Map)
        {
            faults.Add($"{stronger.Place}: `{path}` must be a map of keys and values.");
            return;
        }
        if (Kind != ConfigNodeKind.Map || stronger.Kind != ConfigNodeKind.Map)
        {
            (Kind, Text) = (stronger.Kind, stronger.Text);
            Children.Clear();
            Children.AddRange(stronger.Children);
            Items.Clear();
            Items.AddRange(stronger.Items);
        }
        else
        {
            foreach ((string name, ConfigNode node) in stronger.Children)
            {
                if (Find(name) is { } mine)
                    mine.Merge(node, path.Length == 0 ? name : $"{path}.{name}", faults);
                else
                    Children.Add(new(name, node));
            }
        }
        (Origin, Place) = (stronger.Origin, stronger.Place);
    }

    public ConfigNode Clone()
    {
        var clone = new ConfigNode { Kind = Kind, Text = Text, Origin = Origin, Place = Place };
        clone.Children.AddRange(Children.Select(c => new KeyValuePair<string, ConfigNode>(c.Key, c.Value.Clone())));
        clone.Items.AddRange(Items.Select(i => i.Clone()));
        return clone;
    }

    /// <summary>The strongest origin of anything in here.</summary>
    public string StrongestOrigin()
    {
        string strongest = Origin;
        foreach (ConfigNode node in Children.Select(c => c.Value).Concat(Items))
        {
            string other = node.StrongestOrigin();
            if (Array.IndexOf(Strength, other) > Array.IndexOf(Strength, strongest))
                strongest = other;
        }
        return strongest;
    }
}
