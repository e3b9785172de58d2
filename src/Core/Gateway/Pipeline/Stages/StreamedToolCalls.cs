using System.Text;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// The tool calls of a stream on their way through the filter. Their arguments come in pieces that mean nothing alone and are used only as a whole, so they
/// are held back until their choice ends; the first piece then brings all of them.
/// </summary>
internal sealed class StreamedToolCalls(AnswerFilter filter)
{
    // Beyond this a call is no use to any tool; what comes then passes as it is.
    private const int Longest = 4 * 1024 * 1024;

    private readonly List<(ProviderEvent Event, JsonNode Chunk)> _held = [];
    private readonly Dictionary<(int Choice, int Call), StringBuilder> _arguments = [];
    private int _length;

    /// <summary>Takes an event of a tool call.</summary>
    /// <returns>Whether it is held back.</returns>
    public bool Take(in ProviderEvent item)
    {
        if (!filter.ChangesToolCalls || !item.HasToolCall || item.Text is { Length: > 0 } || (_length += item.Data.Length) > Longest)
            return false;
        JsonNode chunk = JsonNode.Parse(item.Data.Span)!;
        foreach (((int, int) key, JsonObject function) in FunctionsOf(chunk))
        {
            if (!_arguments.TryGetValue(key, out StringBuilder? text))
                _arguments[key] = text = new StringBuilder();
            text.Append(ArgumentsOf(function));
        }
        _held.Add((item, chunk));
        return true;
    }

    /// <summary>Lets go what is held back.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.ContentRefused"/> where the policy withholds it.</exception>
    public async ValueTask<IReadOnlyList<ProviderEvent>> ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_held.Count == 0)
            return [];
        var whole = new Dictionary<(int, int), string>();
        foreach (((int, int) key, StringBuilder text) in _arguments)
            whole[key] = text.Length == 0 ? "" : await filter.ApplyAsync(text.ToString(), cancellationToken);
        var events = new List<ProviderEvent>(_held.Count);
        foreach ((ProviderEvent item, JsonNode chunk) in _held)
        {
            foreach (((int, int) key, JsonObject function) in FunctionsOf(chunk))
            {
                if (ArgumentsOf(function) is null)
                    continue;
                function["arguments"] = whole.GetValueOrDefault(key, "");
                whole[key] = "";
            }
            events.Add(new ProviderEvent { Data = Encoding.UTF8.GetBytes(chunk.ToJsonString()), Text = item.Text, Choice = item.Choice, FinishReason = item.FinishReason, Usage = item.Usage, HasUsageProperty = item.HasUsageProperty, HasToolCall = true });
        }
        _held.Clear();
        _arguments.Clear();
        return events;
    }

    private static IEnumerable<((int Choice, int Call) Key, JsonObject Function)> FunctionsOf(JsonNode chunk)
    {
        foreach (JsonObject choice in (chunk["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (choice["delta"] is not JsonObject delta)
                continue;
            int number = Number(choice, 0);
            if (delta["function_call"] is JsonObject old)
                yield return ((number, -1), old);
            int next = 0;
            foreach (JsonObject call in (delta["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
            {
                int index = Number(call, next++);
                if (call["function"] is JsonObject function)
                    yield return ((number, index), function);
            }
        }
    }

    private static string? ArgumentsOf(JsonObject function) => function["arguments"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int Number(JsonObject holder, int absent) => holder["index"] is JsonValue value && value.TryGetValue(out int number) ? number : absent;
}
