using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Policy;

namespace Artisan.Core.Guardrails;

/// <summary>Makes detectors of tenants' own services; the outside world's side is in Infrastructure.</summary>
public interface IDetectorServices
{
    /// <summary>A service that finds personal data.</summary>
    IPiiDetector Pii(string name, Uri address);

    /// <summary>A service that recognises injection.</summary>
    /// <param name="name">Which kind.</param>
    /// <param name="address">Its address.</param>
    /// <param name="key">The credential; null for none.</param>
    IInjectionDetector Injection(string name, Uri address, string? key);
}

/// <summary>Gives each tenant its detectors: the engines in process, or the services that its policy names.</summary>
public sealed class GuardDetectors(LocalPiiDetector pii, LocalInjectionDetector injection, IDetectorServices services)
{
    /// <summary>The engine in process, for what needs the places of its evidence.</summary>
    public LocalInjectionDetector Local => injection;

    /// <summary>Who finds the tenant's personal data.</summary>
    public IPiiDetector PiiOf(TenantGuardrails guardrails) =>
        guardrails.Policy.Pii is { Detector: not "local", DetectorUrl: { } url } own ? services.Pii(own.Detector, new Uri(url)) : pii;

    /// <summary>Who recognises injection for the tenant.</summary>
    public IInjectionDetector InjectionOf(TenantGuardrails guardrails) =>
        guardrails.Policy.Injection is { Detector: not "local", DetectorUrl: { } url } own ? services.Injection(own.Detector, new Uri(url), guardrails.DetectorKey) : injection;
}
