
namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>Redacts text that comes in pieces. What is returned is final; what may still be part of something is held back (<see cref="PiiStream"/>). For one stream and one thread at a time.</summary>
public sealed class PiiStreamRedactor
{
    private readonly PiiRedactor _redactor;
    private readonly PiiStream _stream;

    /// <summary>Redacts with the operators of a redactor, whose placeholders it shares.</summary>
    /// <param name="redactor">The redactor of the request.</param>
    /// <param name="window">How many characters at the end are held back.</param>
    public PiiStreamRedactor(PiiRedactor redactor, int window = PiiStream.DefaultWindow)
    {
        ArgumentNullException.ThrowIfNull(redactor);
        _redactor = redactor;
        _stream = new PiiStream(redactor.Policy.Options, window);
    }

    /// <summary>How many characters are held back now.</summary>
    public int Held => _stream.Held;

    /// <summary>How many pieces of personal data were taken out so far, by type.</summary>
    public IReadOnlyDictionary<PiiType, int> Found => _found;

    private readonly Dictionary<PiiType, int> _found = [];

    /// <summary>Takes a piece and returns what is final now, redacted.</summary>
    public string Append(ReadOnlySpan<char> piece) => Redact(_stream.Append(piece));

    /// <summary>Returns the rest, redacted; the stream is then at its beginning again.</summary>
    public string Flush() => Redact(_stream.Flush());

    private string Redact(PiiStreamPiece piece)
    {
        IReadOnlyList<PiiMatch> matches = piece.Matches;
        string text = piece.Text;
        if (piece.Continues && matches.Count > 0)
        {
            // Its placeholder is already out.
            int end = matches[0].End;
            text = text[end..];
            matches = [.. matches.Skip(1).Select(m => m with { Start = m.Start - end })];
        }
        foreach (PiiMatch match in matches)
            _found[match.Type] = _found.GetValueOrDefault(match.Type) + 1;
        return _redactor.Apply(text, matches);
    }
}
