using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Adds up the weights of words, of pairs of neighbours and of concepts while a text is read. A pair is looked up only where the model knows both of its words
/// and the second may follow the first; a concept counts once in a sentence, and so does its coming after another in it or in the sentence before.
/// </summary>
internal struct Neighbours(LearnedModel model)
{
    private static readonly ulong Opening = WordKey.Of(LearnedModel.Opening);

    private ulong before = Opening;
    // A bit for each concept of this sentence, and of the one before.
    private ulong met;
    private ulong carried;

    /// <summary>The weights so far.</summary>
    public double Total { get; private set; }

    /// <summary>A sentence begins.</summary>
    public void Begin() => (before, carried, met) = (Opening, met, 0);

    /// <summary>Adds a word or mark.</summary>
    /// <returns>What it added, with the pair that it closes.</returns>
    public float Add(in WordingToken token) => Add(token.Place < 0 ? ref model.Find(token.Key) : ref model.At(token.Place), out _, out _);

    /// <summary>Adds a word or mark.</summary>
    /// <param name="its">What the model knows of it.</param>
    /// <param name="word">Its number in the model, or -1.</param>
    /// <param name="pair">The number of the pair that it closes, or -1.</param>
    /// <returns>What it added, with the pair.</returns>
    public float Add(in LearnedWord its, out int word, out int pair)
    {
        // Of a word that the model does not know all is zero, and so adds nothing and is the first of no pair: no question has to be asked for it.
        (word, pair) = (its.Number, -1);
        float added = its.Weight;
        if (model.MayBePair(before, its))
        {
            ref readonly LearnedPair known = ref model.FindPair(before, its);
            pair = known.Number;
            if (pair >= 0)
                added += known.Weight + Meet(known.Concept);
        }
        if ((its.ConceptBit & ~met) != 0)
            added += Meet(its.Concept);
        before = its.IsArticle ? before : its.Key;
        Total += added;
        return added;
    }

    private float Meet(int concept)
    {
        if (concept < 0 || (met >> concept & 1) != 0)
            return 0;
        float added = model.ConceptWeights.Of(concept, met | carried & ~(1UL << concept));
        met |= 1UL << concept;
        return added;
    }
}
