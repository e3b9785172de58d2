namespace Artisan.Core.Guardrails.Injection;

/// <summary>Undoes rot13 and writing backwards.</summary>
internal static class Ciphers
{
    /// <summary>The text with each letter moved by thirteen.</summary>
    public static EncodedText Rotate(EncodedText parent) => Mapped(parent, "rot13", string.Create(parent.Text.Length, parent.Text, static (letters, text) =>
    {
        for (int i = 0; i < letters.Length; i++)
            letters[i] = Rotate(text[i]);
    }), static (_, i) => i);

    /// <summary>The text read from its end.</summary>
    public static EncodedText Reverse(EncodedText parent)
    {
        int length = parent.Text.Length;
        return Mapped(parent, "reversed", string.Create(length, parent.Text, static (letters, text) =>
        {
            text.CopyTo(letters);
            letters.Reverse();
        }), (_, i) => length - i);
    }

    /// <summary>The text with each word read from its end.</summary>
    public static EncodedText ReverseWords(EncodedText parent)
    {
        string text = parent.Text;
        char[] letters = text.ToCharArray();
        int start = 0;
        for (int i = 0; i <= letters.Length; i++)
        {
            if (i < letters.Length && char.IsLetterOrDigit(letters[i]))
                continue;
            Array.Reverse(letters, start, i - start);
            start = i + 1;
        }
        return Mapped(parent, "reversed", new string(letters), static (_, i) => i);
    }

    private static EncodedText Mapped(EncodedText parent, string via, string text, Func<string, int, int> origin)
    {
        var origins = new int[text.Length + 1];
        for (int i = 0; i < origins.Length; i++)
            origins[i] = origin(text, i);
        return EncodedText.Mapped(parent, text, origins, via);
    }

    private static char Rotate(char letter) => letter switch
    {
        >= 'a' and <= 'z' => (char)('a' + (letter - 'a' + 13) % 26),
        >= 'A' and <= 'Z' => (char)('A' + (letter - 'A' + 13) % 26),
        _ => letter,
    };
}
