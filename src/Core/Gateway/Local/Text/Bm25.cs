namespace Artisan.Core.Gateway.Local.Text;

/// <summary>A stem that is looked for.</summary>
/// <param name="Stem">The stem.</param>
/// <param name="Weight">How much it counts, 0 to 1.</param>
/// <param name="Others">Stems that mean the same.</param>
internal sealed record QueryTerm(string Stem, double Weight, IReadOnlyList<string> Others);

/// <summary>
/// Okapi BM25 (Robertson and Zaragoza 2009) over passages that are at hand: which of them speak of a query, and how much of the query they cover.
/// </summary>
internal sealed class Bm25
{
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.6;
    private const double SynonymShare = 0.6;

    private readonly List<Dictionary<string, int>> _passages = [];
    private readonly List<int> _lengths = [];
    private readonly Dictionary<string, int> _spread = [];
    private long _totalLength;

    public int Count => _passages.Count;

    public void Add(IReadOnlyList<string> stems)
    {
        var counts = new Dictionary<string, int>();
        foreach (string stem in stems)
            counts[stem] = counts.GetValueOrDefault(stem) + 1;
        foreach (string stem in counts.Keys)
            _spread[stem] = _spread.GetValueOrDefault(stem) + 1;
        _passages.Add(counts);
        _lengths.Add(stems.Count);
        _totalLength += stems.Count;
    }

    public double Rarity(string stem)
    {
        int spread = _spread.GetValueOrDefault(stem);
        return Math.Log(1 + (_passages.Count - spread + 0.5) / (spread + 0.5));
    }

    /// <summary>A passage's score, and how much of the query (by rarity, 0 to 1) it holds. Terms that no passage has count as the rarest.</summary>
    public (double Score, double Coverage) Score(int passage, IReadOnlyCollection<QueryTerm> query)
    {
        double score = 0, held = 0, all = 0;
        double average = Math.Max(1, (double)_totalLength / Math.Max(1, _passages.Count));
        double length = 1 - LengthWeight + LengthWeight * _lengths[passage] / average;
        Dictionary<string, int> counts = _passages[passage];
        foreach (QueryTerm term in query)
        {
            double rarity = Rarity(term.Stem) * term.Weight;
            all += rarity;
            if (counts.TryGetValue(term.Stem, out int count))
            {
                held += rarity;
                score += rarity * count * (Saturation + 1) / (count + Saturation * length);
                continue;
            }
            foreach (string other in term.Others)
            {
                if (!counts.TryGetValue(other, out count))
                    continue;
                held += SynonymShare * rarity;
                score += SynonymShare * Rarity(other) * term.Weight * count * (Saturation + 1) / (count + Saturation * length);
                break;
            }
        }
        return (score, all > 0 ? held / all : 0);
    }
}
