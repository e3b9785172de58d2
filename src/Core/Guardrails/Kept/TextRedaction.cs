using System.Text;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Policy;

namespace Artisan.Core.Guardrails.Kept;

/// <summary>Makes redactors with a tenant's key, whose tokens' values go to the vault.</summary>
public sealed class TextRedaction(Vault.Vault vault, PiiTally tally)
{
    /// <summary>A redactor of a tenant.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="guardrails">The tenant's guardrails.</param>
    /// <param name="policy">What is looked for, and what is done with it.</param>
    /// <param name="placeholders">The numbers of texts that belong together.</param>
    /// <param name="place">Under which place what is taken out is counted; null where it is not.</param>
    public PiiRedactor For(Guid tenantId, TenantGuardrails guardrails, PiiPolicy policy, PlaceholderMap placeholders, string? place = null) => new(policy, placeholders, guardrails.Pseudonyms, new Sink(vault, tenantId))
    {
        Written = place is null ? null : (type, done) => tally.Add(tenantId, place, PiiTypes.NameOf(type), PiiOperators.NameOf(done)),
    };

    /// <summary>Applies a redactor to a text, and moves places in it along.</summary>
    /// <param name="redactor">The redactor.</param>
    /// <param name="text">The text.</param>
    /// <param name="matches">What was found in it, by start, without overlaps.</param>
    /// <param name="places">Places in the text, in UTF-16 units; changed to where they stand in the result. A place inside a match moves behind what takes its place.</param>
    public static string Apply(PiiRedactor redactor, string text, IReadOnlyList<PiiMatch> matches, Span<int> places)
    {
        var result = new StringBuilder(text.Length + (matches.Count * 8));
        int[] before = places.ToArray();
        int copied = 0;
        foreach (PiiMatch match in matches)
        {
            string value = text.Substring(match.Start, match.Length), with = redactor.Apply(value, [match with { Start = 0 }]);
            result.Append(text, copied, match.Start - copied).Append(with);
            for (int i = 0; i < before.Length; i++)
            {
                if (before[i] >= match.End)
                    places[i] += with.Length - match.Length;
                else if (before[i] > match.Start)
                    places[i] = result.Length;
            }
            copied = match.End;
        }
        return result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Puts placeholders in place of what was found, and remembers what they stand for.</summary>
    public static string Placeholders(string text, IReadOnlyList<PiiMatch> matches, PlaceholderMap map, Dictionary<string, string> restore)
    {
        var result = new StringBuilder(text.Length + (matches.Count * 8));
        int copied = 0;
        foreach (PiiMatch match in matches)
        {
            string value = text.Substring(match.Start, match.Length), with = map.Of(match.Type, value);
            restore.TryAdd(with, value);
            result.Append(text, copied, match.Start - copied).Append(with);
            copied = match.End;
        }
        return result.Append(text, copied, text.Length - copied).ToString();
    }

    private sealed class Sink(Vault.Vault vault, Guid tenantId) : ITokenSink
    {
        public void Add(PiiToken token) => vault.Keep(tenantId, token.Id, token.Type, token.Value);
    }
}
