using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>batchEmbedContents: writes the request and reads the vectors.</summary>
internal static class GeminiEmbeddings
{
    public static byte[] Write(JsonElement request, ProviderCall call, IReadOnlyList<string> texts) => AnswerWriter.Write(w =>
    {
        string model = call.Model.StartsWith("models/", StringComparison.Ordinal) ? call.Model : "models/" + call.Model;
        // The caller's own word stands above what OpenAI's input_type words would mean here.
        string? task = ChatRequest.Text(request, "task_type") ?? ChatRequest.Text(request, "taskType") ?? ChatRequest.Text(request, "input_type") switch
        {
            "search_query" or "query" => "RETRIEVAL_QUERY",
            "search_document" or "document" or "passage" => "RETRIEVAL_DOCUMENT",
            "classification" => "CLASSIFICATION",
            "clustering" => "CLUSTERING",
            _ => null,
        };
        w.WriteStartArray("requests");
        foreach (string text in texts)
        {
            w.WriteStartObject();
            w.WriteString("model", model);
            w.WriteStartObject("content");
            w.WriteStartArray("parts");
            w.WriteStartObject();
            w.WriteString("text", text);
            w.WriteEndObject();
            w.WriteEndArray();
            w.WriteEndObject();
            if (task is not null)
                w.WriteString("taskType", task);
            if (call.Embeddings!.Dimensions is { } dimensions)
                w.WriteNumber("outputDimensionality", dimensions);
            w.WriteEndObject();
        }
        w.WriteEndArray();
    });

    public static EmbeddingsBatch Read(JsonElement root)
    {
        List<float[]> vectors = [.. root.GetProperty("embeddings").EnumerateArray().Select(e => e.GetProperty("values").EnumerateArray().Select(v => v.GetSingle()).ToArray())];
        return new EmbeddingsBatch(vectors, GeminiAnswer.UsageOf(root)?.TotalInput ?? 0, null);
    }
}
