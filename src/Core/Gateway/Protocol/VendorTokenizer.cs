using Microsoft.ML.Tokenizers;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>
/// Real token counts for the models whose vocabulary is public: OpenAI's o200k_base and cl100k_base. A vocabulary is loaded when first asked for (a quarter
/// of a second, 40 MB and 20 MB) and counts some 6 MB of text a second, so it is asked only where a decision hangs on the count.
/// </summary>
internal static class VendorTokenizer
{
    /// <summary>The method of counts with OpenAI's newer vocabulary.</summary>
    public const string NewerMethod = "exact:o200k_base";

    /// <summary>The method of counts with OpenAI's older vocabulary.</summary>
    public const string OlderMethod = "exact:cl100k_base";

    // Merging pairs takes quadratic time in a word's length; what is longer than this is no word (a hash, a base64 text) and is estimated.
    private const int LongestWord = 1000;

    private static readonly string[] s_newer = ["gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "chatgpt-4o", "gpt-oss", "o1", "o3", "o4"];
    private static readonly string[] s_older = ["gpt-4", "gpt-3.5", "gpt-35", "text-embedding-3", "text-embedding-ada-002"];

    private static readonly Lazy<TiktokenTokenizer> Newer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));
    private static readonly Lazy<TiktokenTokenizer> Older = new(() => TiktokenTokenizer.CreateForEncoding("cl100k_base"));

    /// <summary>How the tokens of a model's texts can be counted exactly; null where its vocabulary is not public.</summary>
    /// <param name="model">The model, with or without its provider.</param>
    public static string? MethodOf(string? model)
    {
        if (model is null)
            return null;
        ReadOnlySpan<char> name = model.AsSpan(model.LastIndexOf('/') + 1);
        return IsOf(name, s_newer) ? NewerMethod : IsOf(name, s_older) ? OlderMethod : null;
    }

    /// <summary>Counts a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="method">What <see cref="MethodOf"/> gave.</param>
    /// <returns>The count; null for texts that would take too long.</returns>
    public static int? Count(string text, string method)
    {
        int run = 0;
        foreach (char c in text)
        {
            run = char.IsWhiteSpace(c) ? 0 : run + 1;
            if (run > LongestWord)
                return null;
        }
        return (method == NewerMethod ? Newer : Older).Value.CountTokens(text);
    }

    private static bool IsOf(ReadOnlySpan<char> name, string[] families)
    {
        foreach (string family in families)
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase) && (name.Length == family.Length || !char.IsAsciiLetterOrDigit(name[family.Length])))
                return true;
        }
        return false;
    }
}
