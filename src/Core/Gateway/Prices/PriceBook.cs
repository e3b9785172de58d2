using System.Collections.Frozen;
using Artisan.Core.Gateway.Configuration;

namespace Artisan.Core.Gateway.Prices;

/// <summary>A price that applies.</summary>
/// <param name="Price">What is paid.</param>
/// <param name="Version">Its name in usage records.</param>
/// <param name="Method">Whose it is: <c>catalogue</c> or <c>own</c>.</param>
/// <param name="From">From when on it applies (UTC).</param>
public sealed record AppliedPrice(ModelPrice Price, string Version, string Method, DateTimeOffset From);

/// <summary>
/// What an organisation pays for models: its own prices over the catalogue's. At a time the one with the latest begin applies; of two with the same begin the one
/// that was made last. In memory on every node, so that a price that begins in the future begins without anybody doing anything.
/// </summary>
public sealed class PriceBook
{
    private readonly FrozenDictionary<string, OwnPrice[]> _own;

    /// <summary>Opens it.</summary>
    public PriceBook(IEnumerable<OwnPrice> own) =>
        _own = own.GroupBy(p => p.Model).ToFrozenDictionary(g => g.Key, g => g.OrderBy(p => p.FromAt).ThenBy(p => p.Number).ToArray());

    /// <summary>Without prices of one's own.</summary>
    public static PriceBook Catalogue { get; } = new([]);

    /// <summary>The price of a model at a time; null when it has none then.</summary>
    /// <param name="model">The model as usage records name it.</param>
    /// <param name="card">Its catalogue entry; null outside the catalogue.</param>
    /// <param name="at">When (UTC).</param>
    public AppliedPrice? Of(string model, ModelCard? card, DateTimeOffset at)
    {
        if (_own.TryGetValue(model, out OwnPrice[]? own))
        {
            for (int i = own.Length - 1; i >= 0; i--)
            {
                if (own[i].FromAt > at)
                    continue;
                if (own[i].IsCatalogue)
                    break;
                return new AppliedPrice(own[i].ToPrice(), own[i].VersionName, "own", own[i].FromAt);
            }
        }
        return card?.PriceAt(at) is { } price ? new AppliedPrice(price, price.VersionOf(model), "catalogue", new DateTimeOffset(price.From, default, TimeSpan.Zero)) : null;
    }

    /// <summary>The organisation's own prices of a model, the one that begins last at the end.</summary>
    public IReadOnlyList<OwnPrice> OwnOf(string model) => _own.GetValueOrDefault(model) ?? [];

    /// <summary>Models that have prices of the organisation's own.</summary>
    public IReadOnlyCollection<string> Models => _own.Keys;

    /// <summary>The book with one more price.</summary>
    internal PriceBook With(OwnPrice price) => new(_own.Values.SelectMany(p => p).Append(price));

    /// <summary>All times in a range at which the price of a model changes, the range's begin first.</summary>
    internal IReadOnlyList<(DateTimeOffset From, AppliedPrice? Price)> Steps(string model, ModelCard? card, DateTimeOffset from, DateTimeOffset to)
    {
        IEnumerable<DateTimeOffset> changes = OwnOf(model).Select(p => p.FromAt).Concat(card?.Prices.Select(p => new DateTimeOffset(p.From, default, TimeSpan.Zero)) ?? []);
        return [.. changes.Where(c => c > from && c < to).Append(from).Distinct().Order().Select(c => (c, Of(model, card, c)))];
    }
}
