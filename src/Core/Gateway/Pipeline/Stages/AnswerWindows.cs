using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>The choices of a stream on their way through the filter: text that may be the beginning of something is held back until it is clear.</summary>
internal sealed class AnswerWindows(AnswerFilter filter)
{
    private readonly SortedDictionary<int, (AnswerWindow Window, byte[]? Template)> _choices = [];

    /// <summary>Takes an event.</summary>
    /// <returns>The event as it may leave; null where nothing of it may leave yet.</returns>
    public ProviderEvent? Pass(in ProviderEvent item)
    {
        if (item.Text is not { Length: > 0 } text)
            return item;
        (AnswerWindow window, byte[]? template) = _choices.TryGetValue(item.Choice, out (AnswerWindow, byte[]?) known) ? known : (new AnswerWindow(filter), null);
        string released = window.Push(text);
        if (item.FinishReason is not null)
            released += window.Flush();
        _choices[item.Choice] = (window, window.Holds ? item.Data.ToArray() : template);
        if (released == text)
            return item;
        if (released.Length == 0 && item is { FinishReason: null, HasToolCall: false, Usage: null })
            return null;
        return With(item, item.Data.Span, released, item.Choice);
    }

    /// <summary>Lets go what is held back.</summary>
    /// <param name="before">The event that comes next: only of its choice, where it ends one; null at the end of the stream.</param>
    public IEnumerable<ProviderEvent> Release(ProviderEvent? before)
    {
        foreach ((int choice, (AnswerWindow window, byte[]? template)) in _choices)
        {
            if (template is null || !window.Holds || (before is { UsageOnly: false } ending && (ending.Choice != choice || ending.Text is { Length: > 0 })))
                continue;
            string rest = window.Flush();
            if (rest.Length > 0 && ChunkText.Replace(template, choice, rest) is { } chunk)
                yield return new ProviderEvent { Data = chunk, Text = rest, Choice = choice };
        }
    }

    /// <summary>Looks at the whole texts for what is only noted.</summary>
    public async ValueTask EndAsync()
    {
        foreach ((AnswerWindow window, _) in _choices.Values)
            await filter.NoteAsync(window.Whole, window.Links);
    }

    private static ProviderEvent With(in ProviderEvent item, ReadOnlySpan<byte> data, string text, int choice) => ChunkText.Replace(data, choice, text) is not { } chunk ? item : new ProviderEvent
    {
        Data = chunk,
        Text = text,
        Choice = choice,
        FinishReason = item.FinishReason,
        Usage = item.Usage,
        UsageOnly = item.UsageOnly,
        HasUsageProperty = item.HasUsageProperty,
        HasToolCall = item.HasToolCall,
    };
}
