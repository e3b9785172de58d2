using System.Runtime.InteropServices;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>Makes the request that a vendor of the OpenAI dialect wants out of the caller's: address, headers, and the few fields of the body that must change.</summary>
internal static class RequestBuilder
{
    /// <summary>The oldest generally available Azure version that knows structured output and <c>stream_options</c>.</summary>
    public const string DefaultAzureVersion = "2024-10-21";

    private static readonly byte[] UsageWanted = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>The address of an operation on an instance; <paramref name="path"/> is such as <c>chat/completions</c>.</summary>
    public static Uri Address(ProviderInstance instance, string path, string? model)
    {
        Uri root = VendorRequest.Root(instance);
        string text = root.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string query = root.Query;
        if (instance.Kind == ProviderKinds.AzureOpenAI)
        {
            if (!text.EndsWith("/openai", StringComparison.OrdinalIgnoreCase))
                text += "/openai";
            if (model is not null)
                text += "/deployments/" + Uri.EscapeDataString(model);
            if (!query.Contains("api-version=", StringComparison.OrdinalIgnoreCase))
                query += (query.Length == 0 ? "?" : "&") + "api-version=" + Uri.EscapeDataString(instance.ApiVersion ?? DefaultAzureVersion);
        }
        return new Uri($"{text}/{path}{query}");
    }

    /// <summary>Puts credential and instance headers on a request.</summary>
    public static void Authorise(HttpRequestMessage request, ProviderInstance instance)
    {
        string? credential = VendorRequest.Credential(instance);
        if (credential is null)
        {
            VendorRequest.AddHeaders(request, instance);
            return;
        }
        if (instance.Kind == ProviderKinds.AzureOpenAI)
            request.Headers.TryAddWithoutValidation("api-key", credential);
        else
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + credential);
        VendorRequest.AddHeaders(request, instance, "Authorization", "api-key");
    }

    /// <summary>The body to send; the caller's own bytes where nothing must change.</summary>
    /// <param name="call">The call.</param>
    /// <param name="withUsage">Whether a stream is asked to report its usage; else <c>stream_options</c> is left out.</param>
    /// <param name="usageForced">Whether usage is asked for though the caller did not.</param>
    public static ReadOnlyMemory<byte> Body(ProviderCall call, bool withUsage, out bool usageForced)
    {
        JsonTopLevel topLevel = call.Chat?.TopLevel ?? call.Embeddings!.TopLevel;
        string? named = call.Chat is { } chat ? chat.Model : call.Embeddings!.Model;
        byte[]? model = named == call.Model ? null : JsonSerializer.SerializeToUtf8Bytes(call.Model);
        usageForced = call.Stream && withUsage && !call.Chat!.IncludeUsage;
        var changes = new List<(string, byte[]?)>(4);
        if (model is not null)
            changes.Add(("model", model));
        if (usageForced)
            changes.Add(("stream_options", StreamOptions(call.Body.Span, topLevel)));
        else if (call.Stream && !withUsage && topLevel.Find("stream_options") is not null)
            changes.Add(("stream_options", null));
        // Servers that follow OpenAI at a distance know the older name only, and pass over the newer one or refuse it.
        if (call.OutputLimitIsPolicys && call.Instance.Kind == ProviderKinds.OpenAICompatible && topLevel.Find("max_completion_tokens") is { } limit)
        {
            changes.Add(("max_completion_tokens", null));
            changes.Add(("max_tokens", call.Body.Span[limit.ValueStart..limit.ValueEnd].ToArray()));
        }
        if (call.Chat is not null && call.Instance.Kind is ProviderKinds.OpenAI or ProviderKinds.AzureOpenAI)
            ForeignFields.Remove(call.Body.Span, topLevel, changes);
        return changes.Count == 0 ? call.Body : topLevel.Rewrite(call.Body.Span, CollectionsMarshal.AsSpan(changes));
    }

    private static byte[] StreamOptions(ReadOnlySpan<byte> body, JsonTopLevel topLevel)
    {
        if (topLevel.Find("stream_options") is not { Kind: JsonTokenType.StartObject } range)
            return UsageWanted;
        ReadOnlySpan<byte> options = body[range.ValueStart..range.ValueEnd];
        return JsonTopLevel.Scan(options).Rewrite(options, ("include_usage", True));
    }
}
