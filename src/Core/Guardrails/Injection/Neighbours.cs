using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>Adds up the weights of words and of pairs of neighbours while a text is read. A pair is looked up only where the model knows both of its words.</summary>
internal struct Neighbours(LearnedModel model)
{
    private static readonly ulong Opening = WordKey.Of(LearnedModel.Opening);

    private ulong before = Opening;
    private bool known = true;

    /// <summary>The weights so far.</summary>
    public double Total { get; private set; }

    /// <summary>A sentence begins.</summary>
    public void Begin() => (before, known) = (Opening, true);

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
            added += model.WeightOf(pair);
        if (!model.IsArticle(word))
            (before, known) = (key, true);
        Total += added;
        return added;
    }
}
