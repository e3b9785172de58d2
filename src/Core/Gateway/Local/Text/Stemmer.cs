namespace Artisan.Core.Gateway.Local.Text;

/// <summary>Takes off the commonest endings, so that forms of one word meet. Light on purpose: a wrong meeting does more harm than a missed one.</summary>
internal static class Stemmer
{
    public static string Stem(string lower, Language language)
    {
        if (lower.Length < 4 || char.IsDigit(lower[0]))
            return lower;
        return language switch
        {
            Language.German => German(lower),
            Language.French => French(lower),
            Language.Spanish => Spanish(lower),
            _ => English(lower),
        };
    }

    private static string English(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4)
            return word[..^3] + "y";
        if (word.EndsWith("sses", StringComparison.Ordinal))
            return word[..^2];
        if (word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && !word.EndsWith("us", StringComparison.Ordinal) && !word.EndsWith("is", StringComparison.Ordinal))
            word = word[..^1];
        if (word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 5)
            word = Undouble(word[..^3]);
        else if (word.EndsWith("ed", StringComparison.Ordinal) && word.Length > 4 && !word.EndsWith("eed", StringComparison.Ordinal))
            word = Undouble(word[..^2]);
        else if (word.EndsWith("ly", StringComparison.Ordinal) && word.Length > 5)
            word = word[..^2];
        return word.Length > 3 && word.EndsWith('e') ? word[..^1] : word;
    }

    private static string Undouble(string word) =>
        word.Length > 3 && word[^1] == word[^2] && word[^1] is not ('l' or 's' or 'z') ? word[..^1] : word;

    private static string German(string word)
    {
        foreach (string ending in (ReadOnlySpan<string>)["ern", "em", "en", "er", "es", "e", "n", "s"])
        {
            if (word.Length - ending.Length >= 4 && word.EndsWith(ending, StringComparison.Ordinal))
                return word[..^ending.Length];
        }
        return word;
    }

    private static string French(string word)
    {
        foreach (string ending in (ReadOnlySpan<string>)["ées", "ée", "és", "é", "es", "er", "ez", "e", "s", "x"])
        {
            if (word.Length - ending.Length >= 4 && word.EndsWith(ending, StringComparison.Ordinal))
                return word[..^ending.Length];
        }
        return word;
    }

    private static string Spanish(string word)
    {
        foreach (string ending in (ReadOnlySpan<string>)["es", "os", "as", "ar", "er", "ir", "o", "a", "e", "s"])
        {
            if (word.Length - ending.Length >= 4 && word.EndsWith(ending, StringComparison.Ordinal))
                return word[..^ending.Length];
        }
        return word;
    }
}
