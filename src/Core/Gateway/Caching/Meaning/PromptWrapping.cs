namespace Artisan.Core.Gateway.Caching.Meaning;

/// <summary>Takes off what only wraps a prompt: greetings, courtesies, thanks, "could you", "I would like to know".</summary>
internal static class PromptWrapping
{
    /// <summary>Takes the wrapping off.</summary>
    /// <param name="words">The prompt's pieces; shortened.</param>
    /// <param name="left">Gets the words that were taken off.</param>
    /// <param name="asks">True where a wrapped question was found, false for a wrapped request, null where the end tells.</param>
    public static void Unwrap(List<string> words, List<string> left, out bool? asks)
    {
        asks = null;
        if (Begins(words, PromptLexicon.Greetings) is { } greeting && words.Count > greeting && words[greeting] is "," or "!" or "." or PromptWords.Line)
            Take(words, 0, greeting + 1, left);
        TakeThanks(words, left);
        TakeLastCourtesy(words, left);
        if (Begins(words, PromptLexicon.QuestionLeads) is { } asking && words.Count > asking && PromptLexicon.QuestionWords.Contains(words[asking]))
        {
            Take(words, 0, asking, left);
            asks = true;
            return;
        }
        TakeCourtesy(words, left);
        if (Begins(words, PromptLexicon.RequestLeads) is { } request && words.Count > request && PromptLexicon.TaskVerbs.Contains(words[request]))
        {
            Take(words, 0, request, left);
            asks = false;
        }
    }

    /// <summary>The first word with its capital taken off, where that says nothing.</summary>
    public static string Uncapitalised(string word)
    {
        if (!char.IsUpper(word[0]) || word == "I")
            return word;
        string lower = char.ToLowerInvariant(word[0]) + word[1..];
        return PromptLexicon.Common.Contains(lower) ? lower : word;
    }

    private static void TakeCourtesy(List<string> words, List<string> left)
    {
        if (Begins(words, PromptLexicon.Courtesies) is not { } courtesy || words.Count <= courtesy)
            return;
        Take(words, 0, words[courtesy] == "," ? courtesy + 1 : courtesy, left);
    }

    private static void TakeThanks(List<string> words, List<string> left)
    {
        int end = End(words);
        foreach (string[] phrase in PromptLexicon.Thanks)
        {
            int start = end - phrase.Length;
            // Without a mark before it, thanks may be what the prompt is about.
            if (start > 1 && words[start - 1] is "." or "!" or "?" or "," or PromptWords.Line && Matches(words, start, phrase))
            {
                Take(words, start, words.Count - start, left);
                if (words[^1] == ",")
                    words.RemoveAt(words.Count - 1);
                return;
            }
        }
    }

    private static void TakeLastCourtesy(List<string> words, List<string> left)
    {
        int end = End(words);
        foreach (string[] phrase in PromptLexicon.LastCourtesies)
        {
            int start = end - phrase.Length;
            if (start < 2 || !Matches(words, start, phrase) || !IsRequest(words))
                continue;
            Take(words, start, phrase.Length, left);
            if (words[start - 1] == ",")
                words.RemoveAt(start - 1);
            return;
        }
    }

    // "How do I say please" asks for the word itself.
    private static bool IsRequest(List<string> words) =>
        !words.Exists(w => PromptLexicon.OfWords.Contains(w)) && !words.Contains(":") && !words.Contains(PromptWords.Line);

    private static int End(List<string> words)
    {
        int end = words.Count;
        while (end > 0 && words[end - 1] is "." or "!" or "?" or PromptWords.Line)
            end--;
        return end;
    }

    private static int? Begins(List<string> words, string[][] phrases)
    {
        foreach (string[] phrase in phrases)
        {
            if (Matches(words, 0, phrase))
                return phrase.Length;
        }
        return null;
    }

    private static bool Matches(List<string> words, int start, string[] phrase)
    {
        if (start < 0 || start + phrase.Length > words.Count)
            return false;
        for (int i = 0; i < phrase.Length; i++)
        {
            if (!string.Equals(words[start + i], phrase[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }

    private static void Take(List<string> words, int start, int count, List<string> left)
    {
        left.AddRange(words.Skip(start).Take(count).Where(w => char.IsLetter(w[0])));
        words.RemoveRange(start, count);
    }
}
