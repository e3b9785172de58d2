using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Takes personal data or secrets out of a stream: its end is held back until it is clear that nothing begins in it.</summary>
internal sealed class RedactionWindow(AnswerFilter filter, PiiOptions options)
{
    private readonly PiiStream _stream = new(options);

    /// <summary>Whether text is held back.</summary>
    public bool Holds => _stream.Held > 0;

    /// <summary>Takes text.</summary>
    /// <returns>What may leave.</returns>
    public string Push(string piece) => Released(_stream.Append(piece));

    /// <summary>Ends the stream.</summary>
    /// <returns>What was held back.</returns>
    public string Flush() => Released(_stream.Flush());

    private string Released(PiiStreamPiece piece)
    {
        (string text, IReadOnlyList<PiiMatch> matches) = (piece.Text, piece.Matches);
        if (piece.Continues && matches.Count > 0)
        {
            // What takes its place is out already.
            int end = matches[0].End;
            (text, matches) = (text[end..], [.. matches.Skip(1).Select(m => m with { Start = m.Start - end })]);
        }
        return matches.Count == 0 ? text : filter.TakenOut(text, matches);
    }
}
