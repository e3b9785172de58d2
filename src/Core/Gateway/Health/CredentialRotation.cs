using System.Collections.Concurrent;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Health;

/// <summary>
/// Chooses which of a provider instance's credentials a call takes: the first that is neither refused nor at its rate limit. One that a vendor refused is
/// set aside for ten minutes, one whose rate is spent for as long as the vendor asks. In the memory of this node.
/// </summary>
public sealed class CredentialRotation(TimeProvider time)
{
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RateSpent = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(Guid Tenant, string Provider, string Credential, int Key), (long Until, string Why)> _aside = new();

    /// <summary>The instance with the credential to take; one that was tried already only when there is no other.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="tried">Ids of credentials that this call has tried.</param>
    public ProviderInstance Choose(ProviderInstance instance, IReadOnlyCollection<string> tried)
    {
        IReadOnlyList<ProviderInstance> variants = instance.Variants;
        if (variants.Count == 1)
            return instance;
        ProviderInstance? soonest = null;
        TimeSpan least = TimeSpan.MaxValue;
        foreach (ProviderInstance variant in variants)
        {
            if (tried.Contains(variant.CredentialId))
                continue;
            TimeSpan wait = WaitOf(variant);
            if (wait <= TimeSpan.Zero)
                return variant;
            if (wait < least)
                (soonest, least) = (variant, wait);
        }
        return soonest ?? variants[0];
    }

    /// <summary>Whether another credential that this call has not tried can be taken now.</summary>
    public bool HasOther(ProviderInstance instance, IReadOnlyCollection<string> tried)
    {
        foreach (ProviderInstance variant in instance.Variants)
        {
            if (!tried.Contains(variant.CredentialId) && WaitOf(variant) <= TimeSpan.Zero)
                return true;
        }
        return false;
    }

    /// <summary>Sets a credential aside, when the failure was its own.</summary>
    public void Failed(ProviderInstance variant, ProviderException failure)
    {
        if (failure.Fault == ProviderFault.Credential)
            _aside[KeyOf(variant)] = (time.GetTimestamp() + Ticks(Refused), "refused by the vendor");
        else if (failure.Fault == ProviderFault.RateLimited)
            _aside[KeyOf(variant)] = (time.GetTimestamp() + Ticks(failure.RetryAfter ?? RateSpent), "at its rate limit");
    }

    /// <summary>A credential was taken by the vendor.</summary>
    public void Succeeded(ProviderInstance variant) => _aside.TryRemove(KeyOf(variant), out _);

    /// <summary>Why a credential is set aside and for how long; null when it is not.</summary>
    public (string Why, TimeSpan Left)? AsideOf(ProviderInstance variant)
    {
        if (!_aside.TryGetValue(KeyOf(variant), out (long Until, string Why) aside))
            return null;
        TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), aside.Until);
        return left > TimeSpan.Zero ? (aside.Why, left) : null;
    }

    private TimeSpan WaitOf(ProviderInstance variant) => AsideOf(variant)?.Left ?? TimeSpan.Zero;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    // A credential that was entered anew under the same id is another one.
    private static (Guid, string, string, int) KeyOf(ProviderInstance variant) =>
        (variant.TenantId ?? Guid.Empty, variant.Name, variant.CredentialId, variant.ApiKey is { } key ? string.GetHashCode(key, StringComparison.Ordinal) : 0);
}
