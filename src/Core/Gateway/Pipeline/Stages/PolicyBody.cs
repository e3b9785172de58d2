using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Puts into the outgoing body what the use-case policy sets and the caller left open. A body to which nothing is added goes as it came.</summary>
internal static class PolicyBody
{
    /// <summary>The field that limits an answer's length.</summary>
    internal const string OutputLimit = "max_completion_tokens";

    internal static void Apply(AiCall call, UseCasePolicy policy)
    {
        call.OutgoingBody = call.Body;
        call.OutgoingChat = call.Chat;
        if (call.Chat is not { } chat)
            return;
        var changes = new List<(string, byte[]?)>(4);
        bool open = !chat.Messages.Any(m => m.Role is "system" or "developer");
        PromptRelease? own = open && call.Prompt is null ? call.Control.Prompts.OfUseCase(call.UseCase, call.Scope.WorkspaceId) : null;
        if (own is not null)
            policy = WithPrompt(call, policy, own);
        if (policy.Temperature is { } temperature && chat.Temperature is null)
            Set("temperature", temperature.ToString(CultureInfo.InvariantCulture));
        if (policy.TopP is { } topP && chat.TopLevel.Find("top_p") is null)
            Set("top_p", topP.ToString(CultureInfo.InvariantCulture));
        if (policy.MaxOutputTokens is { } max && chat.MaxOutputTokens is null)
            Set(OutputLimit, max.ToString(CultureInfo.InvariantCulture));
        if (policy.SystemPrompt is { Length: > 0 } prompt && open)
        {
            changes.Add(("messages", WithSystemPrompt(call.Body.Span, chat.TopLevel.Find("messages")!.Value, prompt)));
            call.Trace.PolicyParameters["system_prompt"] = $"{prompt.Length} characters";
        }
        if (changes.Count == 0)
            return;
        byte[] body = chat.TopLevel.Rewrite(call.Body.Span, changes.ToArray());
        call.OutgoingBody = body;
        call.OutgoingChat = ChatReader.Read(body);

        void Set(string name, string value)
        {
            changes.Add((name, Encoding.UTF8.GetBytes(value)));
            call.Trace.PolicyParameters[name] = value;
        }
    }

    private static UseCasePolicy WithPrompt(AiCall call, UseCasePolicy policy, PromptRelease own)
    {
        PromptContent content = own.Compiled.Content;
        string prompt = string.Join("\n\n", own.Compiled.Fill(PromptAttributes.Fill(content, call.Attributes, null)).Select(m => m.Content));
        call.Prompt = new PromptUse(own.PromptId, own.Slug, own.Version);
        return policy with { SystemPrompt = prompt.Length > 0 ? prompt : policy.SystemPrompt, Temperature = content.Temperature ?? policy.Temperature, MaxOutputTokens = content.MaxOutputTokens ?? policy.MaxOutputTokens };
    }

    private static byte[] WithSystemPrompt(ReadOnlySpan<byte> body, JsonPropertyRange messages, string prompt)
    {
        var output = new ArrayBufferWriter<byte>(messages.ValueEnd - messages.ValueStart + prompt.Length + 64);
        output.Write("[{\"role\":\"system\",\"content\":"u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(prompt));
        output.Write("},"u8);
        output.Write(body[(messages.ValueStart + 1)..messages.ValueEnd]);
        return output.WrittenSpan.ToArray();
    }
}
