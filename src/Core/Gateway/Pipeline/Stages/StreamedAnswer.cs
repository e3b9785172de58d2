using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>The answer of a stream on its way through the filter: its texts and its tool calls.</summary>
internal sealed class StreamedAnswer(AnswerFilter filter)
{
    private readonly AnswerWindows _windows = new(filter);
    private readonly StreamedToolCalls _toolCalls = new(filter);

    /// <summary>Whether something that is held back may have to leave with an event; then it is for <see cref="PassAsync"/>, else for <see cref="Pass"/>.</summary>
    public bool Releases(in ProviderEvent item) => _windows.Ends(item) || Ends(item);

    /// <summary>Takes an event with which nothing leaves that is held back.</summary>
    /// <returns>The event as it may leave; null where nothing of it may leave yet.</returns>
    public ProviderEvent? Pass(in ProviderEvent item) => _toolCalls.Take(item) ? null : _windows.Pass(item);

    /// <summary>Takes an event.</summary>
    /// <returns>What may leave, in order.</returns>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.ContentRefused"/> where the policy withholds it.</exception>
    public async ValueTask<IReadOnlyList<ProviderEvent>> PassAsync(ProviderEvent item, CancellationToken cancellationToken)
    {
        var events = new List<ProviderEvent>();
        if (_windows.Ends(item))
            events.AddRange(_windows.Release(item.UsageOnly ? null : item.Choice));
        bool isTaken = _toolCalls.Take(item);
        if (Ends(item))
            events.AddRange(await _toolCalls.ReleaseAsync(cancellationToken));
        if (!isTaken && _windows.Pass(item) is { } passed)
            events.Add(passed);
        return events;
    }

    /// <summary>Lets go what is held back.</summary>
    public async ValueTask<IReadOnlyList<ProviderEvent>> EndAsync(CancellationToken cancellationToken) => [.. _windows.Release(null), .. await _toolCalls.ReleaseAsync(cancellationToken)];

    /// <summary>Looks at the whole texts for what is only noted.</summary>
    public ValueTask NoteAsync() => _windows.EndAsync();

    private static bool Ends(in ProviderEvent item) => item.FinishReason is not null || item.UsageOnly;
}
