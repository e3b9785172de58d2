namespace Artisan.Core.Guardrails.Injection;

/// <summary>Words of the vocabulary that the reading of a text itself has to know.</summary>
/// <param name="vocabulary">The words.</param>
/// <param name="filler">The class of words such as "please", after which a sentence still begins; -1 for none.</param>
/// <param name="rotated">The class of core words with each letter moved by thirteen; -1 for none.</param>
/// <param name="reversed">The class of core words backwards; -1 for none.</param>
internal sealed class WordMarks(Vocabulary vocabulary, int filler, int rotated, int reversed)
{
    private readonly bool[] fillers = Members(vocabulary, filler);
    private readonly bool[] rotatedWords = Members(vocabulary, rotated);
    private readonly bool[] reversedWords = Members(vocabulary, reversed);
    private readonly bool[] encodedWords = [.. Members(vocabulary, rotated).Zip(Members(vocabulary, reversed), (one, other) => one || other)];

    /// <summary>Whether a sentence still begins after the word.</summary>
    public bool IsFiller(int word) => fillers[word];

    /// <summary>Whether the word is a core word in either of these disguises: hardly any is, so this is asked first.</summary>
    public bool IsEncoded(int word) => encodedWords[word];

    /// <summary>Whether the word is a core word with each letter moved by thirteen.</summary>
    public bool IsRotated(int word) => rotatedWords[word];

    /// <summary>Whether the word is a core word backwards.</summary>
    public bool IsReversed(int word) => reversedWords[word];

    private static bool[] Members(Vocabulary vocabulary, int kind)
    {
        var members = new bool[vocabulary.Count];
        for (int word = 0; word < members.Length; word++)
            members[word] = vocabulary.ClassesOf(word).Contains(kind);
        return members;
    }
}
