using System.Text.Json;
using Artisan.Core.Gateway.Requests;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Reads the kept bodies of a request, OpenAI's dialect and captured streams, as a conversation. What it does not know it leaves to the JSON view. Pure.</summary>
public static class ConversationReader
{
    private static readonly string[] NoParameters = ["messages", "model", "input", "tools", "functions", "stream", "stream_options"];

    /// <summary>Reads both bodies; one that is cut or no JSON is shown as its text.</summary>
    public static Conversation Read(RequestContentView content)
    {
        var turns = new List<Turn>();
        var parameters = new List<KeyValuePair<string, string>>();
        var tools = new List<string>();
        Open(content.Request, turns, "input", answer: false, root => ReadRequest(root, turns, parameters, tools));
        Open(content.Answer, turns, "assistant", answer: true, root => AnswerReader.Read(root, turns));
        string? note = content.Truncated ? "The bodies were longer than what is kept; the end is missing."
            : content.Answer.Length == 0 ? "No answer is kept: none came." : null;
        return new Conversation(turns, parameters, tools, note);
    }

    /// <summary>Text, attachments and names of one message.</summary>
    internal static Turn ReadMessage(JsonElement message, string fallbackRole)
    {
        string role = Text(message, "role") ?? fallbackRole;
        var attachments = new List<string>();
        string text = message.TryGetProperty("content", out JsonElement content) ? ContentText(content, attachments) : "";
        if (Text(message, "refusal") is { Length: > 0 } refusal)
            text = text.Length == 0 ? refusal : $"{text}\n\n{refusal}";
        return new Turn(role, text) { Name = Text(message, "name") ?? Text(message, "tool_call_id"), Calls = ReadCalls(message), Attachments = attachments };
    }

    /// <summary>A text property; null when it is absent or something else.</summary>
    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Open(string json, List<Turn> turns, string role, bool answer, Action<JsonElement> read)
    {
        if (json.Length == 0)
            return;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                read(document.RootElement);
                return;
            }
        }
        catch (JsonException)
        {
            // cut off, or no JSON: the text itself still tells something
        }
        turns.Add(new Turn(role, json) { IsAnswer = answer });
    }

    private static void ReadRequest(JsonElement root, List<Turn> turns, List<KeyValuePair<string, string>> parameters, List<string> tools)
    {
        turns.AddRange(Items(root, "messages").Select(m => ReadMessage(m, "user")));
        if (root.TryGetProperty("input", out JsonElement input))
            turns.AddRange(Inputs(input));
        foreach (JsonElement tool in Items(root, "tools"))
            tools.Add(tool.TryGetProperty("function", out JsonElement function) ? Text(function, "name") ?? "unnamed" : Text(tool, "name") ?? Text(tool, "type") ?? "unnamed");
        foreach (JsonElement function in Items(root, "functions"))
            tools.Add(Text(function, "name") ?? "unnamed");
        foreach (JsonProperty property in root.EnumerateObject())
            if (!NoParameters.Contains(property.Name))
                parameters.Add(KeyValuePair.Create(property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText()));
    }

    private static IEnumerable<Turn> Inputs(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => [new Turn("input", input.GetString()!)],
        JsonValueKind.Array when input.GetArrayLength() > 0 && input[0].ValueKind == JsonValueKind.Number => [new Turn("input", $"{Format.Plural(input.GetArrayLength(), "token")}, as numbers")],
        JsonValueKind.Array => input.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String
            ? new Turn("input", i.GetString()!)
            : new Turn("input", i.ValueKind == JsonValueKind.Array ? $"{Format.Plural(i.GetArrayLength(), "token")}, as numbers" : i.GetRawText())),
        _ => [new Turn("input", input.GetRawText())],
    };

    private static string ContentText(JsonElement content, List<string> attachments)
    {
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array)
            return content.ValueKind == JsonValueKind.Null ? "" : content.GetRawText();
        var texts = new List<string>();
        foreach (JsonElement part in content.EnumerateArray())
        {
            if ((Text(part, "text") ?? Text(part, "refusal")) is { } text)
                texts.Add(text);
            else
                attachments.Add(Attachment(part));
        }
        return string.Join("\n\n", texts);
    }

    private static string Attachment(JsonElement part)
    {
        string type = (Text(part, "type") ?? "attachment").Replace('_', ' ');
        if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("image_url", out JsonElement image) && Text(image, "url") is { } url)
            return url.StartsWith("data:", StringComparison.Ordinal) ? $"image, {Format.Bytes(url.Length * 3L / 4)}" : $"image at {url}";
        return $"{type}, {Format.Bytes(part.GetRawText().Length)}";
    }

    private static List<ToolCall> ReadCalls(JsonElement message)
    {
        List<ToolCall> calls = [.. Items(message, "tool_calls").Select(c => c.TryGetProperty("function", out JsonElement f)
            ? new ToolCall(Text(c, "id"), Text(f, "name") ?? "unnamed", Text(f, "arguments") ?? "")
            : new ToolCall(Text(c, "id"), Text(c, "type") ?? "unnamed", c.GetRawText()))];
        if (message.TryGetProperty("function_call", out JsonElement single) && single.ValueKind == JsonValueKind.Object)
            calls.Add(new ToolCall(null, Text(single, "name") ?? "unnamed", Text(single, "arguments") ?? ""));
        return calls;
    }

    /// <summary>The objects of a list property; none when it is something else.</summary>
    internal static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)
            : [];
}
