using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>A prompt as a request names it.</summary>
/// <param name="Slug">Its slug.</param>
/// <param name="Version">Its version; null for the one that holds.</param>
/// <param name="Variables">Values of its variables; null for none.</param>
public sealed record PromptReference(string Slug, int? Version = null, IReadOnlyDictionary<string, JsonElement>? Variables = null)
{
    /// <summary>Reads <c>slug</c> or <c>slug@version</c>.</summary>
    /// <exception cref="ArtisanException">When the version is no number.</exception>
    public static PromptReference Parse(string text, string field)
    {
        int at = text.LastIndexOf('@');
        if (at < 0)
            return new PromptReference(text.Trim());
        return int.TryParse(text.AsSpan(at + 1), CultureInfo.InvariantCulture, out int version) && version > 0
            ? new PromptReference(text[..at].Trim(), version)
            : throw ArtisanException.Invalid(field, $"'{text}' names no version. Write the prompt's name alone, or name@3.");
    }
}

/// <summary>
/// A released prompt that a use case shall take in place of its system prompt, as requests write it; it stands above the prompt that is set for the use case.
/// </summary>
/// <param name="Id">Its slug, or <c>slug@version</c>; may be absent where the header <c>X-Artisan-Prompt</c> names it.</param>
/// <param name="Version">Its version; absent for the one that holds.</param>
/// <param name="Variables">Values of its variables. Those that the call is known by, such as <c>lead_stage</c>, are filled in where they are not given.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PromptChoiceV1(
    string? Id = null,
    // OpenAI's clients send it as text.
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? Version = null,
    IReadOnlyDictionary<string, JsonElement>? Variables = null)
{
    /// <summary>The prompt that it names.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when it names none, or no version that could be.</exception>
    public PromptReference ToReference()
    {
        PromptReference named = PromptReference.Parse(Id ?? "", "prompt.id");
        if (named.Slug.Length == 0)
            throw ArtisanException.Invalid("prompt.id", "Name the prompt: \"prompt\": {\"id\": \"follow-up\"}, or the header X-Artisan-Prompt.");
        return Version is < 1 ? throw ArtisanException.Invalid("prompt.version", "Versions count from 1. Leave it out for the one that holds.") : named with { Version = Version ?? named.Version, Variables = Variables };
    }
}
