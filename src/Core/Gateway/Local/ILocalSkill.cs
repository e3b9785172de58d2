using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Local;

/// <summary>
/// Work that the local provider does for one use case by rules of that use case's own feature, where the request carries the facts they need. Without
/// them the provider does what it does with any text.
/// </summary>
public interface ILocalSkill
{
    /// <summary>The use case that it serves.</summary>
    string UseCase { get; }

    /// <summary>How it works, told in the answer's <c>artisan.method</c>, for instance <c>scorecard:lead-score-1</c>.</summary>
    string Method { get; }

    /// <summary>Answers: JSON where the request demands a schema, else text. The same chat always gives the same answer.</summary>
    /// <returns>Null when the chat does not hold the facts.</returns>
    string? Answer(ChatView chat);
}

/// <summary>Facts that a use case gives to a model: JSON between <c>&lt;facts&gt;</c> marks in a user's message, which language models and rules read alike.</summary>
public static class PromptFacts
{
    private const string Open = "<facts>", Close = "</facts>";

    // Letters of all scripts as they are, which costs a model fewer tokens; angle brackets escaped.
    private static readonly JsonSerializerOptions Plain = new(ArtisanJson.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>An instruction with its facts. Angle brackets inside are escaped by the JSON writer, so that no fact can end the block.</summary>
    public static string Write<T>(string instruction, T facts) => $"{instruction}\n\n{Open}\n{JsonSerializer.Serialize(facts, Plain)}\n{Close}";

    /// <summary>Where the facts stand in a message that <see cref="Write"/> wrote: the JSON's first character and the one behind its last; null when there are none.</summary>
    public static (int Start, int End)? Find(string message)
    {
        int start = message.IndexOf(Open, StringComparison.Ordinal), end = message.LastIndexOf(Close, StringComparison.Ordinal);
        return start < 0 || end < start + Open.Length ? null : (start + Open.Length, end);
    }

    /// <summary>Reads what <see cref="Write"/> wrote from the last user message that holds it; null when there is nothing of that kind.</summary>
    public static T? Read<T>(ChatView chat) where T : class
    {
        string text = chat.Messages.LastOrDefault(m => m.Role == "user" && m.Text.Contains(Open, StringComparison.Ordinal))?.Text ?? "";
        int start = text.IndexOf(Open, StringComparison.Ordinal), end = text.LastIndexOf(Close, StringComparison.Ordinal);
        if (start < 0 || end < start + Open.Length)
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text.AsSpan(start + Open.Length, end - start - Open.Length), ArtisanJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
