using Microsoft.ML.Tokenizers;

namespace Artisan.Infrastructure.Guardrails.SecondReading;

/// <summary>Cuts text into the word pieces of the language model.</summary>
internal sealed class WordPieces
{
    /// <summary>What is read at most at once, the marks of beginning and end included.</summary>
    public const int Most = 128;

    private readonly BertTokenizer tokenizer;

    /// <summary>Reads the vocabulary.</summary>
    public WordPieces()
    {
        using Stream vocabulary = LanguageModelFiles.Vocabulary();
        tokenizer = BertTokenizer.Create(vocabulary, new BertOptions { LowerCaseBeforeTokenization = true, RemoveNonSpacingMarks = true });
    }

    /// <summary>The numbers of a text's pieces, with the marks of beginning and end.</summary>
    public long[] Of(string text)
    {
        IReadOnlyList<int> pieces = tokenizer.EncodeToIds(text, Most, addSpecialTokens: true, out _, out _);
        return [.. pieces.Select(piece => (long)piece)];
    }
}
