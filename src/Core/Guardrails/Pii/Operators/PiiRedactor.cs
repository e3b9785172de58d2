using System.Text;

namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>A text without its personal data.</summary>
/// <param name="Text">The text.</param>
/// <param name="Matches">What was found, in offsets of the text that was given.</param>
public sealed record PiiRedaction(string Text, IReadOnlyList<PiiMatch> Matches);

/// <summary>
/// Takes personal data out of the texts of one request, by the operator of each type. What an operator has written before stays as it is, and nothing more is found in what it returns: to redact twice changes nothing.
/// </summary>
public sealed class PiiRedactor
{
    /// <summary>After a replacement its neighbours may read differently; more rounds than this were never needed.</summary>
    private const int MostRounds = 6;

    private readonly PiiPolicy _policy;
    private readonly PiiPseudonyms? _pseudonyms;
    private readonly ITokenSink? _sink;

    /// <summary>A redactor.</summary>
    /// <param name="policy">What is looked for, and what is done with it.</param>
    /// <param name="placeholders">The numbers of the request; a new map where none is given.</param>
    /// <param name="pseudonyms">Under the tenant's key; needed for hash and token.</param>
    /// <param name="sink">Takes the values of tokens; needed for token.</param>
    /// <exception cref="ArgumentException">When the policy hashes without a key or makes tokens without a key or a sink.</exception>
    public PiiRedactor(PiiPolicy policy, PlaceholderMap? placeholders = null, PiiPseudonyms? pseudonyms = null, ITokenSink? sink = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.NeedsKey && pseudonyms is null)
            throw new ArgumentException("The policy hashes or makes tokens, which needs a tenant's key.", nameof(pseudonyms));
        if (policy.NeedsSink && sink is null)
            throw new ArgumentException("The policy makes tokens, which needs a vault to keep their values.", nameof(sink));
        _policy = policy;
        _pseudonyms = pseudonyms;
        _sink = sink;
        Placeholders = placeholders ?? new PlaceholderMap();
    }

    /// <summary>The numbers of the request.</summary>
    public PlaceholderMap Placeholders { get; }

    /// <summary>What is looked for, and what is done with it.</summary>
    public PiiPolicy Policy => _policy;

    /// <summary>Told of every piece that is taken out; null for nobody.</summary>
    public Action<PiiType, PiiOperator>? Written { get; init; }

    /// <summary>Finds personal data with the engine in process and takes it out.</summary>
    public PiiRedaction Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        IReadOnlyList<PiiMatch> first = PiiEngine.Shared.Find(text, _policy.Options);
        IReadOnlyList<PiiMatch> found = first;
        for (int round = 0; round < MostRounds && found.Count > 0; round++)
        {
            string next = Apply(text, found);
            if (next == text)
                break;
            text = next;
            found = PiiEngine.Shared.Find(text, _policy.Options);
        }
        return new PiiRedaction(text, first);
    }

    /// <summary>Takes out what some detector has found.</summary>
    /// <param name="text">The text.</param>
    /// <param name="matches">What was found in it, by start, without overlaps.</param>
    public string Apply(string text, IReadOnlyList<PiiMatch> matches)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(matches);
        if (matches.Count == 0)
            return text;
        Placeholders.Reserve(text);
        var result = new StringBuilder(text.Length + 32);
        int copied = 0;
        foreach (PiiMatch match in matches)
        {
            if (match.Start < copied || match.End > text.Length || HoldsPlaceholder(text.AsSpan(match.Start, match.Length)))
                continue;
            result.Append(text, copied, match.Start - copied).Append(Write(match.Type, text.Substring(match.Start, match.Length)));
            copied = match.End;
        }
        return result.Append(text, copied, text.Length - copied).ToString();
    }

    private string Write(PiiType type, string value)
    {
        string name = PiiTypes.NameOf(type);
        Written?.Invoke(type, _policy.OperatorOf(type));
        switch (_policy.OperatorOf(type))
        {
            case PiiOperator.Mask:
                return PiiMask.Of(type, value);
            case PiiOperator.Replace:
                return Placeholders.Of(type, value);
            case PiiOperator.Hash:
                return $"<{name}:{_pseudonyms!.HashOf(type, value)}>";
            case PiiOperator.Tokenize:
                string token = _pseudonyms!.TokenOf(type, value);
                _sink!.Add(new PiiToken(token, type, value));
                return $"<{name}:{token}>";
            default:
                return $"[{name}]";
        }
    }

    private static bool HoldsPlaceholder(ReadOnlySpan<char> value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] is '[' or '<' && Operators.Placeholders.LengthAt(value, i) > 0)
                return true;
        }
        return false;
    }
}
