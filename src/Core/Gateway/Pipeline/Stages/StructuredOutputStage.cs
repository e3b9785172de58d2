using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.StructuredOutput;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Checks answers against the JSON schema that the request demands, since not every vendor enforces it. An answer that does not fit is sent back once with
/// what is wrong; if the second does not fit either, the caller gets a typed error. A stream has left before it can be sent back: it is checked at its
/// end, and one that does not fit ends with the typed error.
/// </summary>
public sealed class StructuredOutputStage : IAiStage
{
    private const int FaultsTold = 10;
    // Characters of a stream that are kept for the check.
    private const int MostChecked = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        AiAnswer answer = await next(call, cancellationToken);
        if (call.Chat?.ResponseFormat is not { Type: "json_schema", Schema: { } schema })
            return answer;
        if (answer is StreamAnswer stream)
            return new StreamAnswer { By = stream.By, Events = CheckAsync(call, stream, schema, CancellationToken.None) }; // the token went in with the attempt
        var first = (CompleteAnswer)answer;
        IReadOnlyList<string> faults = Check(first, schema, out string? faulty);
        if (faults.Count == 0)
            return answer;

        call.Trace.Warn("schema_repaired", $"The first answer did not fit the schema ({faults[0]}) and was sent back once.");
        byte[] body = WithRepair(call.OutgoingBody.Span, call.OutgoingChat!.TopLevel, faulty!, faults);
        (call.OutgoingBody, call.OutgoingChat) = (body, ChatReader.Read(body));
        AiAnswer second = await next(call, cancellationToken);
        faults = Check((CompleteAnswer)second, schema, out _);
        if (faults.Count == 0)
            return second;
        throw Mismatch(call, second.By, "also after one repair", faults);
    }

    private static ProviderException Mismatch(AiCall call, AiCandidate by, string when, IReadOnlyList<string> faults) => new(ProviderFault.SchemaMismatch,
        $"{by.Model} did not fit the schema '{call.Chat!.ResponseFormat!.SchemaName}', {when}: {string.Join("; ", faults.Take(FaultsTold))}. Simplify the schema or choose a model that enforces it.");

    private static async IAsyncEnumerable<ProviderEvent> CheckAsync(AiCall call, StreamAnswer stream, JsonElement schema, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var texts = new SortedDictionary<int, StringBuilder>();
        var ended = new HashSet<int>();
        int length = 0;
        await foreach (ProviderEvent item in stream.Events.WithCancellation(cancellationToken))
        {
            if (item.Text is { } text && (length += text.Length) <= MostChecked)
            {
                if (!texts.TryGetValue(item.Choice, out StringBuilder? whole))
                    texts[item.Choice] = whole = new StringBuilder();
                whole.Append(text);
            }
            if (item.FinishReason == "stop")
                ended.Add(item.Choice);
            yield return item;
        }
        if (length > MostChecked)
        {
            call.Trace.Warn("schema_unchecked", "The streamed answer is too long to be checked against the schema.");
            yield break;
        }
        foreach ((_, StringBuilder whole) in texts.Where(t => ended.Contains(t.Key)))
        {
            IReadOnlyList<string> faults = SchemaValidation.Validate(schema, Encoding.UTF8.GetBytes(whole.ToString()));
            if (faults.Count > 0)
                throw Mismatch(call, stream.By, "and a stream cannot be sent back", faults);
        }
    }

    private static IReadOnlyList<string> Check(CompleteAnswer answer, JsonElement schema, out string? faulty)
    {
        faulty = null;
        using JsonDocument document = JsonDocument.Parse(answer.Body);
        foreach (JsonElement choice in document.RootElement.GetProperty("choices").EnumerateArray())
        {
            // Tool calls, refusals and answers cut by their limit are no structured answers; their finish reason tells the caller.
            if (choice.TryGetProperty("finish_reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String && reason.GetString() is not "stop")
                continue;
            if (!choice.TryGetProperty("message", out JsonElement message) || !message.TryGetProperty("content", out JsonElement content) || content.ValueKind != JsonValueKind.String)
                continue;
            string text = content.GetString()!;
            IReadOnlyList<string> faults = SchemaValidation.Validate(schema, Encoding.UTF8.GetBytes(text));
            if (faults.Count > 0)
            {
                faulty = text;
                return faults;
            }
        }
        return [];
    }

    private static byte[] WithRepair(ReadOnlySpan<byte> body, JsonTopLevel topLevel, string faulty, IReadOnlyList<string> faults)
    {
        JsonPropertyRange messages = topLevel.Find("messages")!.Value;
        string demand = $"Your answer does not fit the JSON schema:\n- {string.Join("\n- ", faults.Take(FaultsTold))}\nAnswer again with the corrected JSON only.";
        var output = new ArrayBufferWriter<byte>(messages.ValueEnd - messages.ValueStart + faulty.Length + 512);
        output.Write(body[messages.ValueStart..(messages.ValueEnd - 1)]);
        output.Write(",{\"role\":\"assistant\",\"content\":"u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(faulty));
        output.Write("},{\"role\":\"user\",\"content\":"u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(demand));
        output.Write("}]"u8);
        return topLevel.Rewrite(body, ("messages", output.WrittenSpan.ToArray()));
    }
}
