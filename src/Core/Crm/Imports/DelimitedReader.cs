using Artisan.Core.Kernel;

namespace Artisan.Core.Crm.Imports;

/// <summary>A row of a delimited file.</summary>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="Cells">Its cells, unquoted.</param>
/// <param name="Fault">What is wrong with its quotes; null when nothing is.</param>
public sealed record DelimitedRow(int Line, string[] Cells, string? Fault)
{
    /// <summary>Whether it holds nothing.</summary>
    public bool IsBlank => Array.TrueForAll(Cells, string.IsNullOrWhiteSpace);
}

/// <summary>
/// Reads rows of delimited text (RFC 4180, any delimiter, any line ends) in bounded memory, and knows the line where every row and every quote
/// begins, so that a quote that swallows the rest of a file is found and told of. Quotes in the middle of an unquoted cell are text.
/// </summary>
/// <param name="text">The text. Not disposed.</param>
/// <param name="delimiter">What stands between cells.</param>
public sealed class DelimitedReader(TextReader text, char delimiter)
{
    /// <summary>Longest cell, in UTF-16 units. What is longer is a quote that was never closed, or no delimited text.</summary>
    public const int LongestCell = 100_000;
    /// <summary>Most columns.</summary>
    public const int MostColumns = 200;

    private readonly char[] _buffer = new char[32 * 1024];
    private readonly List<string> _cells = [];
    private char[] _cell = new char[256];
    private int _cellLength;
    private int _at;
    private int _end;
    private bool _ended;
    private bool _begun;
    private State _state = State.CellStart;
    private int _line = 1;
    private int _rowLine = 1;
    private int _quoteLine;
    private string? _fault;
    private bool _afterReturn;

    private enum State { CellStart, Plain, Quoted, QuoteInQuoted }

    /// <summary>Reads the next row; blank lines are rows with one empty cell.</summary>
    /// <returns>Null after the last.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when the rest of the file cannot be read as rows.</exception>
    public async ValueTask<DelimitedRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Scan() is { } row)
                return row;
            if (_ended)
                return Last();
            _end = await text.ReadAsync(_buffer, cancellationToken);
            _at = 0;
            _ended = _end == 0;
            // A byte order mark that the encoding left in the text.
            if (!_begun && _end > 0)
            {
                _begun = true;
                if (_buffer[0] == '\uFEFF')
                    _at = 1;
            }
        }
    }

    private DelimitedRow? Scan()
    {
        while (_at < _end)
        {
            char c = _buffer[_at++];
            if (c == '\0')
                throw ArtisanException.Invalid("file", $"There is a NUL character in line {_line}: the file is damaged, or its encoding is another one. Nothing was imported.");
            if (_afterReturn)
            {
                _afterReturn = false;
                if (c == '\n')
                {
                    if (_state == State.Quoted)
                        Append(c);
                    continue;
                }
            }
            switch (_state)
            {
                case State.Quoted:
                    if (c == '"')
                        _state = State.QuoteInQuoted;
                    else
                        Append(c);
                    if (c is '\n' or '\r')
                        NextLine(c);
                    continue;
                case State.QuoteInQuoted when c == '"':
                    Append('"');
                    _state = State.Quoted;
                    continue;
                case State.CellStart when c == '"':
                    (_state, _quoteLine) = (State.Quoted, _line);
                    continue;
            }
            if (c == delimiter)
            {
                EndCell();
                continue;
            }
            if (c is '\n' or '\r')
            {
                EndCell();
                DelimitedRow row = EndRow();
                NextLine(c);
                _rowLine = _line;
                return row;
            }
            if (_state == State.QuoteInQuoted && c is not (' ' or '\t'))
            {
                _fault ??= _quoteLine == _line
                    ? $"Text stands behind a closing quote in line {_line}. Quotes inside a value are written twice."
                    : $"The quote that opens in line {_quoteLine} is closed only in line {_line}, in the middle of another value, so that the lines between became one value. Close it in its own line.";
                _state = State.Plain;
            }
            else if (_state == State.CellStart)
            {
                _state = State.Plain;
            }
            if (_state != State.QuoteInQuoted)
                Append(c);
        }
        return null;
    }

    private DelimitedRow? Last()
    {
        if (_state == State.Quoted)
            throw Unclosed($"The quote that opens in line {_quoteLine} is never closed, so that everything from there to the end of the file (line {_line}) would be one value.");
        if (_state == State.CellStart && _cells.Count == 0)
            return null;
        EndCell();
        return EndRow();
    }

    private void NextLine(char c)
    {
        _line++;
        _afterReturn = c == '\r';
    }

    private void Append(char c)
    {
        if (_cellLength == LongestCell)
        {
            throw _state == State.Quoted
                ? Unclosed($"The quote that opens in line {_quoteLine} is not closed within {LongestCell:N0} characters (up to line {_line}).")
                : ArtisanException.Invalid("file", $"Line {_rowLine} has a value of more than {LongestCell:N0} characters. This is no table of leads, or its lines end in an unknown way. Save it again as CSV.");
        }
        if (_cellLength == _cell.Length)
            Array.Resize(ref _cell, Math.Min(_cell.Length * 2, LongestCell));
        _cell[_cellLength++] = c;
    }

    private void EndCell()
    {
        if (_cells.Count == MostColumns)
            throw ArtisanException.Invalid("file", $"Line {_rowLine} has more than {MostColumns} columns. Choose another delimiter, or leave columns out of the file that no lead needs.");
        _cells.Add(_cellLength == 0 ? "" : new string(_cell, 0, _cellLength));
        _cellLength = 0;
        _state = State.CellStart;
    }

    private DelimitedRow EndRow()
    {
        var row = new DelimitedRow(_rowLine, [.. _cells], _fault);
        _cells.Clear();
        _fault = null;
        return row;
    }

    private static ArtisanException Unclosed(string what) => ArtisanException.Invalid("file", $"{what} Nothing was imported. Close the quote in that line, or save the file again as CSV.");
}
