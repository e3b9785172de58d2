using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Policy;

namespace Artisan.Core.Guardrails.Kept;

/// <summary>Puts into texts what a tenant's policy wants in place of personal data, and gives the values behind reversible tokens to the vault.</summary>
public sealed class TextRedaction(Vault.Vault vault)
{
    // Tenants without a policy of their own have the operator replace, which needs no key; the key of this process is only for trying hashes out.
    private static readonly byte[] s_processKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Applies.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="guardrails">The tenant's guardrails.</param>
    /// <param name="text">The text.</param>
    /// <param name="matches">What was found in it, by start.</param>
    /// <param name="chosen">One operator for all; null for those of the policy.</param>
    /// <param name="map">Numbers of placeholders, shared by texts that belong together.</param>
    /// <param name="places">Places in the text; changed to where they stand in the result.</param>
    public string Apply(Guid tenantId, TenantGuardrails guardrails, string text, IReadOnlyList<PiiMatch> matches, PiiOperator? chosen, PlaceholderMap map, Span<int> places)
    {
        var result = new StringBuilder(text.Length + (matches.Count * 8));
        int copied = 0;
        Span<int> moved = places.Length <= 64 ? stackalloc int[places.Length] : new int[places.Length];
        places.CopyTo(moved);
        foreach (PiiMatch match in matches)
        {
            string value = text.Substring(match.Start, match.Length);
            PiiOperator how = chosen ?? (guardrails.Operators.TryGetValue(match.Type, out PiiOperator own) ? own : guardrails.Operator);
            string with = PiiRedactor.Of(match.Type, value, how, map, KeyOf(tenantId, guardrails), (token, type, clear) => vault.Keep(tenantId, token, type, clear));
            result.Append(text, copied, match.Start - copied);
            for (int i = 0; i < places.Length; i++)
            {
                if (places[i] >= match.End)
                    moved[i] += with.Length - match.Length;
                else if (places[i] > match.Start)
                    moved[i] = result.Length + (places[i] == match.Start ? 0 : with.Length);
            }
            result.Append(with);
            copied = match.End;
        }
        moved.CopyTo(places);
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

    private static ReadOnlySpan<byte> KeyOf(Guid tenantId, TenantGuardrails guardrails) =>
        guardrails.Key ?? HMACSHA256.HashData(s_processKey, tenantId.ToByteArray());
}
