using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Usage;

namespace Artisan.Core.Gateway.Health;

/// <summary>The way to a vendor: which credential a call takes, whether its breaker lets it through, and what its end says of the vendor's health.</summary>
public sealed class VendorGate
{
    private readonly ModelFigures figures;
    private readonly CircuitBreakers breakers;
    private readonly CredentialRotation credentials;

    /// <summary>Puts the parts together; what breakers do is counted and told to pages.</summary>
    public VendorGate(ModelFigures figures, CircuitBreakers breakers, CredentialRotation credentials, GatewayTelemetry telemetry, LiveFeed feed)
    {
        (this.figures, this.breakers, this.credentials) = (figures, breakers, credentials);
        breakers.Changed += change =>
        {
            telemetry.Circuit(change);
            feed.Publish(new FeedSignal(change.Key.Model.TenantId, FeedTopic.Health));
        };
    }

    /// <summary>Chooses a credential whose breaker lets the call through, and enters.</summary>
    /// <param name="candidate">The model.</param>
    /// <param name="tried">Ids of credentials that this call has tried.</param>
    /// <param name="options">When breakers open.</param>
    /// <returns>The candidate with its credential; its end must be told.</returns>
    /// <exception cref="ProviderException">With <see cref="ProviderFault.CircuitOpen"/> when no breaker lets it through.</exception>
    public AiCandidate Enter(AiCandidate candidate, IReadOnlyCollection<string> tried, CircuitOptions options)
    {
        ProviderInstance chosen = credentials.Choose(candidate.Instance, tried);
        if (!breakers.TryEnter(new CircuitKey(candidate.Key, chosen.CredentialId), options))
        {
            ProviderInstance? other = candidate.Instance.Variants.FirstOrDefault(v => v.CredentialId != chosen.CredentialId && credentials.AsideOf(v) is null && breakers.TryEnter(new CircuitKey(candidate.Key, v.CredentialId), options));
            chosen = other ?? throw Open(candidate, chosen, options);
        }
        figures.Began(candidate.Key);
        return ReferenceEquals(chosen, candidate.Instance) ? candidate : candidate with { Instance = chosen };
    }

    /// <summary>Whether another credential can be taken at once after this failure.</summary>
    public bool HasOther(AiCandidate candidate, IReadOnlyCollection<string> tried) => credentials.HasOther(candidate.Instance, tried);

    /// <summary>A stream has given its first output: the vendor is well.</summary>
    public void Started(AiCandidate candidate) => breakers.Succeeded(new CircuitKey(candidate.Key, candidate.Instance.CredentialId));

    /// <summary>A call has ended.</summary>
    /// <param name="candidate">As <see cref="Enter"/> gave it.</param>
    /// <param name="outcome">How.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    /// <param name="durationMs">Milliseconds in all.</param>
    /// <param name="firstTokenMs">Milliseconds to a stream's first output.</param>
    /// <param name="options">When breakers open.</param>
    public void Ended(AiCandidate candidate, AttemptOutcome outcome, ProviderException? failure, double durationMs, double? firstTokenMs, CircuitOptions options)
    {
        var circuit = new CircuitKey(candidate.Key, candidate.Instance.CredentialId);
        bool failed = failure?.IsVendorsFailure == true;
        bool answered = outcome == AttemptOutcome.Ok;
        figures.Ended(candidate.Key, failed, answered ? durationMs : null, answered ? firstTokenMs : null, failed ? failure!.Fault.ToString() : null);
        if (failure is not null)
            credentials.Failed(candidate.Instance, failure);
        if (failed)
        {
            breakers.Failed(circuit, options);
        }
        else if (answered || failure is { Status: not null, Fault: not ProviderFault.RateLimited })
        {
            // Whoever answers that a request is wrong is well.
            breakers.Succeeded(circuit);
            if (answered)
                credentials.Succeeded(candidate.Instance);
        }
        else
        {
            breakers.Left(circuit);
        }
    }

    private ProviderException Open(AiCandidate candidate, ProviderInstance chosen, CircuitOptions options)
    {
        CircuitView view = breakers.Of(new CircuitKey(candidate.Key, chosen.CredentialId), options) ?? default;
        return new ProviderException(ProviderFault.CircuitOpen, $"{candidate.Model} is left alone since {view.Since:HH:mm:ss} UTC, after {view.Failures} failures: its circuit is open.")
        {
            RetryAfter = view.RetryIn is { TotalSeconds: > 1 } left ? left : TimeSpan.FromSeconds(1),
        };
    }
}
