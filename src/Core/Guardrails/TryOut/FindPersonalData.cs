using System.Collections.Frozen;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Guardrails.TryOut;

/// <summary>Finds personal data in texts and applies an operator to it, by the tenant's thresholds and allow-lists. Nothing is kept, but what stands behind tokens.</summary>
public sealed class FindPersonalData(GuardDetectors detectors, GuardrailPolicies policies, TextRedaction redaction)
{
    /// <summary>Finds.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the input is wrong.</exception>
    public async Task<PiiResponseV1> ExecuteAsync(TenantScope scope, PiiRequestV1 request, CancellationToken cancellationToken)
    {
        TryOutInput.Demand(scope);
        IReadOnlyList<string> texts = TryOutInput.Texts(request.Texts);
        if (!PiiOperators.TryParse(request.Operator ?? "replace", out PiiOperator chosen))
            throw ArtisanException.Invalid("operator", $"There is no operator '{request.Operator}'. Use redact, mask, replace, hash or token.");
        if (request.Threshold is { } least && least is not (>= 0 and <= 1))
            throw ArtisanException.Invalid("threshold", "A score lies between 0 and 1.");
        TenantGuardrails guardrails = policies.Of(scope.TenantId);
        PiiOptions options = OptionsOf(request, guardrails);
        IReadOnlyList<IReadOnlyList<PiiMatch>> found = await detectors.PiiOf(guardrails).FindAsync(texts, options, cancellationToken);
        var policy = new PiiPolicy { Options = options, Default = chosen };
        return new PiiResponseV1([.. found.Select((matches, i) => new PiiResultV1(
            [.. matches.Select(m => new PiiEntityV1(PiiTypes.NameOf(m.Type), m.Start, m.End, Math.Round(m.Score, 3)))],
            redaction.For(scope.TenantId, guardrails, policy, new PlaceholderMap()).Apply(texts[i], matches)))]);
    }

    private static PiiOptions OptionsOf(PiiRequestV1 request, TenantGuardrails guardrails)
    {
        var types = new List<PiiType>();
        foreach (string? name in request.EntityTypes ?? [])
            types.Add(name is not null && PiiTypes.TryParse(name, out PiiType type) ? type : throw ArtisanException.Invalid("entity_types", $"There is no type '{name}'. Use {string.Join(", ", PiiTypes.All.Select(PiiTypes.NameOf))}."));
        return new PiiOptions
        {
            Types = (request.EntityTypes is null ? PiiTypes.All : types).ToFrozenSet(),
            Threshold = (float)(request.Threshold ?? guardrails.Policy.Pii.ConfidenceThreshold),
            Thresholds = request.Threshold is null ? guardrails.InTransit.Thresholds : FrozenDictionary<PiiType, float>.Empty,
            Allowed = guardrails.InTransit.Allowed,
        };
    }
}
