using System.Text.Json;

namespace Artisan.Core.Guardrails.Kept;

/// <summary>Which property the token belongs to that a reader stands on, while it walks through a document.</summary>
internal sealed class PropertyPath
{
    // By depth; what lies in a list has the name of the list.
    private readonly List<string> _names = [""];

    /// <summary>The property; empty for none.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Takes the token that was read.</summary>
    public void Follow(ref Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        while (_names.Count <= depth + 1)
            _names.Add("");
        if (reader.TokenType == JsonTokenType.PropertyName)
            _names[depth] = NameOf(ref reader);
        else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            _names[depth + 1] = _names[depth];
        Current = _names[depth];
    }

    // Half a surrogate pair names nothing that anybody knows.
    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
