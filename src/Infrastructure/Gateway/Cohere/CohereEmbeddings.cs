using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Cohere;

/// <summary>v2 embed: writes the request and reads the vectors.</summary>
internal static class CohereEmbeddings
{
    public static byte[] Write(JsonElement request, ProviderCall call, IReadOnlyList<string> texts) => AnswerWriter.Write(w =>
    {
        w.WriteString("model", call.Model);
        // The vendor demands to know what the vectors are for; texts to be found are the commonest.
        w.WriteString("input_type", ChatRequest.Text(request, "input_type") switch { null or "document" or "passage" => "search_document", "query" => "search_query", { } own => own });
        w.WriteStartArray("embedding_types");
        w.WriteStringValue("float");
        w.WriteEndArray();
        if (ChatRequest.Text(request, "truncate") is { } truncate)
            w.WriteString("truncate", truncate);
        if (call.Embeddings!.Dimensions is { } dimensions)
            w.WriteNumber("output_dimension", dimensions);
        w.WriteStartArray("texts");
        foreach (string text in texts)
            w.WriteStringValue(text);
        w.WriteEndArray();
    });

    public static EmbeddingsBatch Read(JsonElement root)
    {
        List<float[]> vectors = [.. root.GetProperty("embeddings").GetProperty("float").EnumerateArray().Select(e => e.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
        long tokens = root.TryGetProperty("meta", out JsonElement meta) && meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("billed_units", out JsonElement billed) ? CohereAnswer.Count(billed, "input_tokens") : 0;
        return new EmbeddingsBatch(vectors, tokens, ChatRequest.Text(root, "id"));
    }
}
