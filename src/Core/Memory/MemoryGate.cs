using Artisan.Core.Gateway.Errors;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Memory;

/// <summary>Decides what is worth and fit to be remembered: it says something, and gives no orders to models that will read it.</summary>
public sealed class MemoryGate(GuardDetectors detectors, SecurityLog log)
{
    // "OK, thanks" is no memory.
    private const int LeastWords = 3;

    /// <summary>Lets a text in, or refuses it.</summary>
    /// <param name="scope">Who stores it.</param>
    /// <param name="guardrails">The tenant's guardrails.</param>
    /// <param name="origin">How it came to be.</param>
    /// <param name="content">The text.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The text, without sentences that look like orders; and whether any was taken out.</returns>
    /// <exception cref="PromptInjectionException">When it is an attack.</exception>
    /// <exception cref="ArtisanException">When it says too little.</exception>
    public async Task<(string Content, bool Cut)> PassAsync(TenantScope scope, TenantGuardrails guardrails, MemoryOrigin origin, string content, MemoryFields? fields, CancellationToken cancellationToken)
    {
        DemandContent(content);
        string rest = fields?.Words() ?? "";
        // What is cut here is lost for good, so only reasons that a person can read may cut; what is recalled is read again before it reaches a model.
        InjectionThresholds thresholds = guardrails.Injection with { SecondReading = false };
        IReadOnlyList<InjectionResult> found = await detectors.InjectionOf(guardrails).InspectAsync([content, rest], TextSource.Retrieved, thresholds, cancellationToken);
        foreach ((InjectionResult result, string text) in new[] { (found[0], content), (found[1], rest) })
        {
            if (result.Verdict == InjectionVerdict.Allow)
                continue;
            bool refuse = result.Verdict == InjectionVerdict.Block || text == rest;
            var subject = new SecuritySubject(scope.TenantId, scope.WorkspaceId, origin.RequestId, origin.UseCase ?? "memory", scope.ActorId, scope.ActorName);
            log.Add(subject, new SecurityFinding(SecurityEventKind.Injection, "memory", refuse ? "block" : "sanitise", result.Score, text, result.Evidence));
            if (refuse)
                throw new PromptInjectionException($"The memory was refused: it looks like an attempt at {string.Join(", ", result.Evidence.Select(e => e.Family).Distinct().Take(3))}. What is remembered is read by models, and must tell facts instead of giving orders. Reword it, or ask an admin to review it in the security log.");
        }
        if (found[0].Verdict == InjectionVerdict.Allow)
            return (content, false);
        string cut = InjectionSanitiser.Sanitise(content, found[0]).Trim();
        DemandContent(cut);
        return (cut, true);
    }

    private static void DemandContent(string content)
    {
        if (MemoryText.Stems(content).Select(s => s.Stem).Distinct().Take(LeastWords).Count() < LeastWords)
            throw ArtisanException.Invalid("content", $"A memory needs at least {LeastWords} words that say something. Write what happened, with whom, and what follows.");
    }
}

/// <summary>How a memory comes to be.</summary>
/// <param name="Source">By whom.</param>
/// <param name="UseCase">The use case; null for none.</param>
/// <param name="RequestId">The AI request behind it; null for none.</param>
/// <param name="Recalled">Texts that were recalled for what is stored now: what only repeats them is not stored again.</param>
public sealed record MemoryOrigin(MemorySource Source, string? UseCase = null, Guid? RequestId = null, IReadOnlyList<string>? Recalled = null);
