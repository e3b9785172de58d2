namespace Artisan.Core.Gateway.Caching.Meaning;

/// <summary>Brings English words and phrases that say the same to one form.</summary>
internal static class PromptRewriting
{
    /// <summary>Moves an adjunct that stands first, set off by a comma, to the end: "In two sentences, summarise it".</summary>
    /// <returns>Whether it did.</returns>
    public static bool TurnAdjunct(List<PromptMeaning.Piece> pieces)
    {
        int comma = pieces.FindIndex(p => p.Canonical == ",");
        // One comma only, and a verb or question behind it: otherwise it may be a list.
        if (comma < 2 || comma + 2 >= pieces.Count || pieces.FindLastIndex(p => p.Canonical is "," or "." or ";") != comma || !PromptLexicon.Prepositions.Contains(pieces[0].Canonical))
            return false;
        string next = pieces[comma + 1].Canonical;
        if (!PromptLexicon.TaskVerbs.Contains(next) && !PromptLexicon.QuestionWords.Contains(next))
            return false;
        List<PromptMeaning.Piece> adjunct = pieces.GetRange(0, comma);
        pieces.RemoveRange(0, comma + 1);
        pieces.AddRange(adjunct);
        return true;
    }

    /// <summary>Rewrites the head of a prompt.</summary>
    /// <param name="pieces">The pieces; changed.</param>
    /// <param name="head">How many of them are the head.</param>
    /// <param name="embeddedQuestion">Whether it was a question within a sentence, whose verb stands last: "(tell me) what our policy is".</param>
    public static void Rewrite(List<PromptMeaning.Piece> pieces, int head, bool embeddedQuestion)
    {
        if (embeddedQuestion && head == pieces.Count && head > 2 && pieces[^1].Canonical is "is" or "are" && pieces[0].Canonical is "what" or "who" or "where" or "when")
        {
            PromptMeaning.Piece verb = pieces[^1];
            pieces.RemoveAt(pieces.Count - 1);
            pieces.Insert(1, verb);
        }
        foreach ((string[] phrase, string[] same) in PromptLexicon.Tasks)
        {
            if (phrase.Length >= head || !phrase.Select((word, i) => pieces[i].Canonical == word).All(m => m))
                continue;
            string surface = string.Join(' ', phrase);
            pieces.RemoveRange(0, phrase.Length);
            pieces.InsertRange(0, same.Select(word => new PromptMeaning.Piece(word, surface)));
            head += same.Length - phrase.Length;
            break;
        }
        for (int i = 0; i < head; i++)
        {
            string word = pieces[i].Canonical;
            if (PromptLexicon.Spellings.TryGetValue(word, out string? spelling))
            {
                pieces[i] = pieces[i] with { Canonical = spelling };
            }
            else if (PromptLexicon.Contractions.TryGetValue(word[0] == 'I' ? "i" + word[1..] : word, out string[]? whole))
            {
                pieces.RemoveAt(i);
                pieces.InsertRange(i, whole.Select(w => new PromptMeaning.Piece(w, w)));
                head += whole.Length - 1;
                i += whole.Length - 1;
            }
        }
    }
}
