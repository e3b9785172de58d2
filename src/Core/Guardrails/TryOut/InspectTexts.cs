using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Guardrails.TryOut;

/// <summary>Says whether texts try to give a model foreign instructions, by the tenant's policy. Nothing is kept.</summary>
public sealed class InspectTexts(GuardDetectors detectors, GuardrailPolicies policies)
{
    /// <summary>Inspects.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the input is wrong.</exception>
    public async Task<InjectionResponseV1> ExecuteAsync(TenantScope scope, InjectionRequestV1 request, CancellationToken cancellationToken)
    {
        TryOutInput.Demand(scope);
        IReadOnlyList<string> texts = TryOutInput.Texts(request.Texts);
        if (request.Source is { } named && !Enum.IsDefined(named))
            throw ArtisanException.Invalid("source", "Use user, retrieved or program.");
        TenantGuardrails guardrails = policies.Of(scope.TenantId);
        // As in a call: services know only people's words and documents.
        IInjectionDetector detector = request.Source == TextSource.Program ? detectors.Local : detectors.InjectionOf(guardrails);
        IReadOnlyList<InjectionResult> results = await detector.InspectAsync(texts, request.Source ?? TextSource.User, guardrails.Injection, cancellationToken);
        return new InjectionResponseV1([.. results.Select((r, i) => Of(AllowedEvidence.Without(texts[i], r, guardrails)))]);
    }

    private static InjectionResultV1 Of(InjectionResult result) => new(result.Verdict, Math.Round(result.Score, 3),
        [.. result.Evidence.Select(e => new InjectionEvidenceV1(e.Family, e.Rule, e.Start, e.Start + e.Length, Math.Round(e.Weight, 3), e.Via, e.Words))]);
}
