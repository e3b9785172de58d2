using System.Globalization;

namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>The numbered placeholders of one request: the same value of a type, compared without case, has the same number in all its texts. Safe to use from several threads.</summary>
public sealed class PlaceholderMap
{
    private readonly Lock _lock = new();
    // Made when the first is needed: most requests have none.
    private Dictionary<(PiiType Type, string Value), string>? _placeholders;
    private Dictionary<string, string>? _values;
    private int[]? _last;

    private int[] Last => _last ??= new int[PiiTypes.All.Count];

    /// <summary>The placeholder of a value: <c>&lt;PERSON_1&gt;</c>.</summary>
    public string Of(PiiType type, string value)
    {
        (PiiType, string) key = (type, PiiPseudonyms.Normalise(type, value));
        lock (_lock)
        {
            _placeholders ??= [];
            _values ??= new Dictionary<string, string>(StringComparer.Ordinal);
            if (_placeholders.TryGetValue(key, out string? known))
                return known;
            string placeholder = string.Create(CultureInfo.InvariantCulture, $"<{PiiTypes.NameOf(type)}_{++Last[(int)type]}>");
            _placeholders.Add(key, placeholder);
            _values.Add(placeholder, value);
            return placeholder;
        }
    }

    /// <summary>The value that a placeholder of this map stands for, as it was first seen.</summary>
    public bool TryGetValue(string placeholder, out string value)
    {
        lock (_lock)
            return (value = _values?.GetValueOrDefault(placeholder)!) is not null;
    }

    /// <summary>Keeps the numbers of placeholders that already stand in a text from being given again.</summary>
    internal void Reserve(ReadOnlySpan<char> text)
    {
        for (int i = text.IndexOf('<'); i >= 0 && i < text.Length; i++)
        {
            if (text[i] != '<' || Placeholders.LengthAt(text, i) is not (> 0 and var length))
                continue;
            ReadOnlySpan<char> inside = text[(i + 1)..(i + length - 1)];
            int underscore = inside.LastIndexOf('_');
            if (underscore <= 0 || !int.TryParse(inside[(underscore + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > 1_000_000 || !PiiTypes.TryParse(inside[..underscore].ToString(), out PiiType type))
                continue;
            lock (_lock)
                Last[(int)type] = Math.Max(Last[(int)type], number);
        }
    }
}
