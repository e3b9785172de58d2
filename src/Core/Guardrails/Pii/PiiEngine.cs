using Artisan.Core.Guardrails.Pii.Scanners;

namespace Artisan.Core.Guardrails.Pii;

/// <summary>
/// Finds personal data and secrets in text, in process, without a network or a model. Every scanner goes forward and looks back and ahead by a bounded number of tokens, so the time is linear in the length of the text whatever it holds.
/// Immutable and safe to use from many threads.
/// </summary>
public sealed class PiiEngine
{
    /// <summary>The engine; it has no state of its own, so one is enough.</summary>
    public static readonly PiiEngine Shared = new();

    /// <summary>Text is looked at in pieces of at most this many characters, cut where a paragraph, line, sentence or word ends.</summary>
    internal const int LongestPiece = 16_384;

    [ThreadStatic]
    private static PiiWorkspace? s_workspace;

    /// <summary>Finds personal data.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What is looked for.</param>
    /// <param name="matches">Gets the matches, sorted by start, without overlaps, offsets in UTF-16 code units of the text.</param>
    public void Find(ReadOnlySpan<char> text, PiiOptions options, List<PiiMatch> matches)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(matches);
        PiiWorkspace workspace = s_workspace ??= new PiiWorkspace();
        for (int start = 0; start < text.Length;)
        {
            int length = PieceLength(text[start..]);
            ReadOnlySpan<char> piece = text.Slice(start, length);
            foreach (Candidate found in workspace.Find(piece, options))
            {
                if (!IsAllowed(options, found.Type, piece[found.Start..found.End]))
                    matches.Add(new PiiMatch(found.Type, start + found.Start, found.End - found.Start, found.Score));
            }
            start += length;
        }
    }

    /// <summary>Finds personal data.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What is looked for.</param>
    /// <returns>The matches, sorted by start, without overlaps, offsets in UTF-16 code units of the text.</returns>
    public IReadOnlyList<PiiMatch> Find(string text, PiiOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        var matches = new List<PiiMatch>();
        Find(text.AsSpan(), options, matches);
        return matches;
    }

    private static bool IsAllowed(PiiOptions options, PiiType type, ReadOnlySpan<char> value)
    {
        if (options.Allowed.Count == 0 || !options.Allowed.TryGetValue(type, out IReadOnlySet<string>? allowed))
            return false;
        ReadOnlySpan<char> trimmed = value.Trim();
        foreach (string one in allowed)
        {
            if (trimmed.Equals(one.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static int PieceLength(ReadOnlySpan<char> text)
    {
        if (text.Length <= LongestPiece)
            return text.Length;
        ReadOnlySpan<char> window = text[(LongestPiece / 2)..LongestPiece];
        int cut = window.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (cut < 0)
            cut = window.LastIndexOf('\n');
        if (cut < 0)
            cut = window.LastIndexOf(". ", StringComparison.Ordinal);
        if (cut < 0)
            cut = window.LastIndexOf(' ');
        if (cut >= 0)
            return (LongestPiece / 2) + cut + 1;
        return char.IsHighSurrogate(text[LongestPiece - 1]) ? LongestPiece - 1 : LongestPiece;
    }
}
