using System.Buffers;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.StructuredOutput;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Checks answers against the JSON schema that the request demands, since not every vendor enforces it. An answer that does not fit is sent back once with
/// what is wrong; if the second does not fit either, the caller gets a typed error. Streams have left before they can be checked, and say so.
/// </summary>
public sealed class StructuredOutputStage : IAiStage
{
    private const int FaultsTold = 10;

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        AiAnswer answer = await next(call, cancellationToken);
        if (call.Chat?.ResponseFormat is not { Type: "json_schema", Schema: { } schema })
            return answer;
        if (answer is not CompleteAnswer first)
        {
            call.Trace.Warn("schema_unchecked", "The answer was streamed, so it left before it could be checked against the schema.");
            return answer;
        }
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
        throw new ProviderException(ProviderFault.SchemaMismatch,
            $"{second.By.Model} did not fit the schema '{call.Chat.ResponseFormat.SchemaName}', also after one repair: {string.Join("; ", faults.Take(FaultsTold))}. Simplify the schema or choose a model that enforces it.");
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
