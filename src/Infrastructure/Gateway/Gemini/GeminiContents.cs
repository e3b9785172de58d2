using System.Text.Json;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>Writes system instruction and conversation. Results of tools are matched with their calls by name, since the vendor's calls need have no ids.</summary>
internal static class GeminiContents
{
    /// <summary>What the vendor documents for calls that another model made, which it has no signature for.</summary>
    private const string NoSignature = "skip_thought_signature_validator";

    public static void Write(Utf8JsonWriter w, ChatRequest request)
    {
        string[] system = [.. request.Messages.Where(m => m.Role == "system").Select(m => m.Text).Where(t => t.Length > 0)];
        if (system.Length > 0)
        {
            w.WriteStartObject("systemInstruction");
            w.WriteStartArray("parts");
            foreach (string text in system)
                WriteText(w, text);
            w.WriteEndArray();
            w.WriteEndObject();
        }
        var names = new Dictionary<string, string>();
        w.WriteStartArray("contents");
        string? side = null;
        foreach (ChatMessage message in request.Messages)
        {
            if (message.Role == "system" || (message.Role != "tool" && message.Parts.Count == 0 && message.ToolCalls.Count == 0))
                continue;
            string mine = message.Role == "assistant" ? "model" : "user";
            if (mine != side)
            {
                End(w, side);
                w.WriteStartObject();
                w.WriteString("role", side = mine);
                w.WriteStartArray("parts");
            }
            WriteParts(w, request, message, names);
        }
        End(w, side);
        w.WriteEndArray();
    }

    private static void End(Utf8JsonWriter w, string? side)
    {
        if (side is null)
            return;
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter w, ChatRequest request, ChatMessage message, Dictionary<string, string> names)
    {
        if (message.Role == "tool")
        {
            WriteResult(w, message, names.GetValueOrDefault(message.ToolCallId ?? "", ChatRequest.Text(message.Source, "name") ?? message.ToolCallId ?? "tool"));
            return;
        }
        foreach (ChatPart part in message.Parts)
            WritePart(w, request, part);
        bool first = true;
        foreach (ChatToolCall call in message.ToolCalls)
        {
            names[call.Id] = call.Name;
            w.WriteStartObject();
            w.WriteStartObject("functionCall");
            w.WriteString("name", call.Name);
            w.WritePropertyName("args");
            call.Arguments.WriteTo(w);
            w.WriteEndObject();
            // Of calls made at once only the first is signed.
            string? signature = SignatureOf(call.Source) ?? (first && GeminiModel.DemandsSignatures(request.Model) ? NoSignature : null);
            if (signature is not null)
                w.WriteString("thoughtSignature", signature);
            w.WriteEndObject();
            first = false;
        }
    }

    private static string? SignatureOf(JsonElement call) =>
        call.TryGetProperty("extra_content", out JsonElement extra) && extra.ValueKind == JsonValueKind.Object && extra.TryGetProperty("google", out JsonElement google) ? ChatRequest.Text(google, "thought_signature") : null;

    private static void WriteResult(Utf8JsonWriter w, ChatMessage message, string name)
    {
        w.WriteStartObject();
        w.WriteStartObject("functionResponse");
        w.WriteString("name", name);
        w.WritePropertyName("response");
        WriteResponse(w, message.Text);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    // The vendor wants an object.
    private static void WriteResponse(Utf8JsonWriter w, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.Length > 0 ? text : "\"\"");
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                document.RootElement.WriteTo(w);
                return;
            }
        }
        catch (JsonException)
        {
            // given as text
        }
        w.WriteStartObject();
        w.WriteString("result", text);
        w.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter w, ChatRequest request, ChatPart part)
    {
        if (part.Text is not null)
        {
            if (part.Text.Length > 0)
                WriteText(w, part.Text);
            return;
        }
        if (part.Data is null)
            throw ChatRequest.Unsupported(request.Call, part.Url is not null ? "takes images as data: URLs only, not by their address" : $"takes texts, images and files, but not `{part.Other}`");
        w.WriteStartObject();
        w.WriteStartObject("inlineData");
        w.WriteString("mimeType", part.MediaType);
        w.WriteString("data", part.Data);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter w, string text)
    {
        w.WriteStartObject();
        w.WriteString("text", text);
        w.WriteEndObject();
    }
}
