using System.Collections.Frozen;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>A tenant's guardrails, ready for use: made once for each version of the policy, immutable, shared by all calls.</summary>
public sealed class TenantGuardrails
{
    /// <summary>Grows when an engine finds more than before, so that what is kept is looked at again.</summary>
    public const int EngineVersion = 1;

    private readonly FrozenDictionary<KeptPlace, PiiOptions?> _kept;

    /// <summary>The guardrails of tenants that have set nothing.</summary>
    public static readonly TenantGuardrails Default = new(new GuardrailPolicy(), 0, null);

    /// <summary>Prepares a policy.</summary>
    /// <param name="policy">A policy that <see cref="GuardrailPolicyRules"/> has found right.</param>
    /// <param name="version">Its version; 0 where the tenant has set none.</param>
    /// <param name="key">The tenant's key of hashes and tokens; null where it has set no policy, which needs none.</param>
    public TenantGuardrails(GuardrailPolicy policy, int version, byte[]? key)
    {
        (Policy, Version, Key) = (policy, version, key);
        IReadOnlyList<string> types = policy.Pii.EntityTypes ?? PiiPolicy.DefaultTypes;
        _kept = new Dictionary<KeptPlace, PiiOptions?>
        {
            [KeptPlace.Requests] = OptionsOf(policy.Pii.Requests, types),
            [KeptPlace.Interactions] = OptionsOf(policy.Pii.Interactions, types),
            [KeptPlace.Records] = OptionsOf(policy.Pii.Records, PiiPolicy.SensitiveTypes),
            // Log lines hold no prose, and what slips into one must never be read there.
            [KeptPlace.Logs] = OptionsOf(new PlacePolicy(), types),
        }.ToFrozenDictionary();
        InTransit = Options(types);
        Secrets = Options(["SECRET", "URL_WITH_CREDENTIALS"]);
        Injection = new InjectionThresholds((float)policy.Injection.FlagFrom, (float)policy.Injection.BlockFrom);
        AllowedPassages = [.. policy.Injection.Allowed.Select(Passages.Normal).Where(p => p.Length > 0)];
        Operator = PiiOperators.Parse(policy.Pii.Operator);
        Operators = policy.Pii.Operators.ToFrozenDictionary(o => TypeOf(o.Key), o => PiiOperators.Parse(o.Value));
    }

    /// <summary>What was set.</summary>
    public GuardrailPolicy Policy { get; }
    /// <summary>Which version of the policy; 0 for the defaults.</summary>
    public int Version { get; }
    /// <summary>The key of hashes and tokens; null where no policy is set.</summary>
    public byte[]? Key { get; }
    /// <summary>What personal data is looked for on the way to models and callers.</summary>
    public PiiOptions InTransit { get; }
    /// <summary>Only keys, passwords and tokens.</summary>
    public PiiOptions Secrets { get; }
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
    public PiiOptions? KeptIn(KeptPlace place) => _kept[place];

    private PiiOptions? OptionsOf(PlacePolicy place, IReadOnlyList<string> types) =>
        Policy.Pii.RedactionEnabled && place.Enabled && (place.EntityTypes ?? types) is { Count: > 0 } chosen ? Options(chosen) : null;

    private PiiOptions Options(IEnumerable<string> types) => new()
    {
        Types = types.Select(TypeOf).ToFrozenSet(),
        Threshold = (float)Policy.Pii.ConfidenceThreshold,
        Thresholds = Policy.Pii.Thresholds.ToFrozenDictionary(t => TypeOf(t.Key), t => (float)t.Value),
        Allowed = Policy.Pii.Allowed.ToFrozenDictionary(a => TypeOf(a.Key), a => (IReadOnlySet<string>)a.Value.Select(v => v.Trim()).ToFrozenSet(StringComparer.OrdinalIgnoreCase)),
    };

    private static PiiType TypeOf(string name) => PiiTypes.TryParse(name, out PiiType type) ? type : throw new ArgumentException($"There is no type '{name}'.");
}

/// <summary>Passages of text that are compared without regard to case and spaces.</summary>
internal static class Passages
{
    /// <summary>Lower case, one space where there were several.</summary>
    public static string Normal(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
