using System.Text;
using System.Text.Json;

namespace Artisan.Bench.MockVendor;

/// <summary>The vendor's answers, encoded once, so that the vendor costs next to nothing.</summary>
internal sealed class Answers
{
    private const string Words = "Thank you for the call today. We agreed that the pilot begins on the first of the month with two teams and that pricing follows the usage of the quarter before. ";

    /// <summary>Prepares an answer of so many tokens.</summary>
    public Answers(int tokens)
    {
        var words = Enumerable.Repeat(Words.Split(' ', StringSplitOptions.RemoveEmptyEntries), tokens).SelectMany(list => list).Take(tokens).Select(word => word + " ").ToList();
        var usage = $$$"""{"prompt_tokens":212,"completion_tokens":{{{tokens}}},"total_tokens":{{{212 + tokens}}},"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}""";
        Body = Encoding.UTF8.GetBytes($$$"""{"id":"chatcmpl-bench","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize(string.Concat(words))}}},"refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{{{usage}}},"service_tier":"default","system_fingerprint":"fp_bench"}""");
        First = Event("""{"role":"assistant","content":"","refusal":null}""", "null");
        Deltas = [.. words.Select(word => Event($$$"""{"content":{{{JsonSerializer.Serialize(word)}}}}""", "null"))];
        Finish = Event("{}", "\"stop\"");
        Usage = Data($$$"""{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_bench","choices":[],"usage":{{{usage}}}}""");
    }

    /// <summary>The whole answer of an unstreamed request.</summary>
    public byte[] Body { get; }

    /// <summary>The event that names the role.</summary>
    public byte[] First { get; }

    /// <summary>One event per token.</summary>
    public byte[][] Deltas { get; }

    /// <summary>The event that names the reason of the end.</summary>
    public byte[] Finish { get; }

    /// <summary>The event with the usage, for those who asked.</summary>
    public byte[] Usage { get; }

    /// <summary>The end of a stream.</summary>
    public byte[] Done { get; } = "data: [DONE]\n\n"u8.ToArray();

    private static byte[] Event(string delta, string finishReason) =>
        Data($$$"""{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_bench","choices":[{"index":0,"delta":{{{delta}}},"logprobs":null,"finish_reason":{{{finishReason}}}}]}""");

    private static byte[] Data(string json) => Encoding.UTF8.GetBytes($"data: {json}\n\n");
}
