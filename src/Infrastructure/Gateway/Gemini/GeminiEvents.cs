using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>Reads streams of streamGenerateContent: each event is a piece of the answer in the form of a whole one. There is no end mark but the finish reason.</summary>
internal sealed class GeminiEvents(Func<JsonElement, ProviderException> fault) : IStreamTranslator
{
    private TokenUsage? _usage;
    private int _calls;

    public bool Ended => false;

    public void Read(string eventType, JsonElement data, ChunkSink sink)
    {
        if (data.TryGetProperty("error", out _))
            throw fault(data);
        sink.Begin(ChatRequest.Text(data, "responseId"), ChatRequest.Text(data, "modelVersion"));
        // Later figures stand for the earlier.
        _usage = GeminiAnswer.UsageOf(data) ?? _usage;
        if (sink.Finished)
            return;
        if (GeminiAnswer.CandidateOf(data) is not { } candidate)
        {
            if (GeminiAnswer.IsBlocked(data))
                sink.Finish("content_filter");
            return;
        }
        foreach (JsonElement part in GeminiAnswer.PartsOf(candidate))
        {
            if (GeminiAnswer.CallOf(part, _calls) is { } call)
                sink.ToolCall(_calls++, call.Id, call.Name, call.Arguments, call.Signature);
            else if (ChatRequest.Text(part, "text") is { Length: > 0 } text)
            {
                if (GeminiAnswer.IsThought(part))
                    sink.Reasoning(text);
                else
                    sink.Text(text);
            }
        }
        if (GeminiAnswer.FinishReason(ChatRequest.Text(candidate, "finishReason"), _calls > 0) is { } reason)
            sink.Finish(reason);
    }

    public void End(ChunkSink sink)
    {
        if (_usage is { } usage)
            sink.Usage(usage);
    }
}
