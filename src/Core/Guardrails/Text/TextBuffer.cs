using System.Text;

namespace Artisan.Core.Guardrails.Text;

/// <summary>A reading of a text, with where each of its characters begins in the text that was given. Grows, and is used again.</summary>
internal sealed class TextBuffer
{
    private const int KeptCharacters = 1 << 20;
    private char[] characters = [];
    private int[] origins = [];

    /// <summary>How many characters the reading has.</summary>
    public int Length { get; private set; }

    /// <summary>The reading.</summary>
    public ReadOnlySpan<char> Characters => characters.AsSpan(0, Length);

    /// <summary>For each character of the reading, and one for its end, where it begins in the given text.</summary>
    public ReadOnlySpan<int> Origins => origins.AsSpan(0, Length + 1);

    /// <summary>Empties it and makes room.</summary>
    public void Reset(int capacity)
    {
        Length = 0;
        if (characters.Length > KeptCharacters && capacity < KeptCharacters)
            (characters, origins) = ([], []);
        if (characters.Length < capacity)
            (characters, origins) = (new char[capacity], new int[capacity + 1]);
    }

    /// <summary>Appends a character that comes from <paramref name="origin"/>.</summary>
    public void Append(char character, int origin)
    {
        if (Length == characters.Length)
            Grow();
        characters[Length] = character;
        origins[Length++] = origin;
    }

    /// <summary>Appends ASCII characters in lower case, each of which comes from a place of its own.</summary>
    /// <param name="text">The characters.</param>
    /// <param name="origin">The place of the first.</param>
    public void AppendLower(ReadOnlySpan<char> text, int origin)
    {
        while (characters.Length - Length < text.Length)
            Grow();
        Ascii.ToLower(text, characters.AsSpan(Length), out _);
        Span<int> places = origins.AsSpan(Length, text.Length);
        for (int i = 0; i < places.Length; i++)
            places[i] = origin + i;
        Length += text.Length;
    }

    /// <summary>Appends characters that all come from <paramref name="origin"/>.</summary>
    public void Append(ReadOnlySpan<char> text, int origin)
    {
        foreach (char character in text)
            Append(character, origin);
    }

    /// <summary>Says where the last character ends in the given text.</summary>
    public void Close(int end)
    {
        if (origins.Length == 0)
            Grow();
        origins[Length] = end;
    }

    private void Grow()
    {
        int capacity = Math.Max(256, characters.Length * 2);
        Array.Resize(ref characters, capacity);
        Array.Resize(ref origins, capacity + 1);
    }
}
