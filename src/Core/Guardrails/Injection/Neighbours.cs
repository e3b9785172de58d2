using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Adds up the weights of words, of pairs of neighbours and of concepts while a text is read. A pair is looked up only where the model knows both of its words;
/// a concept counts once in a sentence, and so does its coming after another in it or in the sentence before.
/// </summary>
internal struct Neighbours(LearnedModel model)
{
    private static readonly ulong Opening = WordKey.Of(LearnedModel.Opening);

    private ulong before = Opening;
    private bool known = true;
    // A bit for each concept of this sentence, and of the one before.
    private ulong met;
    private ulong carried;

    /// <summary>The weights so far.</summary>
    public double Total { get; private set; }

    /// <summary>A sentence begins.</summary>
    public void Begin() => (before, known, carried, met) = (Opening, true, met, 0);

    /// <summary>Adds a word or mark.</summary>
    /// <returns>What it added, with the pair that it closes.</returns>
    public float Add(ulong key) => Add(key, out _, out _);

    /// <summary>Adds a word or mark.</summary>
    /// <param name="key">Its hash.</param>
    /// <param name="word">Its number in the model, or -1.</param>
    /// <param name="pair">The number of the pair that it closes, or -1.</param>
    /// <returns>What it added, with the pair.</returns>
    public float Add(ulong key, out int word, out int pair)
    {
        word = model.Find(key);
        pair = -1;
        if (word < 0)
        {
            known = false;
            return 0;
        }
        float added = model.WeightOf(word);
        if (known && (pair = model.Find(LearnedModel.Pair(before, key))) >= 0)
            added += model.WeightOf(pair) + Meet(model.ConceptOf(pair));
        added += Meet(model.ConceptOf(word));
        if (!model.IsArticle(word))
            (before, known) = (key, true);
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
