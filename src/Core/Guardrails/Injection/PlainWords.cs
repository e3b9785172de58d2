using System.Numerics;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>What the vocabulary says of a word that is nothing but a few letters of ASCII.</summary>
internal struct PlainWord
{
    /// <summary>Its first eight letters, in lower case.</summary>
    public ulong First;
    /// <summary>Its other letters.</summary>
    public ulong Rest;
    /// <summary>Its number in the vocabulary, or -1.</summary>
    public int Found;
    /// <summary>Its hash for the learned wording, see <see cref="WordingReader"/>.</summary>
    public ulong WordingKey;
    /// <summary>Where the learned model has it, -1 where there is none.</summary>
    public int WordingPlace;
    /// <summary>What is known of how it is written.</summary>
    public WordTraits Traits;
    /// <summary>Whether it is a core word in disguise, see <see cref="WordMarks.IsEncoded"/>.</summary>
    public bool IsEncoded;
    /// <summary>Whether a sentence still begins after it, see <see cref="WordMarks.IsFiller"/>.</summary>
    public bool IsFiller;
}

/// <summary>
/// Looks plain words up, and remembers the answers for those met last: a few hundred words are most of any text, and one comparison takes the place of all that
/// has to be asked of a word otherwise. A word has one place, and whoever comes last has it.
/// </summary>
internal sealed class PlainWords(Vocabulary vocabulary, WordMarks marks, LearnedModel? learned)
{
    private const int PlaceBits = 12;
    private const ulong Odd = 0x9E3779B97F4A7C15;
    private readonly PlainWord[] remembered = new PlainWord[1 << PlaceBits];

    /// <summary>What the vocabulary says of a word.</summary>
    /// <param name="run">Its letters.</param>
    /// <param name="word">The word.</param>
    public ref readonly PlainWord Find(in LetterRun run, ReadOnlySpan<char> word)
    {
        // Cheaper than the word's key: here it is enough that few words share a place.
        ref PlainWord place = ref remembered[(int)(((run.First ^ BitOperations.RotateLeft(run.Rest, 29)) * Odd) >> (64 - PlaceBits))];
        if (place.First != run.First | place.Rest != run.Rest)
            place = Ask(run, word);
        return ref place;
    }

    private PlainWord Ask(in LetterRun run, ReadOnlySpan<char> word)
    {
        ulong key = WordKey.Of(run.First, run.Rest);
        var answer = new PlainWord { First = run.First, Rest = run.Rest, Found = vocabulary.Find(key), WordingKey = WordingReader.KeyOf(run) };
        answer.WordingPlace = learned?.PlaceOf(answer.WordingKey) ?? -1;
        if (answer.Found >= 0)
            answer.IsEncoded = marks.IsEncoded(answer.Found);
        else if (vocabulary.MayBeOtherwise(run))
        {
            answer.Found = vocabulary.FindStem(Vocabulary.StemOf(run), word);
            if (answer.Found < 0 && (answer.Found = vocabulary.FindScrambled(word, (char)(byte)run.First, run.Last, run.Length)) >= 0)
                answer.Traits = WordTraits.Disguised;
        }
        answer.IsFiller = answer.Found >= 0 && marks.IsFiller(answer.Found);
        return answer;
    }
}
