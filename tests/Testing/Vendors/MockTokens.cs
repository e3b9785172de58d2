namespace Artisan.Testing.Vendors;

/// <summary>The mock vendors' tokens: a word with the spaces after it is one. Simple enough to be counted by hand in a test.</summary>
public static class MockTokens
{
    /// <summary>Splits a text into its tokens; joined they give the text again.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var tokens = new List<string>();
        var start = 0;
        for (var at = 1; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at - 1]) && !char.IsWhiteSpace(text[at]))
            {
                tokens.Add(text[start..at]);
                start = at;
            }
        }

        if (start < text.Length)
        {
            tokens.Add(text[start..]);
        }

        return tokens;
    }

    /// <summary>Counts the tokens of a text.</summary>
    public static int Count(string text) => Split(text).Count;
}
