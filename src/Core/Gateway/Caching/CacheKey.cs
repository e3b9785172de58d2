using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Caching.Meaning;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Under which keys a call's answer is looked for and kept.</summary>
/// <param name="Exact">Of the very same request, hexadecimal SHA-256.</param>
/// <param name="Meaning">Of requests that are the same but for how the caller's one message is worded; null where that may not be looked for.</param>
/// <param name="Prompt">The caller's last message.</param>
/// <param name="Read">What the message asks; null as with <paramref name="Meaning"/>.</param>
public sealed record CacheKeys(string Exact, string? Meaning, string Prompt, PromptMeaning? Read);

/// <summary>
/// Makes keys: tenant, workspace, use case, version of the model policy, the models that are planned with their addresses, who may see what, and the whole
/// request as it goes to the model (with the system prompt and all parameters), but for what changes no answer.
/// </summary>
public static class CacheKey
{
    private const string Version = "artisan-cache-1";

    // The model is named by the plan; the others change no answer.
    private static readonly FrozenSet<string> LeftOut = new[] { "model", "stream", "stream_options", "user", "metadata", "safety_identifier", "prompt_cache_key" }.ToFrozenSet();

    /// <summary>The keys of a planned call.</summary>
    /// <param name="call">The call, after the plan.</param>
    /// <param name="similar">Whether prompts that mean the same are looked for too.</param>
    public static CacheKeys Of(AiCall call, bool similar)
    {
        ReadOnlyMemory<byte> body = call.OutgoingBody.IsEmpty ? call.Body : call.OutgoingBody;
        using JsonDocument document = JsonDocument.Parse(body);
        string prompt = PromptOf(call);
        PromptMeaning? meaning = similar && IsOneQuestion(call, document.RootElement) ? PromptMeaning.Of(prompt) : null;
        string exact = Hash(call, document.RootElement, null);
        return new CacheKeys(exact, meaning is null ? null : Hash(call, document.RootElement, meaning.Canonical), Cut(prompt), meaning);
    }

    /// <summary>
    /// Whose answers a caller may be given. Plain protocol calls hold only what their workspace's programs sent. In the use cases the prompt may hold what
    /// one member may see and another may not, so that each member has his own; keys of a workspace with the same scopes reach the same.
    /// </summary>
    public static string SubjectOf(AiCall call)
    {
        TenantScope scope = call.Scope;
        if (call.UseCase == UseCases.Gateway && call.LeadId is null && call.UserTexts is null)
            return "workspace";
        return scope.ActorKind == ActorKind.ApiKey ? $"key {(int)scope.KeyScopes}" : $"{scope.ActorKind} {scope.ActorId:N} {scope.Role} {scope.Epoch}";
    }

    private static string Hash(AiCall call, JsonElement body, string? meaning)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Put(output, Version);
        Put(output, call.Scope.TenantId.ToString("N"));
        Put(output, call.Scope.WorkspaceId.ToString("N"));
        Put(output, call.UseCase);
        Put(output, call.Operation == AiOperation.Chat ? "chat" : "embeddings");
        Put(output, call.LeadId?.ToString("N") ?? "");
        Put(output, SubjectOf(call));
        Put(output, call.Trace.PolicyVersion?.ToString(CultureInfo.InvariantCulture) ?? "");
        foreach (AiCandidate candidate in call.Plan!.Candidates)
        {
            Put(output, candidate.Instance.Name);
            Put(output, candidate.Instance.BaseUrl?.ToString() ?? "");
            Put(output, candidate.NameAtVendor);
        }
        Put(output, meaning ?? "");
        CanonicalJson.Write(body, output, LeftOut, blankLastContent: meaning is not null);
        return Convert.ToHexString(SHA256.HashData(output.WrittenSpan));
    }

    // With its length, so that no two lists of parts run into one text.
    private static void Put(ArrayBufferWriter<byte> output, string part)
    {
        int length = Encoding.UTF8.GetByteCount(part);
        Span<byte> span = output.GetSpan(4 + length);
        BitConverter.TryWriteBytes(span, length);
        Encoding.UTF8.GetBytes(part, span[4..]);
        output.Advance(4 + length);
    }

    private static string PromptOf(AiCall call) =>
        call.OutgoingChat is { } chat ? chat.Messages.LastOrDefault(m => m.Role == "user")?.Text ?? "" : string.Join("\n", call.Embeddings?.Inputs.Take(10) ?? []);

    // One message of plain text: in a conversation the turns before decide what the last one means.
    private static bool IsOneQuestion(AiCall call, JsonElement body)
    {
        if (call.OutgoingChat is not { } chat || chat.Messages.Count == 0 || chat.Messages[^1].Role != "user" || chat.Messages.Take(chat.Messages.Count - 1).Any(m => m.Role is not ("system" or "developer")))
            return false;
        JsonElement messages = body.GetProperty("messages");
        JsonElement last = messages[messages.GetArrayLength() - 1];
        return last.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String;
    }

    private static string Cut(string prompt) => prompt.Length <= CacheEntry.LongestPrompt ? prompt
        : prompt[..(char.IsHighSurrogate(prompt[CacheEntry.LongestPrompt - 1]) ? CacheEntry.LongestPrompt - 1 : CacheEntry.LongestPrompt)];
}
