using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.StructuredOutput;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Which calls and answers may be kept.</summary>
public static class Cacheability
{
    /// <summary>Above this temperature a caller wants another answer each time.</summary>
    public const double HighestTemperature = 0.7;
    /// <summary>Longest answer that is kept, in bytes.</summary>
    public const int LongestAnswer = 256 * 1024;

    /// <summary>Why no kept answer may be given to this call; null when one may.</summary>
    public static string? WhyNot(AiCall call)
    {
        if (call.CacheDirective == CacheDirective.NoStore)
            return "the request asked for it not to be";
        if (call.Plan!.Candidates[0].Instance.Kind == ProviderKinds.Local)
            return "Artisan's own models answer at no cost";
        if (call.Placeholders is { Count: > 0 })
            return "personal data in the prompt was replaced for this request";
        if (call.OutgoingChat is not { } chat)
            return call.Embeddings is { Inputs.Count: > 0 } ? null : "the texts were sent as token ids";
        if (chat.Tools.Count > 0 || chat.Messages.Any(m => m.Role is "tool" or "function" || m.ToolCalls.Count > 0) || Has(chat, "functions") || Has(chat, "web_search_options"))
            return "requests with tools are answered anew each time";
        if (chat.AttachmentCount > 0 || Has(chat, "audio"))
            return "requests with attachments are answered anew each time";
        if (chat.Choices > 1)
            return "more than one answer was asked for";
        if (chat.Temperature > HighestTemperature)
            return $"a temperature above {HighestTemperature} asks for another answer each time";
        return null;
    }

    /// <summary>Why this answer may not be kept; null when it may.</summary>
    public static string? WhyNotKept(AiCall call, CompleteAnswer answer)
    {
        if (answer.By.IsLastResort || answer.By.Key != call.Plan!.Candidates[0].Key)
            return "a fallback answered";
        if (answer.Body.Length > LongestAnswer)
            return "the answer is too long";
        if (call.Operation == AiOperation.Embeddings)
            return null;
        if (answer.FinishReason != "stop")
            return $"the answer ended with '{answer.FinishReason}'";
        if (string.IsNullOrEmpty(answer.Text))
            return "the answer has no text";
        if (IsRefusal(answer.Body))
            return "the model refused";
        if (call.Chat?.ResponseFormat is { Type: "json_schema", Schema: { } schema } && SchemaValidation.Validate(schema, Encoding.UTF8.GetBytes(answer.Text)).Count > 0)
            return "the answer does not fit its schema";
        return null;
    }

    private static bool Has(ChatView chat, string name) => chat.TopLevel.Find(name) is { Kind: not JsonTokenType.Null };

    private static bool IsRefusal(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("choices", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array && choices.EnumerateArray().Any(c =>
            c.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.Object
            && (message.TryGetProperty("refusal", out JsonElement refusal) && refusal.ValueKind == JsonValueKind.String || message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array && calls.GetArrayLength() > 0));
    }
}
