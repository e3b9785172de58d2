using System.Collections.Frozen;
using System.Security.Cryptography;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>A tenant's guardrails, ready for use: made once for each version of the policy, immutable, shared by all calls.</summary>
public sealed class TenantGuardrails
{
    /// <summary>Grows when an engine finds more than before, so that what is kept is looked at again.</summary>
    public const int EngineVersion = 1;

    private static readonly byte[] s_processKey = RandomNumberGenerator.GetBytes(32);

    private readonly FrozenDictionary<KeptPlace, PiiPolicy?> _kept;

    /// <summary>The guardrails of tenants that have set nothing.</summary>
    public static readonly TenantGuardrails Default = new(new GuardrailPolicy(), 0, null);

    /// <summary>Prepares a policy.</summary>
    /// <param name="policy">A policy that <see cref="GuardrailPolicyRules"/> has found right.</param>
    /// <param name="version">Its version; 0 where the tenant has set none.</param>
    /// <param name="key">The tenant's key of hashes and tokens; null where it has set no policy, which needs none.</param>
    /// <param name="detectorKey">The credential of the service that recognises injection; null for none.</param>
    public TenantGuardrails(GuardrailPolicy policy, int version, byte[]? key, string? detectorKey = null)
    {
        DetectorKey = detectorKey;
        (Policy, Version) = (policy, version);
        // Without a policy of its own a tenant has the operator replace, which needs no key; this one serves only those who try hashes out.
        Pseudonyms = new PiiPseudonyms(key ?? s_processKey);
        Operator = OperatorOf(policy.Pii.Operator);
        Operators = policy.Pii.Operators.ToFrozenDictionary(o => TypeOf(o.Key), o => OperatorOf(o.Value));
        IReadOnlyList<string> types = policy.Pii.EntityTypes ?? PersonalDataPolicy.DefaultTypes;
        _kept = new Dictionary<KeptPlace, PiiPolicy?>
        {
            [KeptPlace.Requests] = KeptOf(policy.Pii.Requests, types),
            [KeptPlace.Interactions] = KeptOf(policy.Pii.Interactions, types),
            [KeptPlace.Records] = KeptOf(policy.Pii.Records, PersonalDataPolicy.SensitiveTypes),
            // Log lines hold no prose, and what slips into one must never be read there.
            [KeptPlace.Logs] = KeptOf(new PlacePolicy(), types),
        }.ToFrozenDictionary();
        InTransit = Options(types);
        Secrets = Options(["SECRET", "URL_WITH_CREDENTIALS"]);
        InTransitWithSecrets = Options([.. types, "SECRET", "URL_WITH_CREDENTIALS"]);
        Injection = new InjectionThresholds((float)policy.Injection.FlagFrom, (float)policy.Injection.BlockFrom) { SecondReading = policy.Injection.SecondReading };
        AllowedPassages = [.. policy.Injection.Allowed.Select(Passages.Normal).Where(p => p.Length > 0)];
    }

    /// <summary>What was set.</summary>
    public GuardrailPolicy Policy { get; }
    /// <summary>The credential of the service that recognises injection, in clear, only in memory; null for none.</summary>
    public string? DetectorKey { get; }
    /// <summary>Which version of the policy; 0 for the defaults.</summary>
    public int Version { get; }
    /// <summary>Hashes and tokens under the tenant's key.</summary>
    public PiiPseudonyms Pseudonyms { get; }
    /// <summary>What personal data is looked for on the way to models and callers.</summary>
    public PiiOptions InTransit { get; }
    /// <summary>Only keys, passwords and tokens.</summary>
    public PiiOptions Secrets { get; }
    /// <summary>Both.</summary>
    public PiiOptions InTransitWithSecrets { get; }
    /// <summary>From which scores on injection is flagged or an attack.</summary>
    public InjectionThresholds Injection { get; }
    /// <summary>Passages in which evidence does not count, as <see cref="Passages.Normal"/> gives them.</summary>
    public IReadOnlyList<string> AllowedPassages { get; }
    /// <summary>What stands in place of what was found.</summary>
    public PiiOperator Operator { get; }
    /// <summary>The same for single types.</summary>
    public IReadOnlyDictionary<PiiType, PiiOperator> Operators { get; }
    /// <summary>Names engine and policy, so that a change of either is seen.</summary>
    public string Stamp => $"{EngineVersion}.{Version}";

    /// <summary>What is taken out of texts that are kept here; null where nothing is.</summary>
    public PiiPolicy? KeptIn(KeptPlace place) => _kept[place];

    /// <summary>What is taken out where another policy names the kinds, such as that on memory.</summary>
    /// <param name="types">The kinds by their names; null for those of texts between us and leads, or the usual ones where nothing is taken out of these.</param>
    public PiiPolicy PolicyFor(IReadOnlyList<string>? types) => new()
    {
        Options = types is not null ? Options(types) : KeptIn(KeptPlace.Interactions)?.Options ?? Options(Policy.Pii.EntityTypes ?? PersonalDataPolicy.DefaultTypes),
        Default = Operator,
        Operators = Operators,
    };

    private PiiPolicy? KeptOf(PlacePolicy place, IReadOnlyList<string> types) =>
        Policy.Pii.RedactionEnabled && place.Enabled && (place.EntityTypes ?? types) is { Count: > 0 } chosen ? new PiiPolicy { Options = Options(chosen), Default = Operator, Operators = Operators } : null;

    private PiiOptions Options(IEnumerable<string> types) => new()
    {
        Types = types.Select(TypeOf).ToFrozenSet(),
        Threshold = (float)Policy.Pii.ConfidenceThreshold,
        Thresholds = Policy.Pii.Thresholds.ToFrozenDictionary(t => TypeOf(t.Key), t => (float)t.Value),
        Allowed = Policy.Pii.Allowed.ToFrozenDictionary(a => TypeOf(a.Key), a => (IReadOnlySet<string>)a.Value.Select(v => v.Trim()).ToFrozenSet(StringComparer.OrdinalIgnoreCase)),
    };

    private static PiiOperator OperatorOf(string name) => PiiOperators.TryParse(name, out PiiOperator found) ? found : throw new ArgumentException($"There is no operator '{name}'.");

    private static PiiType TypeOf(string name) => PiiTypes.TryParse(name, out PiiType type) ? type : throw new ArgumentException($"There is no type '{name}'.");
}

/// <summary>Passages of text that are compared without regard to case and spaces.</summary>
internal static class Passages
{
    /// <summary>Lower case, one space where there were several.</summary>
    public static string Normal(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
