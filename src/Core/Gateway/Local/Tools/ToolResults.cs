using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Local.Tools;

/// <summary>Tells what called functions answered.</summary>
internal static class ToolResults
{
    private const int MostItems = 10;
    private const int LongestText = 1500;

    /// <summary>Whether the chat ends with functions' results that nobody has told of yet.</summary>
    public static bool IsWaiting(ChatView chat) => chat.Messages[^1].Role is "tool" or "function";

    public static string Write(ChatView chat)
    {
        var text = new StringBuilder();
        int first = chat.Messages.Count - 1;
        while (first > 0 && chat.Messages[first - 1].Role is "tool" or "function")
            first--;
        Dictionary<string, ToolCallView> calls = [];
        foreach (ToolCallView call in chat.Messages.Take(first).SelectMany(m => m.ToolCalls))
            calls[call.Id] = call;
        for (int i = first; i < chat.Messages.Count; i++)
        {
            ChatMessageView message = chat.Messages[i];
            ToolCallView? call = message.ToolCallId is { } id ? calls.GetValueOrDefault(id) : null;
            if (text.Length > 0)
                text.Append("\n\n");
            string name = call?.Name ?? message.Name ?? "the tool";
            string arguments = call is null ? "" : Scalars(call.Arguments);
            text.Append("According to `").Append(name).Append('`').Append(arguments.Length > 0 ? $" ({arguments})" : "").Append(": ");
            Append(text, message.Text);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, string result)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(result);
            Append(text, document.RootElement);
        }
        catch (JsonException)
        {
            string plain = result.Trim();
            text.Append(plain.Length == 0 ? "it returned nothing." : plain.Length <= LongestText ? plain : Sentences.Split(plain) is { Count: > 0 } s ? string.Join(' ', s.Take(6).Select(x => x.Text)) + " …" : plain[..LongestText]);
        }
    }

    private static void Append(StringBuilder text, JsonElement result)
    {
        switch (result.ValueKind)
        {
            case JsonValueKind.Array when result.GetArrayLength() == 0:
                text.Append("it found nothing.");
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in result.EnumerateArray().Take(MostItems))
                    text.Append("\n- ").Append(Line(item));
                if (result.GetArrayLength() > MostItems)
                    text.Append("\n- … and ").Append(result.GetArrayLength() - MostItems).Append(" more");
                break;
            case JsonValueKind.Object when result.EnumerateObject().Count(p => p.Value.ValueKind == JsonValueKind.Array) == 1 && result.EnumerateObject().Count() <= 3:
                string rest = Line(result);
                text.Append(rest.Length > 0 ? rest + ":" : "");
                Append(text, result.EnumerateObject().First(p => p.Value.ValueKind == JsonValueKind.Array).Value);
                break;
            default:
                string line = Line(result);
                text.Append(line.Length > 0 ? line + "." : "it returned nothing.");
                break;
        }
    }

    private static string Scalars(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Line(document.RootElement);
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Line(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return item.ToString();
        return string.Join(", ", item.EnumerateObject().Where(p => p.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array))
            .Select(p => p.Value.ValueKind == JsonValueKind.Object ? $"{Plain(p.Name)} ({Line(p.Value)})" : $"{Plain(p.Name)} {p.Value}"));
    }

    private static string Plain(string name) => string.Join(' ', Words.OfIdentifier(name));
}
