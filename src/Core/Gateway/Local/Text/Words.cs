namespace Artisan.Core.Gateway.Local.Text;

/// <summary>A word of a text and where it stands.</summary>
internal readonly record struct Word(string Lower, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Cuts text into words.</summary>
internal static class Words
{
    /// <summary>The words in order. Scripts without spaces give overlapping pairs of characters, which serve as words for finding things.</summary>
    public static IEnumerable<Word> Of(string text)
    {
        int i = 0;
        while (i < text.Length)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }
            int start = i;
            if (IsUnspaced(text[i]))
            {
                while (i < text.Length && IsUnspaced(text[i]))
                    i++;
                if (i - start == 1)
                    yield return new Word(text[start..i], start, 1);
                for (int at = start; at + 2 <= i; at++)
                    yield return new Word(text.Substring(at, 2), at, 2);
                continue;
            }
            while (i < text.Length && char.IsLetterOrDigit(text[i]) && !IsUnspaced(text[i]))
                i++;
            yield return new Word(text[start..i].ToLowerInvariant(), start, i - start);
        }
    }

    /// <summary>The stems of the words that carry content, in order.</summary>
    public static List<string> Stems(string text, Language language)
    {
        var stems = new List<string>();
        foreach (Word word in Of(text))
        {
            if (IsContent(word.Lower, language))
                stems.Add(Stemmer.Stem(word.Lower, language));
        }
        return stems;
    }

    public static bool IsContent(string lower, Language language) =>
        (lower.Length > 1 || char.IsDigit(lower[0]) || lower[0] > 0x2E80) && !StopWords.Of(language).Contains(lower);

    public static int Count(string text)
    {
        int count = 0, unspaced = 0;
        bool inside = false;
        foreach (char c in text)
        {
            bool letter = char.IsLetterOrDigit(c);
            if (letter && IsUnspaced(c))
                unspaced++;
            else if (letter && !inside)
                count++;
            inside = letter;
        }
        // Two characters make about a word where no spaces part them.
        return count + (unspaced + 1) / 2;
    }

    /// <summary>The words of an identifier: <c>nextStepDate</c>, <c>next_step_date</c> and <c>next-step-date</c> are the same three.</summary>
    public static List<string> OfIdentifier(string name)
    {
        var words = new List<string>();
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            bool end = i == name.Length || !char.IsLetterOrDigit(name[i]);
            bool hump = !end && i > start && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]) && char.IsUpper(name[i - 1])));
            if (!end && !hump)
                continue;
            if (i > start)
                words.Add(name[start..i].ToLowerInvariant());
            start = hump ? i : i + 1;
        }
        return words;
    }

    // Thai, kana, Han: written without spaces between words.
    private static bool IsUnspaced(char c) => c is >= '\u0E00' and <= '\u0E7F' or >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';
}
