using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails.Kept;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Passes the texts of a complete answer through the filter: the choices' messages and the arguments of their tool calls. All else stays as it came.</summary>
internal static class CompleteAnswers
{
    /// <summary>Filters.</summary>
    public static async ValueTask<CompleteAnswer> FilterAsync(CompleteAnswer answer, AnswerFilter filter, CancellationToken cancellationToken)
    {
        var changed = new Dictionary<string, string>();
        foreach (string text in TextsOf(answer.Body))
        {
            string with = await filter.ApplyAsync(text, cancellationToken);
            if (!ReferenceEquals(with, text) && with != text)
                changed[text] = with;
        }
        if (changed.Count == 0)
            return answer;
        byte[]? body = null;
        JsonTopLevel topLevel = JsonTopLevel.Scan(answer.Body.Span);
        if (topLevel.Find("choices") is { } choices)
        {
            byte[]? rewritten = JsonStrings.Rewrite(answer.Body.Span[choices.ValueStart..choices.ValueEnd], text => changed.GetValueOrDefault(text.ToString()));
            body = rewritten is null ? null : topLevel.Rewrite(answer.Body.Span, ("choices", rewritten));
        }
        return body is null ? answer : new CompleteAnswer
        {
            By = answer.By,
            Body = body,
            Text = answer.Text is { } first ? changed.GetValueOrDefault(first, first) : null,
            FinishReason = answer.FinishReason,
            Usage = answer.Usage,
        };
    }

    private static List<string> TextsOf(ReadOnlyMemory<byte> body)
    {
        var texts = new List<string>();
        using JsonDocument document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array)
            return texts;
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            if (!choice.TryGetProperty("message", out JsonElement message) || message.ValueKind != JsonValueKind.Object)
                continue;
            Take(message, "content", texts);
            Take(message, "refusal", texts);
            Take(message, "reasoning_content", texts);
            if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement call in calls.EnumerateArray())
                {
                    if (call.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object)
                        Take(function, "arguments", texts);
                }
            }
        }
        return texts;
    }

    private static void Take(JsonElement holder, string name, List<string> texts)
    {
        if (holder.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            texts.Add(text);
    }
}
