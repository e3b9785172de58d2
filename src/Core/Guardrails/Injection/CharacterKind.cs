using System.Globalization;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>What a character does for the reading of words.</summary>
internal enum CharacterKind : byte
{
    /// <summary>Separates words.</summary>
    Separator,
    /// <summary>A letter, or a mark that belongs to one.</summary>
    Letter,
    /// <summary>A digit, or a sign that is used as a letter.</summary>
    Digit,
    /// <summary>An apostrophe: inside a word it is left out.</summary>
    Apostrophe,
    /// <summary>A line ends.</summary>
    NewLine,
    /// <summary>A sentence may end.</summary>
    Stop,
    /// <summary>A double quotation mark.</summary>
    Quote,
    /// <summary>A bracket or sign after which something new begins.</summary>
    Opener,
    /// <summary>A letter of a writing without spaces between words.</summary>
    Piece,
}

/// <summary>Looks up what a character does.</summary>
internal static class CharacterKinds
{
    private static readonly CharacterKind[] Ascii = BuildAscii();
    private static readonly bool[] PlainEnds = [.. Ascii.Select((kind, character) => kind is not (CharacterKind.Letter or CharacterKind.Digit or CharacterKind.Apostrophe) && character != '_')];

    /// <summary>What a character does.</summary>
    public static CharacterKind Of(char character) => character < 128 ? Ascii[character] : Other(character);

    /// <summary>Whether a word of plain letters ends before a character and is no part of something longer, such as a name in code.</summary>
    public static bool EndsPlainWord(char character) => character < 128 && PlainEnds[character];

    /// <summary>Whether a colon follows, with emphasis or a closing bracket between at most.</summary>
    public static bool IsBeforeColon(ReadOnlySpan<char> text, int end)
    {
        int at = end;
        while (at < text.Length && at - end < 3 && text[at] is '*' or '_' or ']' or '>' or '"' or ' ')
            at++;
        return at < text.Length && text[at] == ':';
    }

    private static CharacterKind Other(char character)
    {
        if (Vocabulary.IsPiece(character))
            return CharacterKind.Piece;
        return char.IsLetter(character) || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            ? CharacterKind.Letter : CharacterKind.Separator;
    }

    private static CharacterKind[] BuildAscii()
    {
        var kinds = new CharacterKind[128];
        for (char c = '\0'; c < 128; c++)
        {
            kinds[c] = c switch
            {
                _ when char.IsAsciiLetter(c) => CharacterKind.Letter,
                _ when char.IsAsciiDigit(c) => CharacterKind.Digit,
                '@' or '$' => CharacterKind.Digit,
                '\'' => CharacterKind.Apostrophe,
                '\n' or '\r' => CharacterKind.NewLine,
                '.' or '!' or '?' => CharacterKind.Stop,
                '"' => CharacterKind.Quote,
                '(' or '[' or '{' or '<' or '*' or '#' or '>' or ':' or '|' or '~' or ';' or '}' or ']' or '`' or '=' or '-' => CharacterKind.Opener,
                _ => CharacterKind.Separator,
            };
        }
        return kinds;
    }
}
