namespace Artisan.Core.Guardrails.Pii.Text;

/// <summary>What a token is made of.</summary>
internal enum TokenKind : byte
{
    /// <summary>Letters.</summary>
    Word,
    /// <summary>Digits.</summary>
    Number,
    /// <summary>One symbol, or the same symbol several times.</summary>
    Symbol,
}

/// <summary>How a word is written.</summary>
internal enum Shape : byte
{
    /// <summary>Not a word.</summary>
    None,
    /// <summary>All small.</summary>
    Lower,
    /// <summary>A capital first, the rest small.</summary>
    Capital,
    /// <summary>One capital alone.</summary>
    Initial,
    /// <summary>All capitals.</summary>
    Upper,
    /// <summary>Capitals inside: <c>McCathie</c>.</summary>
    Mixed,
    /// <summary>A script without capitals.</summary>
    Caseless,
}

/// <summary>What stands between a token and the one before it.</summary>
internal enum Gap : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Spaces.</summary>
    Space,
    /// <summary>A line break.</summary>
    Line,
    /// <summary>An empty line, or the beginning of the text.</summary>
    Paragraph,
}

/// <summary>A word, a number or a symbol of a text.</summary>
internal struct Token
{
    /// <summary>What the lexicons know of the word.</summary>
    public Lexicons.WordFlags Flags;
    /// <summary>The hash of a word's folded letters; the value of a number of at most 18 digits.</summary>
    public ulong Hash;
    /// <summary>The first character.</summary>
    public int Start;
    /// <summary>The number of characters.</summary>
    public int Length;
    public TokenKind Kind;
    public Shape Shape;
    public Gap Gap;
    /// <summary>Whether the sentence is written without capitals, or in nothing but capitals.</summary>
    public bool CaseTellsNothing;
    /// <summary>Whether a sentence, line or item begins here.</summary>
    public bool StartsSentence;
    /// <summary>Whether it is already part of something that was found, so that it is no name any more.</summary>
    public bool Taken;
    /// <summary>The first character itself.</summary>
    public char First;

    public readonly int End => Start + Length;

    public readonly bool IsWord => Kind == TokenKind.Word;

    public readonly bool IsNumber => Kind == TokenKind.Number;

    public readonly bool Has(Lexicons.WordFlags flags) => (Flags & flags) != 0;

    public readonly bool Is(char symbol) => Kind == TokenKind.Symbol && First == symbol;

    /// <summary>Whether it begins with a capital.</summary>
    public readonly bool IsCapitalised => Shape is Shape.Capital or Shape.Initial or Shape.Upper || (Shape == Shape.Mixed && char.IsUpper(First));
}
