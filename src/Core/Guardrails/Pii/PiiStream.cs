using System.Text;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii;

/// <summary>A piece of a stream that is final.</summary>
/// <param name="Text">The text.</param>
/// <param name="Matches">What was found in it, in offsets of this piece.</param>
/// <param name="Continues">Whether the first match goes on from the piece before, because it was longer than the window.</param>
public readonly record struct PiiStreamPiece(string Text, IReadOnlyList<PiiMatch> Matches, bool Continues);

/// <summary>
/// Finds personal data in text that comes in pieces: streamed answers, live transcripts. The end of what has come is held back, at most the window or, inside a match, four windows; what is released is final, and for everything that fits the window it is what the whole text would give.
/// For one stream and one thread at a time.
/// </summary>
public sealed class PiiStream
{
    /// <summary>How many characters at the end are held back, unless another number is given.</summary>
    public const int DefaultWindow = 256;

    /// <summary>How much released text is kept to read what follows; sentences that begin in it are kept whole.</summary>
    private const int LeastContext = 384;
    private const int MostContext = 1024;
    private const int MostOpen = 16_384;
    private const int WindowsInsideMatch = 4;

    private readonly PiiOptions _options;
    private readonly int _window;
    private readonly StringBuilder _buffer = new();
    private readonly List<PiiMatch> _matches = [];
    private int _released;
    private int _open = -1;

    /// <summary>A stream.</summary>
    /// <param name="options">What is looked for.</param>
    /// <param name="window">How many characters at the end are held back.</param>
    public PiiStream(PiiOptions options, int window = DefaultWindow)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 16);
        _options = options;
        _window = window;
    }

    /// <summary>How many characters are held back now.</summary>
    public int Held => _buffer.Length - _released;

    /// <summary>Takes a piece.</summary>
    /// <param name="piece">What has come.</param>
    /// <returns>What is final now; its text is empty while everything is held back.</returns>
    public PiiStreamPiece Append(ReadOnlySpan<char> piece)
    {
        _buffer.Append(piece);
        return Held <= _window ? Nothing : Release(_buffer.Length - _window, false);
    }

    /// <summary>Releases everything; the stream is then at its beginning again.</summary>
    public PiiStreamPiece Flush()
    {
        PiiStreamPiece last = Held == 0 ? Nothing : Release(_buffer.Length, true);
        _buffer.Clear();
        _released = 0;
        _open = -1;
        return last;
    }

    private static PiiStreamPiece Nothing => new("", [], false);

    private PiiStreamPiece Release(int limit, bool all)
    {
        string text = _buffer.ToString();
        _matches.Clear();
        PiiEngine.Shared.Find(text, _options, _matches);
        int cut = all ? text.Length : CutBefore(text, limit);
        bool forced = cut <= _released && Held > _window * WindowsInsideMatch;
        if (forced)
            cut = char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        if (cut <= _released)
            return Nothing;
        var found = new List<PiiMatch>();
        bool continues = false;
        int open = -1;
        foreach (PiiMatch match in _matches)
        {
            if (match.End <= _released || match.Start >= cut)
                continue;
            int start = Math.Max(match.Start, _released), end = Math.Min(match.End, cut);
            continues |= match.Start < _released && _open == match.Start;
            if (match.End > cut)
                open = match.Start;
            found.Add(match with { Start = start - _released, Length = end - start });
        }
        var piece = new PiiStreamPiece(text[_released..cut], found, continues);
        Forget(text, cut, open);
        return piece;
    }

    /// <summary>The last end of a word before the limit that no match covers.</summary>
    private int CutBefore(string text, int limit)
    {
        int cut = limit;
        while (cut > _released)
        {
            while (cut > _released && CharacterClasses.Of[text[cut - 1]] is not (CharacterClass.Space or CharacterClass.LineBreak))
                cut--;
            if (cut <= _released)
                break;
            int inside = _matches.FindIndex(m => m.Start < cut && m.End > cut);
            if (inside < 0)
                return cut;
            cut = Math.Min(cut - 1, _matches[inside].Start);
        }
        return _released;
    }

    /// <summary>Drops what nothing needs any more. The beginning that stays is that of a sentence, if one is near, since the engine reads sentence by sentence.</summary>
    private void Forget(string text, int cut, int open)
    {
        int start = Math.Max(0, cut - LeastContext);
        if (start > 0)
        {
            int from = Math.Max(0, cut - MostContext);
            int sentence = text.AsSpan(from, start - from).LastIndexOfAny(". ", "\n", "? ", "! ") is >= 0 and var at ? from + at : -1;
            int space = text.AsSpan(from, start - from).LastIndexOf(' ');
            start = sentence >= 0 ? sentence : space >= 0 ? from + space + 1 : from;
        }
        if (open >= 0 && cut - open <= MostOpen)
            start = Math.Min(start, open);
        _open = open < 0 ? -1 : open - start;
        _buffer.Remove(0, start);
        _released = cut - start;
    }
}

/// <summary>The search of <see cref="PiiStream"/> for the ends of sentences.</summary>
file static class Sentences
{
    /// <summary>Where the last sentence or line of a span begins, -1 where none does.</summary>
    public static int LastIndexOfAny(this ReadOnlySpan<char> text, params ReadOnlySpan<string> ends)
    {
        int last = -1;
        foreach (string end in ends)
        {
            int at = text.LastIndexOf(end, StringComparison.Ordinal);
            if (at >= 0)
                last = Math.Max(last, at + end.Length);
        }
        return last;
    }
}
