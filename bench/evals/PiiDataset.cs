using System.Text.Json;
using System.Text.Json.Serialization;

namespace Artisan.Evals;

/// <summary>A labelled piece of a text, in the form of presidio-research; offsets are Unicode code points.</summary>
internal sealed record GoldSpan(
    [property: JsonPropertyName("entity_type")] string Type,
    [property: JsonPropertyName("entity_value")] string Value,
    [property: JsonPropertyName("start_position")] int Start,
    [property: JsonPropertyName("end_position")] int End);

/// <summary>A labelled text.</summary>
internal sealed record GoldText(
    [property: JsonPropertyName("full_text")] string Text,
    [property: JsonPropertyName("spans")] IReadOnlyList<GoldSpan> Spans,
    [property: JsonPropertyName("template_id")] int? Template)
{
    /// <summary>The spans with offsets in UTF-16 code units, sorted.</summary>
    public IReadOnlyList<GoldSpan> Utf16Spans()
    {
        var offsets = new List<int>(Text.Length + 1);
        for (int i = 0; i < Text.Length; i++)
        {
            if (!char.IsLowSurrogate(Text[i]))
                offsets.Add(i);
        }
        offsets.Add(Text.Length);
        return [.. Spans.Select(s => s with { Start = offsets[s.Start], End = offsets[Math.Min(s.End, offsets.Count - 1)] }).OrderBy(s => s.Start)];
    }

    public static IReadOnlyList<GoldText> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return JsonSerializer.Deserialize<IReadOnlyList<GoldText>>(file) ?? [];
    }
}
