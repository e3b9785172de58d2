using System.Runtime.InteropServices;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>The choices of a stream on their way through the filter: text that may be the beginning of something is held back until it is clear.</summary>
internal sealed class AnswerWindows(AnswerFilter filter)
{
    private readonly SortedDictionary<int, Choice> _choices = [];

    /// <summary>Takes an event.</summary>
    /// <returns>The event as it may leave; null where nothing of it may leave yet.</returns>
    public ProviderEvent? Pass(in ProviderEvent item)
    {
        if (item.Text is not { Length: > 0 } text)
            return item;
        if (!_choices.TryGetValue(item.Choice, out Choice? choice))
            _choices[item.Choice] = choice = new Choice(new AnswerWindow(filter));
        string released = choice.Window.Push(text);
        if (item.FinishReason is not null)
            released += choice.Window.Flush();
        choice.Place = item.Place;
        if (choice.Window.Holds)
            choice.Like(item.Data.Span);
        // By reference where it passes untouched, which is nearly always.
        if (ReferenceEquals(released, text) || released == text)
            return item;
        if (released.Length == 0 && item is { Place: TextPlace.Content, FinishReason: null, HasToolCall: false, Usage: null })
            return null;
        return With(item, released);
    }

    /// <summary>Whether what is held back of a choice must leave before an event: it ends, or goes on in another place.</summary>
    public bool Ends(in ProviderEvent item) => item.UsageOnly || (item.FinishReason is not null && item.Text is null or "")
        || (item.Text is { Length: > 0 } && _choices.TryGetValue(item.Choice, out Choice? choice) && choice.Place != item.Place);

    /// <summary>Lets go what is held back.</summary>
    /// <param name="only">Of this choice only; null for all.</param>
    public IEnumerable<ProviderEvent> Release(int? only)
    {
        foreach ((int number, Choice choice) in _choices)
        {
            if (!choice.Window.Holds || (only is { } one && one != number))
                continue;
            string rest = choice.Window.Flush();
            if (rest.Length > 0 && choice.With(number, rest) is { } chunk)
                yield return new ProviderEvent { Data = chunk, Text = rest, Place = choice.Place, Choice = number };
        }
    }

    /// <summary>Looks at the whole texts for what is only noted.</summary>
    public async ValueTask EndAsync()
    {
        foreach (Choice choice in _choices.Values)
            await filter.NoteAsync(choice.Window.Whole, choice.Window.Links);
    }

    private static ProviderEvent With(in ProviderEvent item, string text)
    {
        byte[]? chunk = item.Place == TextPlace.Content ? ChunkText.Replace(item.Data.Span, item.Choice, text) : ChunkParts.Replace(item.Data.Span, item.Choice, text);
        return chunk is null ? item : item with { Data = chunk, Text = text };
    }

    /// <summary>A choice.</summary>
    private sealed class Choice(AnswerWindow window)
    {
        // The last chunk of which something is held back, for what leaves later.
        private readonly List<byte> _like = [];

        public AnswerWindow Window => window;

        /// <summary>Where its last text stood.</summary>
        public TextPlace Place { get; set; }

        public void Like(ReadOnlySpan<byte> chunk)
        {
            _like.Clear();
            _like.AddRange(chunk);
        }

        public byte[]? With(int number, string text)
        {
            ReadOnlySpan<byte> like = CollectionsMarshal.AsSpan(_like);
            return Place == TextPlace.Content ? ChunkText.Replace(like, number, text) : ChunkParts.Alone(like, number, Place, text);
        }
    }
}
