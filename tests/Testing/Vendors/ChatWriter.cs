using System.Text.Json.Nodes;

namespace Artisan.Testing.Vendors;

/// <summary>Puts a chat answer into OpenAI's documented shapes, with fields that no client knows among them.</summary>
internal static class ChatWriter
{
    /// <summary>The answer as one body.</summary>
    public static JsonObject Body(ChatAnswer answer, VendorFault fault) => new()
    {
        ["id"] = answer.Id,
        ["object"] = "chat.completion",
        ["created"] = answer.Created,
        ["model"] = answer.Model,
        ["choices"] = fault.EmptyChoices ? [] : new JsonArray([.. answer.Choices.Select(Choice)]),
        ["usage"] = answer.Usage.DeepClone(),
        ["service_tier"] = "default",
        ["system_fingerprint"] = "fp_mock",
        ["x_vendor"] = new JsonObject { ["region"] = "loopback", ["scores"] = new JsonArray(0.5, 1.25) },
    };

    /// <summary>The answer as the events of a stream: role, deltas and finish of each choice, then the usage when asked for.</summary>
    public static IEnumerable<JsonObject> Events(ChatAnswer answer, bool includeUsage, VendorFault fault)
    {
        if (fault.EmptyChoices)
        {
            yield return Event(answer, [], includeUsage);
        }
        else
        {
            foreach (var choice in answer.Choices)
            {
                yield return Event(answer, [Delta(choice.Index, new JsonObject { ["role"] = "assistant", ["content"] = choice.ToolCalls.Count > 0 ? null : "", ["refusal"] = null })], includeUsage);
            }

            // Choices take turns, as they do at the vendor's.
            var deltas = answer.Choices.Select(choice => new Queue<JsonObject>(Deltas(choice))).ToList();
            while (deltas.Any(queue => queue.Count > 0))
            {
                foreach (var (choice, queue) in answer.Choices.Zip(deltas).Where(pair => pair.Second.Count > 0))
                {
                    yield return Event(answer, [Delta(choice.Index, queue.Dequeue())], includeUsage);
                }
            }

            foreach (var choice in answer.Choices)
            {
                yield return Event(answer, [Delta(choice.Index, [], choice.FinishReason)], includeUsage);
            }
        }

        if (includeUsage)
        {
            var last = Event(answer, [], includeUsage: true);
            last["usage"] = answer.Usage.DeepClone();
            yield return last;
        }
    }

    /// <summary>An error in OpenAI's shape.</summary>
    public static JsonObject Error(int status, string? message = null) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = message ?? $"The mock vendor was told to fail with {status}.",
            ["type"] = status switch { 401 => "invalid_request_error", 429 => "rate_limit_error", >= 500 => "server_error", _ => "invalid_request_error" },
            ["param"] = null,
            ["code"] = status switch { 401 => "invalid_api_key", 404 => "model_not_found", 429 => "rate_limit_exceeded", _ => null },
        },
    };

    private static JsonObject Choice(ChatAnswer.Choice choice)
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = choice.ToolCalls.Count > 0 ? null : string.Concat(choice.Tokens),
            ["refusal"] = null,
            ["annotations"] = new JsonArray(),
        };
        if (choice.ToolCalls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. choice.ToolCalls.Select(call => new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            })]);
        }

        return new JsonObject { ["index"] = choice.Index, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = choice.FinishReason };
    }

    private static IEnumerable<JsonObject> Deltas(ChatAnswer.Choice choice)
    {
        foreach (var token in choice.Tokens)
        {
            yield return new JsonObject { ["content"] = token };
        }

        foreach (var (index, call) in choice.ToolCalls.Index())
        {
            yield return ToolDelta(index, call, new JsonObject { ["name"] = call.Name, ["arguments"] = "" });
            foreach (var piece in call.Arguments.Chunk(7))
            {
                yield return ToolDelta(index, null, new JsonObject { ["arguments"] = new string(piece) });
            }
        }
    }

    private static JsonObject ToolDelta(int index, ChatAnswer.ToolCall? first, JsonObject function)
    {
        var call = new JsonObject { ["index"] = index };
        if (first is not null)
        {
            call["id"] = first.Id;
            call["type"] = "function";
        }

        call["function"] = function;
        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static JsonObject Delta(int index, JsonObject delta, string? finishReason = null) =>
        new() { ["index"] = index, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finishReason };

    private static JsonObject Event(ChatAnswer answer, JsonArray choices, bool includeUsage)
    {
        var chunk = new JsonObject
        {
            ["id"] = answer.Id,
            ["object"] = "chat.completion.chunk",
            ["created"] = answer.Created,
            ["model"] = answer.Model,
            ["system_fingerprint"] = "fp_mock",
            ["choices"] = choices,
            ["x_vendor"] = new JsonObject { ["obfuscation"] = "x7f" },
        };
        if (includeUsage)
        {
            // Documented: every event has the field then, and all but the last have null in it.
            chunk["usage"] = null;
        }

        return chunk;
    }
}
