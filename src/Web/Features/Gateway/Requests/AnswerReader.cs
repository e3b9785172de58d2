using System.Text;
using System.Text.Json;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Reads an answer: choices, vectors, an error, or what was captured of a stream.</summary>
internal static class AnswerReader
{
    internal static void Read(JsonElement root, List<Turn> turns)
    {
        if (root.TryGetProperty("streamed", out JsonElement streamed) && streamed.ValueKind == JsonValueKind.True)
            turns.AddRange(OfStream(root));
        else if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
            turns.Add(new Turn("error", ConversationReader.Text(error, "message") ?? error.ToString()) { IsAnswer = true });
        else if (root.TryGetProperty("choices", out _))
            turns.AddRange(ConversationReader.Items(root, "choices").Select(OfChoice));
        else if (root.TryGetProperty("data", out _))
            turns.Add(OfVectors(root));
        else
            turns.Add(new Turn("assistant", root.GetRawText()) { IsAnswer = true });
    }

    private static Turn OfChoice(JsonElement choice)
    {
        Turn turn = choice.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.Object
            ? ConversationReader.ReadMessage(message, "assistant")
            : new Turn("assistant", ConversationReader.Text(choice, "text") ?? "");
        return turn with { IsAnswer = true, Finish = ConversationReader.Text(choice, "finish_reason") };
    }

    // One turn for every choice: the first has its text at the top, the others (few calls ask for any) beside it.
    private static IEnumerable<Turn> OfStream(JsonElement root)
    {
        string? finish = ConversationReader.Text(root, "finish_reason");
        var texts = new SortedDictionary<int, string> { [0] = ConversationReader.Text(root, "text") ?? "" };
        foreach (JsonElement other in ConversationReader.Items(root, "other_texts"))
            texts[IndexOf(other)] = ConversationReader.Text(other, "text") ?? "";
        ILookup<int, JsonElement> parts = ConversationReader.Items(root, "tool_call_chunks")
            .SelectMany(c => ConversationReader.Items(c, "choices"))
            .Where(c => c.TryGetProperty("delta", out _))
            .SelectMany(c => ConversationReader.Items(c.GetProperty("delta"), "tool_calls").Select(part => (Choice: IndexOf(c), Part: part)))
            .ToLookup(p => p.Choice, p => p.Part);
        return texts.Keys.Union(parts.Select(p => p.Key)).Order().Select(choice => new Turn("assistant", texts.GetValueOrDefault(choice) ?? "")
        {
            IsAnswer = true,
            Finish = finish,
            Calls = CallsOf(parts[choice]),
        });
    }

    private static ToolCall[] CallsOf(IEnumerable<JsonElement> parts)
    {
        // A call's parts come in any number of events and belong together by their index.
        var calls = new SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)>();
        foreach (JsonElement part in parts)
        {
            int index = IndexOf(part);
            (string? id, string? name, StringBuilder arguments) = calls.TryGetValue(index, out var known) ? known : (null, null, new StringBuilder());
            if (part.TryGetProperty("function", out JsonElement function))
            {
                name ??= ConversationReader.Text(function, "name");
                arguments.Append(ConversationReader.Text(function, "arguments"));
            }
            calls[index] = (id ?? ConversationReader.Text(part, "id"), name, arguments);
        }
        return [.. calls.Values.Select(c => new ToolCall(c.Id, c.Name ?? "unnamed", c.Arguments.ToString()))];
    }

    private static int IndexOf(JsonElement element) => element.TryGetProperty("index", out JsonElement number) && number.TryGetInt32(out int index) ? index : 0;

    private static Turn OfVectors(JsonElement root)
    {
        JsonElement[] vectors = [.. ConversationReader.Items(root, "data")];
        int dimensions = vectors.Length == 0 || !vectors[0].TryGetProperty("embedding", out JsonElement first) ? 0 : first.ValueKind switch
        {
            JsonValueKind.Array => first.GetArrayLength(),
            // Base64 of four-byte floats.
            JsonValueKind.String => first.GetString()!.TrimEnd('=').Length * 3 / 4 / sizeof(float),
            _ => 0,
        };
        return new Turn("embeddings", $"{Format.Plural(vectors.Length, "vector")} of {Format.Plural(dimensions, "dimension")}") { IsAnswer = true };
    }
}
