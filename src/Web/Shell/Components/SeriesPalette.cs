namespace Artisan.Web.Shell.Components;

/// <summary>
/// Gives series of charts their colours: the same name has the same colour on every page. The colour follows from the name alone; only where two
/// names of one chart meet on a colour does the one that comes later (the smaller) take the next free one.
/// </summary>
public static class SeriesPalette
{
    /// <summary>How many colours there are (<c>--series-0</c> … in tokens.css).</summary>
    public const int Colours = 12;

    /// <summary>The name of what is left over beside the largest series.</summary>
    public const string Other = "Other";

    /// <summary>Vendors are met often enough to have colours that never meet.</summary>
    private static readonly Dictionary<string, int> Fixed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["openai"] = 1,
        ["anthropic"] = 2,
        ["azure-openai"] = 4,
        ["gemini"] = 5,
        ["cohere"] = 3,
        ["deepgram"] = 6,
        ["local"] = 8,
        ["openai-compatible"] = 7,
    };

    /// <summary>The colour of a name on its own, as a CSS value.</summary>
    public static string Of(string name) => Css(Slot(name), name);

    /// <summary>The colours of the series of one chart, largest first.</summary>
    public static IReadOnlyDictionary<string, string> Assign(IEnumerable<string> names)
    {
        var taken = new HashSet<int>();
        var colours = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            int slot = Slot(name);
            if (name != Other)
            {
                for (int tries = 0; tries < Colours && !taken.Add(slot); tries++)
                    slot = (slot + 5) % Colours;
            }
            colours[name] = Css(slot, name);
        }
        return colours;
    }

    private static int Slot(string name)
    {
        if (Fixed.TryGetValue(name, out int slot))
            return slot;
        // FNV-1a: string.GetHashCode differs from process to process.
        uint hash = 2166136261;
        foreach (char c in name.ToLowerInvariant())
            hash = (hash ^ c) * 16777619;
        return (int)(hash % Colours);
    }

    private static string Css(int slot, string name) => name == Other ? "var(--series-other)" : $"var(--series-{slot})";
}
