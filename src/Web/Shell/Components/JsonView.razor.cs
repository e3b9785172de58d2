using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Shell.Components;

/// <summary>JSON to read: indented, coloured by kind, objects and lists fold, everything can be copied. What is no JSON, or too much of it, is shown as text.</summary>
public sealed partial class JsonView
{
    /// <summary>Beyond this many characters the text is shown without folding, to keep the tab light.</summary>
    public const int MostFolded = 200_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string? _given;
    private string _pretty = "";
    private JsonElement? _root;

    /// <summary>The JSON text.</summary>
    [Parameter, EditorRequired] public required string Json { get; set; }

    /// <summary>What it is: "Request body".</summary>
    [Parameter] public string Label { get; set; } = "JSON";

    /// <summary>How deep it is unfolded at first.</summary>
    [Parameter] public int OpenDepth { get; set; } = 3;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_given == Json)
            return;
        _given = Json;
        _root = null;
        _pretty = Json;
        if (Json.Length > MostFolded)
            return;
        try
        {
            using var document = JsonDocument.Parse(Json);
            _root = document.RootElement.Clone();
            _pretty = JsonSerializer.Serialize(_root, Indented);
        }
        catch (JsonException)
        {
            // shown as it is
        }
    }
}
