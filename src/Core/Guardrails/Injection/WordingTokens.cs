namespace Artisan.Core.Guardrails.Injection;

/// <summary>A word or mark that the learned wording looks at.</summary>
/// <param name="Key">Its hash.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="IsWord">Whether it is a word and no mark.</param>
/// <param name="Begins">Whether a sentence or line ended before it.</param>
/// <param name="Place">Where the learned model has it, see <see cref="LearnedModel.PlaceOf"/>; -1 where nobody has looked yet.</param>
internal readonly record struct WordingToken(ulong Key, int Start, int End, bool IsWord, bool Begins, int Place = -1);

/// <summary>
/// The words and marks of a text as <see cref="WordingReader"/> gives them, noted by the scanner while it looks for the words of rules: so a text is read once for
/// both. Grows, and is used again; serves one text at a time.
/// </summary>
internal sealed class WordingTokens
{
    private const int Kept = 1 << 18;
    private WordingToken[] tokens = new WordingToken[64];
    private int count;
    private int words;
    private bool begins;

    /// <summary>What was noted, in its order.</summary>
    public ReadOnlySpan<WordingToken> All => tokens.AsSpan(0, count);

    /// <summary>Begins a text.</summary>
    public void Reset()
    {
        if (tokens.Length > Kept)
            tokens = new WordingToken[64];
        (count, words, begins) = (0, 0, true);
    }

    /// <summary>A sentence or line ends here.</summary>
    public void End() => begins = true;

    /// <summary>Notes a word.</summary>
    public void AddWord(ulong key, int start, int end, int place = -1) => Add(key, start, end, isWord: true, place);

    /// <summary>Notes a stop: questions and calls are marks, a full stop only ends a sentence.</summary>
    /// <param name="stop">The character.</param>
    /// <param name="at">Its place.</param>
    /// <param name="ends">Whether a sentence ends with it if it is a full stop, and none inside of a name or number.</param>
    public void AddStop(char stop, int at, bool ends)
    {
        if (stop != '.')
            AddCharacter(stop, at, isWord: false);
        begins |= ends | stop != '.';
    }

    /// <summary>Notes a double quotation mark.</summary>
    public void AddQuote(char quote, int at) => AddCharacter(quote, at, isWord: false);

    /// <summary>Notes a sign behind which something new begins, where it is a mark.</summary>
    public void AddOpener(char opener, int at)
    {
        if (WordingReader.IsMark(opener))
            AddCharacter(opener, at, isWord: false);
    }

    /// <summary>Notes characters of a writing without spaces, each as a word.</summary>
    public void AddPieces(ReadOnlySpan<char> pieces, int start)
    {
        for (int i = 0; i < pieces.Length; i++)
            AddCharacter(pieces[i], start + i, isWord: true);
    }

    private void AddCharacter(char character, int at, bool isWord) => Add(WordingReader.KeyOf(character), at, at + 1, isWord, place: -1);

    private void Add(ulong key, int start, int end, bool isWord, int place)
    {
        if (count == tokens.Length)
            Array.Resize(ref tokens, count * 2);
        begins |= words >= WordingReader.LongestSentence;
        words = (begins ? 0 : words) + (isWord ? 1 : 0);
        tokens[count++] = new WordingToken(key, start, end, isWord, begins, place);
        begins = false;
    }
}
