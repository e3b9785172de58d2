using System.Text;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// The thoughts of a stream on their way through the filter, held back by a window of their own for each choice. What is held leaves before the answer begins, a
/// tool is called or the choice ends. A block that repeats them with a vendor's signature passes as it came where they did, and else without it.
/// </summary>
internal sealed class StreamedThoughts(AnswerFilter answers)
{
    private readonly AnswerFilter _filter = answers.ForThoughts();
    private readonly SortedDictionary<int, Thinking> _choices = [];

    /// <summary>Whether an event brings thoughts, or something waits that must leave before it. Most have nothing to do with any.</summary>
    public bool Concerns(in ProviderEvent item) => MayThink(item) || (_choices.Count > 0 && Ends(item));

    /// <summary>Takes an event.</summary>
    /// <returns>What may leave, in order.</returns>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.ContentRefused"/> where the policy withholds it.</exception>
    public async ValueTask<IReadOnlyList<ProviderEvent>> PassAsync(ProviderEvent item, CancellationToken cancellationToken)
    {
        if (!MayThink(item))
            return Ends(item) ? [.. Release(item.UsageOnly ? null : item.Choice), item] : [item];
        JsonNode chunk = JsonNode.Parse(item.Data.Span)!;
        var events = new List<ProviderEvent>();
        bool changed = false, isEmpty = false;
        foreach (JsonObject choice in (chunk["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (choice["delta"] is not JsonObject delta)
                continue;
            int number = choice["index"] is JsonValue index && index.TryGetValue(out int given) ? given : 0;
            if (ThoughtFields.PlainOf(delta) is { } thought)
            {
                bool here = Plain(number, delta, thought, chunk, Ends(item));
                isEmpty = here && delta.All(p => p.Value is null);
                changed |= here;
            }
            foreach (string name in ThoughtFields.Blocks)
            {
                foreach (JsonObject block in (delta[name] as JsonArray ?? []).OfType<JsonObject>())
                {
                    events.AddRange(Release(number));
                    changed |= await BlockAsync(number, block, cancellationToken);
                }
            }
        }
        if (Ends(item))
            events.AddRange(Release(item.UsageOnly ? null : item.Choice));
        // What holds nothing but thoughts that wait need not leave.
        if (!(isEmpty && item is { Text: null or "", FinishReason: null, HasToolCall: false, Usage: null }))
            events.Add(changed ? item with { Data = Encoding.UTF8.GetBytes(chunk.ToJsonString()) } : item);
        return events;
    }

    /// <summary>Lets go what is held back at the end of the stream.</summary>
    public IReadOnlyList<ProviderEvent> Release() => Release(null);

    /// <summary>Looks at the whole thoughts for what is only noted.</summary>
    public async ValueTask EndAsync()
    {
        foreach (Thinking thinking in _choices.Values)
            await _filter.NoteAsync(thinking.Window.Whole, thinking.Window.Links);
    }

    // Figures name reasoning tokens.
    private static bool MayThink(in ProviderEvent item) => !item.UsageOnly && ThoughtFields.MayStandIn(item.Data.Span);

    private static bool Ends(in ProviderEvent item) => item.Text is { Length: > 0 } || item.HasToolCall || item.FinishReason is not null || item.UsageOnly;

    private Thinking Of(int choice) => _choices.TryGetValue(choice, out Thinking? known) ? known : _choices[choice] = new Thinking(new AnswerWindow(_filter));

    private bool Plain(int choice, JsonObject delta, string thought, JsonNode chunk, bool isLast)
    {
        Thinking thinking = Of(choice);
        string released = thinking.Push(thought);
        if (isLast)
            released += thinking.Flush();
        string? named = ThoughtFields.Plain.FirstOrDefault(n => ThoughtFields.TextOf(delta, n) is { Length: > 0 }) ?? (delta[ThoughtFields.Pieces] is not null ? ThoughtFields.Plain[0] : null);
        if (thinking.Window.Holds)
            (thinking.Template, thinking.IsPart) = (chunk, named is null);
        if (released == thought)
            return false;
        // The same may stand there under another name, in pieces of blocks, which cannot wait for each other, and in parts of the content.
        foreach (string name in ThoughtFields.Plain.Append(ThoughtFields.Pieces))
            delta.Remove(name);
        string rest = named is null ? released : "";
        foreach ((JsonObject holder, string name) in ThoughtFields.PartsOf(delta).ToArray())
        {
            holder[name] = rest;
            rest = "";
        }
        if (named is not null && released.Length > 0)
            delta[named] = released;
        return true;
    }

    private async ValueTask<bool> BlockAsync(int choice, JsonObject block, CancellationToken cancellationToken)
    {
        string text = ThoughtFields.TextOf(block);
        if (text.Length == 0)
            return false;
        Thinking thinking = Of(choice);
        string whole = thinking.Pushed.ToString(), with;
        if (whole.EndsWith(text, StringComparison.Ordinal))
            with = thinking.IsChanged ? thinking.Released.ToString() : text;
        else
            with = await _filter.ApplyAsync(text, cancellationToken);
        thinking.Begin();
        if (with == text)
            return false;
        string[] names = [.. ThoughtFields.Texts.Where(n => ThoughtFields.TextOf(block, n) is not null)];
        foreach (string name in names)
            block[name] = name == names[0] ? with : "";
        if (block["signature"] is not null)
            block["signature"] = "";
        return true;
    }

    private List<ProviderEvent> Release(int? choice)
    {
        var events = new List<ProviderEvent>();
        foreach ((int number, Thinking thinking) in _choices)
        {
            if (thinking.Template is null || (choice is { } only && only != number))
                continue;
            string rest = thinking.Flush();
            if (rest.Length > 0)
                events.Add(new ProviderEvent { Data = Bearing(thinking, number, rest), Choice = number });
            thinking.Template = null;
        }
        return events;
    }

    // As the chunk that brought them, with nothing but them.
    private static byte[] Bearing(Thinking thinking, int choice, string thought)
    {
        JsonNode chunk = thinking.Template!.DeepClone();
        chunk.AsObject().Remove("usage");
        JsonObject delta = thinking.IsPart
            ? new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "thinking", ["thinking"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = thought }) }) }
            : new JsonObject { [ThoughtFields.Plain[0]] = thought };
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = choice, ["delta"] = delta, ["finish_reason"] = null });
        return Encoding.UTF8.GetBytes(chunk.ToJsonString());
    }

    /// <summary>The thoughts of a choice.</summary>
    private sealed class Thinking(AnswerWindow window)
    {
        public AnswerWindow Window => window;

        /// <summary>The last chunk that brought some, for what leaves later; null where nothing is held.</summary>
        public JsonNode? Template { get; set; }

        /// <summary>Whether they stood in a part of the content there.</summary>
        public bool IsPart { get; set; }

        /// <summary>What came since the last block.</summary>
        public StringBuilder Pushed { get; } = new();

        /// <summary>What left of it.</summary>
        public StringBuilder Released { get; } = new();

        public bool IsChanged => Pushed.ToString() != Released.ToString();

        public string Push(string text)
        {
            Pushed.Append(text);
            string released = window.Push(text);
            Released.Append(released);
            return released;
        }

        public string Flush()
        {
            string released = window.Flush();
            Released.Append(released);
            return released;
        }

        public void Begin()
        {
            Pushed.Clear();
            Released.Clear();
        }
    }
}
