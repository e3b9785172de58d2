using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Caching.Meaning;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Under which keys a call's answer is looked for and kept.</summary>
public sealed class CacheKeys
{
    private readonly Lazy<(string? Key, PromptMeaning? Read)> _meaning;

    internal CacheKeys(string exact, string prompt, Func<(string? Key, PromptMeaning? Read)> meaning)
    {
        (Exact, Prompt) = (exact, prompt);
        // What a prompt means costs most, and most hits are exact.
        _meaning = new Lazy<(string?, PromptMeaning?)>(meaning);
    }

    /// <summary>Of the very same request, hexadecimal SHA-256.</summary>
    public string Exact { get; }
    /// <summary>The caller's last message, at most as long as is kept.</summary>
    public string Prompt { get; }
    /// <summary>Of requests that are the same but for how the caller's one message is worded; null where that may not be looked for.</summary>
    public string? Meaning => _meaning.Value.Key;
    /// <summary>What the message asks; null as with <see cref="Meaning"/>.</summary>
    public PromptMeaning? Read => _meaning.Value.Read;
}

/// <summary>
/// Makes keys: tenant, workspace, use case, version of the model policy, the models that are planned with their addresses, who may see what, and the whole
/// request as it goes to the model (with the system prompt and all parameters), but for what changes no answer.
/// </summary>
public static class CacheKey
{
    private const string Version = "artisan-cache-1";

    // The model is named by the plan; the others change no answer.
    private static readonly string[] LeftOut = ["model", "stream", "stream_options", "user", "metadata", "safety_identifier", "prompt_cache_key"];

    /// <summary>The keys of a planned call.</summary>
    /// <param name="call">The call, after the plan.</param>
    /// <param name="similar">Whether prompts that mean the same are looked for too.</param>
    public static CacheKeys Of(AiCall call, bool similar)
    {
        ReadOnlyMemory<byte> body = call.OutgoingBody.IsEmpty ? call.Body : call.OutgoingBody;
        using JsonDocument document = JsonDocument.Parse(body);
        string prompt = PromptOf(call);
        return new CacheKeys(Hash(call, document.RootElement, null), Cut(prompt), () => similar ? MeaningOf(call, body, prompt) : default);
    }

    private static (string? Key, PromptMeaning? Read) MeaningOf(AiCall call, ReadOnlyMemory<byte> body, string prompt)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return IsOneQuestion(call, document.RootElement) && PromptMeaning.Of(prompt) is { } meaning ? (Hash(call, document.RootElement, meaning.Canonical), meaning) : default;
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
        using ScratchJson scratch = ScratchJson.Rent();
        IBufferWriter<byte> output = scratch.Buffer;
        Put(output, Version);
        Put(output, call.Scope.TenantId);
        Put(output, call.Scope.WorkspaceId);
        Put(output, call.UseCase);
        Put(output, call.Operation == AiOperation.Chat ? "chat" : "embeddings");
        if (call.LeadId is { } lead)
            Put(output, lead);
        else
            Put(output, "");
        Put(output, SubjectOf(call));
        Put(output, call.Trace.PolicyVersion?.ToString(CultureInfo.InvariantCulture) ?? "");
        Put(output, call.Prompt is { } prompt ? $"{prompt.PromptId:N} {prompt.Version}" : "");
        foreach (AiCandidate candidate in call.Plan!.Candidates)
        {
            Put(output, candidate.Instance.Name);
            Put(output, candidate.Instance.BaseUrl?.ToString() ?? "");
            Put(output, candidate.NameAtVendor);
        }
        Put(output, meaning ?? "");
        CanonicalJson.Write(body, scratch.Writer, LeftOut, blankLastContent: meaning is not null);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(scratch.Written, hash);
        return Convert.ToHexString(hash);
    }

    // With its length, so that no two lists of parts run into one text.
    private static void Put(IBufferWriter<byte> output, ReadOnlySpan<char> part)
    {
        int length = Encoding.UTF8.GetByteCount(part);
        Span<byte> span = output.GetSpan(4 + length);
        BitConverter.TryWriteBytes(span, length);
        Encoding.UTF8.GetBytes(part, span[4..]);
        output.Advance(4 + length);
    }

    private static void Put(IBufferWriter<byte> output, Guid part)
    {
        Span<char> digits = stackalloc char[32];
        part.TryFormat(digits, out _, "N");
        Put(output, digits);
    }

    private static string PromptOf(AiCall call) =>
        call.OutgoingChat is { } chat ? LastOf(chat) : string.Join("\n", call.Embeddings?.Inputs.Take(10) ?? []);

    private static string LastOf(ChatView chat)
    {
        for (int i = chat.Messages.Count - 1; i >= 0; i--)
        {
            if (chat.Messages[i].Role == "user")
                return chat.Messages[i].Text;
        }
        return "";
    }

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
