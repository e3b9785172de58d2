using System.Runtime.InteropServices;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>The vectors of some texts.</summary>
/// <param name="Vectors">One for each text, in order.</param>
/// <param name="Tokens">Tokens of the texts; 0 where the vendor does not say.</param>
/// <param name="RequestId">The vendor's id of the call; null for none.</param>
internal sealed record EmbeddingsBatch(IReadOnlyList<float[]> Vectors, long Tokens, string? RequestId);

/// <summary>Splits embeddings requests into batches of what a vendor takes at once, in order, and puts the answers together in the OpenAI dialect.</summary>
internal static class EmbeddingsBatches
{
    /// <exception cref="ProviderException">When a batch fails, which fails the whole: half an answer is none.</exception>
    public static async Task<CompleteReply> SendAsync(ProviderCall call, int most, Func<JsonElement, IReadOnlyList<string>, CancellationToken, Task<EmbeddingsBatch>> send, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> texts = call.Embeddings!.Inputs;
        if (texts.Count == 0)
            throw ChatRequest.Unsupported(call, "embeds texts, not token ids. Send `input` as text");
        using JsonDocument request = JsonDocument.Parse(call.Body);
        var vectors = new List<float[]>(texts.Count);
        long tokens = 0;
        string? requestId = null;
        foreach (string[] some in texts.Chunk(most))
        {
            EmbeddingsBatch batch = await send(request.RootElement, some, cancellationToken);
            if (batch.Vectors.Count != some.Length)
                throw new ProviderException(ProviderFault.Malformed, $"Provider `{call.Instance.Name}` answered {batch.Vectors.Count} vectors to {some.Length} texts.");
            vectors.AddRange(batch.Vectors);
            tokens += batch.Tokens;
            requestId ??= batch.RequestId;
        }
        return new CompleteReply
        {
            Body = Write(call, vectors, tokens),
            Usage = tokens == 0 ? null : new TokenUsage { Input = tokens, Method = "vendor" },
            VendorRequestId = requestId,
        };
    }

    private static byte[] Write(ProviderCall call, List<float[]> vectors, long tokens) => AnswerWriter.Write(w =>
    {
        bool base64 = call.Embeddings!.EncodingFormat == "base64";
        w.WriteString("object", "list");
        w.WriteStartArray("data");
        for (int i = 0; i < vectors.Count; i++)
        {
            w.WriteStartObject();
            w.WriteString("object", "embedding");
            w.WriteNumber("index", i);
            if (base64)
            {
                w.WriteBase64String("embedding", MemoryMarshal.AsBytes(vectors[i].AsSpan()));
            }
            else
            {
                w.WriteStartArray("embedding");
                foreach (float value in vectors[i])
                    w.WriteNumberValue(value);
                w.WriteEndArray();
            }
            w.WriteEndObject();
        }
        w.WriteEndArray();
        w.WriteString("model", call.Model);
        w.WriteStartObject("usage");
        w.WriteNumber("prompt_tokens", tokens);
        w.WriteNumber("total_tokens", tokens);
        w.WriteEndObject();
    });
}
