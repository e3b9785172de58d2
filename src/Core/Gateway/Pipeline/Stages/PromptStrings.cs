using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// The strings of a request that reach a model: contents part by part with the files of text that are attached, tool calls, thoughts, names of those
/// who take part, inputs, and what vendors get besides, such as definitions of tools and the end user's name. JSON
/// inside a string is walked through by its own strings: in its escapes no value would be recognised, and one cut out across an escape would break it.
/// </summary>
internal static class PromptStrings
{
    private const int Shortest = 3;
    // What is not the prompt, but goes to vendors with it.
    private static readonly string[] s_besides = ["user", "metadata", "safety_identifier", "prompt_cache_key"];

    /// <summary>The strings, each once.</summary>
    public static HashSet<string> Of(AiCall call)
    {
        var found = new HashSet<string>();
        // Nothing is changed here; the walk is only for reading.
        Rewrite(call, text =>
        {
            if (text.Length >= Shortest)
                found.Add(text.ToString());
            return null;
        });
        return found;
    }

    /// <summary>Changes them.</summary>
    /// <returns>The new body; null where nothing changed.</returns>
    public static byte[]? Rewrite(AiCall call, JsonStrings.Change change)
    {
        if (call.Embeddings is { } embeddings)
            return MessageTexts.Rewrite(call.Body.Span, embeddings, text => Inner(text, change));
        ChatView chat = call.Chat!;
        // A use case's facts stand in its last message.
        int facts = call.UserTexts is null ? -1 : chat.Messages.Count - 1;
        byte[]? body = MessageTexts.Rewrite(call.Body.Span, chat.TopLevel, (_, number) => number == facts && PromptFacts.Find(chat.Messages[number].Text) is not null
            ? text => GuardFindings.InFacts(text.ToString(), change) : text => Inner(text, change), name => ParticipantNames.Rewrite(name, change));
        ReadOnlySpan<byte> now = body ?? call.Body.Span;
        JsonTopLevel topLevel = body is null ? chat.TopLevel : JsonTopLevel.Scan(body);
        var changes = new List<(string, byte[]?)>();
        foreach (string name in s_besides)
        {
            if (topLevel.Find(name) is { } place && JsonStrings.Rewrite(now[place.ValueStart..place.ValueEnd], text => Inner(text, change)) is { } changed)
                changes.Add((name, changed));
        }
        foreach (string name in DefinitionTexts.Properties)
        {
            if (topLevel.Find(name) is { } place && DefinitionTexts.Rewrite(now[place.ValueStart..place.ValueEnd], text => Inner(text, change), all: true) is { } changed)
                changes.Add((name, changed));
        }
        return changes.Count == 0 ? body : topLevel.Rewrite(now, changes.ToArray());
    }

    private static string? Inner(ReadOnlySpan<char> text, JsonStrings.Change change)
    {
        if (TextFile.Read(text) is { } file)
            return Inner(file.Text, change) is { } with ? file.With(with) : null;
        if (JsonStrings.IsData(text))
            return null;
        return text.Contains('\\') && JsonStrings.Within(text.ToString(), change, out string? changed) ? changed : change(text);
    }
}
