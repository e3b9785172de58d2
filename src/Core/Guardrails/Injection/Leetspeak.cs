using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>Reads words written with digits and signs for letters ("1gn0r3").</summary>
internal static class Leetspeak
{
    /// <summary>The number of the word that is meant, or -1. A one is tried as i and as l.</summary>
    public static int Find(Vocabulary vocabulary, ReadOnlySpan<char> word)
    {
        int found = Find(vocabulary, word, 'i');
        return found >= 0 ? found : Find(vocabulary, word, 'l');
    }

    private static int Find(Vocabulary vocabulary, ReadOnlySpan<char> word, char one)
    {
        var key = new WordKey();
        foreach (char character in word)
        {
            key.Add(character switch
            {
                '0' => 'o',
                '1' => one,
                '2' => 'z',
                '3' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '6' or '9' => 'g',
                '7' => 't',
                '8' => 'b',
                _ => character < 128 ? (char)(character | ' ') : character,
            });
        }
        return vocabulary.Find(key.Value);
    }
}
