using System.Buffers;
using System.Text;
using Artisan.Core.Guardrails.Output;
using Artisan.Core.Guardrails.Policy;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// One choice of a stream on its way through the filter. Most text passes untouched: links are looked for only where one may begin, what is only noted is
/// looked for at the end.
/// </summary>
internal sealed class AnswerWindow
{
    private const int LongestWhole = 128 * 1024;
    // What can begin an address, by its first letters.
    private static readonly string[] s_schemes = ["https", "javascript", "data", "vbscript", "ftp", "www", "file", "mailto"];

    private static readonly SearchValues<char> s_marks = SearchValues.Create("[!<:/\\@");

    private readonly AnswerFilter _filter;
    private readonly StringBuilder _whole = new();
    private readonly RedactionWindow? _redaction;
    private readonly bool _looksForLinks, _looksForLeak;
    private readonly List<OutputFinding> _links = [];
    private OutputWindow? _window;
    private int _windowStart, _pushed, _left;
    private string _placeholder = "";

    public AnswerWindow(AnswerFilter filter)
    {
        _filter = filter;
        _looksForLinks = filter.Policy.UnsafeLinks is GuardAction.Sanitise or GuardAction.Block;
        _looksForLeak = filter.Policy.SystemPromptLeak == GuardAction.Block && filter.SystemPrompt is not null;
        _redaction = filter.StreamedOut is { } options ? new RedactionWindow(filter, options) : null;
    }

    /// <summary>The text so far, at most some 128,000 characters.</summary>
    public string Whole => _whole.ToString();
    /// <summary>Unsafe links that were found and taken out.</summary>
    public IReadOnlyList<OutputFinding> Links => _links;
    /// <summary>Whether text is held back.</summary>
    public bool Holds => (_window is not null && _pushed > _left) || _redaction?.Holds == true || _placeholder.Length > 0;

    /// <summary>Takes text.</summary>
    /// <returns>What may leave.</returns>
    public string Push(string text)
    {
        if (_whole.Length < LongestWhole)
            _whole.Append(text);
        string released = Linked(text);
        if (_redaction is not null)
            released = _redaction.Push(released);
        return Restored(released, isEnd: false);
    }

    /// <summary>Ends the choice.</summary>
    /// <returns>What was held back.</returns>
    public string Flush()
    {
        string released = "";
        if (_window is not null)
        {
            released = _window.Flush();
            Leave();
        }
        if (_redaction is not null)
            released = _redaction.Push(released) + _redaction.Flush();
        return Restored(released, isEnd: true);
    }

    private string Linked(string text)
    {
        if (_window is null)
        {
            if (!_looksForLeak && !(_looksForLinks && MayBeginLink(text)))
                return text;
            (_window, _windowStart, _pushed, _left) = (new OutputWindow(_filter.Links, _looksForLeak ? _filter.SystemPrompt : null), _whole.Length - text.Length, 0, 0);
        }
        string released = _window.Push(text);
        (_pushed, _left) = (_pushed + text.Length, _left + released.Length);
        if (_looksForLeak)
        {
            if (AnswerFilter.GivesAway(_window.LeakedShare))
                _filter.LeakedSoFar(Whole, _window.Findings);
        }
        // All of it has left as it came: nothing is pending.
        else if (_pushed == _left && _window.Findings.Count == 0)
            _window = null;
        return released;
    }

    private void Leave()
    {
        _links.AddRange(_window!.Findings.Where(f => f.Kind == OutputFindingKind.UnsafeLink).Select(f => f with { Start = f.Start + _windowStart }));
        _window = null;
    }

    private static bool MayBeginLink(string text)
    {
        if (text.AsSpan().ContainsAny(s_marks))
            return true;
        int start = text.Length;
        while (start > 0 && char.IsAsciiLetter(text[start - 1]))
            start--;
        ReadOnlySpan<char> tail = text.AsSpan(start);
        if (tail.Length is 0 or > 10)
            return false;
        foreach (string scheme in s_schemes)
        {
            if (scheme.AsSpan().StartsWith(tail, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    // A placeholder may come in pieces.
    private string Restored(string text, bool isEnd)
    {
        if (_filter.Return is not { } back)
            return text;
        string all = _placeholder + text;
        int waits = isEnd ? all.Length : back.WaitsFrom(all);
        _placeholder = all[waits..];
        return back.In(all[..waits]);
    }
}
