namespace Artisan.Core.Guardrails.Text;

/// <summary>Finds the sentence around a place: it ends with an end mark before white space, with a line break, or after a length that no sentence has.</summary>
internal static class SentenceBounds
{
    private const int Longest = 600;

    /// <summary>The start of the sentence that a place stands in.</summary>
    public static int Start(string text, int at)
    {
        int start = at;
        while (start > 0 && at - start < Longest && !EndsAt(text, start - 1))
            start--;
        while (start < at && char.IsWhiteSpace(text[start]))
            start++;
        return start;
    }

    /// <summary>The end of the sentence that a place stands in: the character after its end mark.</summary>
    public static int End(string text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < Longest)
        {
            if (text[end] is '\n' or '\r')
                return end;
            if (EndsAt(text, end++))
                return end;
        }
        return end < text.Length && char.IsLowSurrogate(text[end]) ? end + 1 : end;
    }

    /// <summary>Whether a sentence ends with the character at a place.</summary>
    public static bool EndsAt(string text, int at) => text[at] switch
    {
        '\n' or '\r' or '。' or '！' or '？' or '।' or '؟' => true,
        '.' or '!' or '?' => at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]),
        _ => false,
    };
}
