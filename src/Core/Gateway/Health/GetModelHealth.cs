using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Health;

/// <summary>How a model is.</summary>
/// <param name="Provider">Provider instance.</param>
/// <param name="Model">Model.</param>
/// <param name="Status">One of <see cref="HealthStatus"/>.</param>
/// <param name="Reason">Why, for people; null where it is well or unknown.</param>
/// <param name="Attempts">Attempts of the last ten minutes on this node.</param>
/// <param name="ErrorRate">Share that failed, 0 to 1.</param>
/// <param name="AvgLatencyMs">Milliseconds to a whole answer, recent ones weighing more; null without any.</param>
/// <param name="FirstTokenMs">Milliseconds to a stream's first output, likewise.</param>
/// <param name="OpenCalls">Calls under way on this node.</param>
/// <param name="Circuit"><c>closed</c>, <c>open</c> or <c>half_open</c>; the worst over its credentials.</param>
/// <param name="CircuitSince">Since when (UTC); null when it never opened.</param>
/// <param name="RetryInSeconds">Until a probe is let through; null unless open.</param>
/// <param name="LastAt">When it was last called (UTC).</param>
/// <param name="AcceptedShare">Share of users' verdicts that were good, 0 to 1; null for none.</param>
/// <param name="Verdicts">How many verdicts there are.</param>
public sealed record ModelHealth(
    string Provider, string Model, string Status, string? Reason, int Attempts, double ErrorRate, double? AvgLatencyMs, double? FirstTokenMs, int OpenCalls,
    string Circuit, DateTimeOffset? CircuitSince, double? RetryInSeconds, DateTimeOffset? LastAt, double? AcceptedShare, int Verdicts);

/// <summary>How a provider instance is.</summary>
/// <param name="Provider">Provider instance.</param>
/// <param name="Status">One of <see cref="HealthStatus"/>.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="ProbedAt">When it was last asked (UTC); null for never.</param>
/// <param name="ProbeLatencyMs">How long that took.</param>
/// <param name="Credentials">Its credentials: label, last four characters, and why one is set aside.</param>
public sealed record ProviderHealth(string Provider, string Status, string? Reason, DateTimeOffset? ProbedAt, double? ProbeLatencyMs, IReadOnlyList<CredentialHealth> Credentials);

/// <summary>How a credential is.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Last4">Its last four characters; null for short ones.</param>
/// <param name="Aside">Why it is set aside; null when it is not.</param>
/// <param name="AsideSeconds">For how long yet.</param>
public sealed record CredentialHealth(string Label, string? Last4, string? Aside, double? AsideSeconds);

/// <summary>The health of what a tenant can call.</summary>
/// <param name="Models">By model, the sick first.</param>
/// <param name="Providers">By provider instance.</param>
/// <param name="CheckedAt">When this was put together (UTC).</param>
public sealed record TenantHealth(IReadOnlyList<ModelHealth> Models, IReadOnlyList<ProviderHealth> Providers, DateTimeOffset CheckedAt);

/// <summary>Tells how the models and providers of a tenant are: from this node's traffic and breakers, and from the last probes.</summary>
public sealed class GetModelHealth(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, ModelFigures figures, CircuitBreakers breakers, CredentialRotation credentials, ModelQuality quality, TimeProvider time)
{
    private static readonly TimeSpan ProbeCounts = TimeSpan.FromMinutes(15);

    /// <summary>Reads.</summary>
    public async Task<TenantHealth> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        AiConfig current = config.Current;
        DateTimeOffset now = time.GetUtcNow(), from = now - ProbeCounts;
        ModelHealthMetric[] probes;
        await using (ArtisanDb db = databases.Open(scope))
            probes = await db.ModelHealthMetrics.AsNoTracking().Where(m => m.At >= from && m.Source == "probe").OrderBy(m => m.At).ToArrayAsync(cancellationToken);
        ProviderInstance[] instances = current.Providers.Values.Where(p => !tenant.Providers.ContainsKey(p.Name) && !tenant.DisabledProviders.Contains(p.Name)).Concat(tenant.Providers.Values).ToArray();
        ProviderHealth[] providers = instances.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => Of(p, probes)).ToArray();
        IEnumerable<ModelKey> listed = current.Models.Values.Select(m => (m, instance: instances.FirstOrDefault(p => p.Name == m.Provider)))
            .Where(m => m.instance is { IsUsable: true }).Select(m => ModelKey.Of(m.instance!, m.m.Name));
        IEnumerable<ModelKey> called = figures.Of(scope.TenantId).Keys.Where(k => instances.Any(i => ModelKey.Of(i, k.Model) == k));
        ModelHealth[] models = listed.Concat(called).Distinct().Select(k => Of(k, instances.First(i => ModelKey.Of(i, k.Model) == k), current, scope.TenantId))
            .OrderByDescending(m => m.Status == HealthStatus.Unhealthy).ThenByDescending(m => m.Status == HealthStatus.Degraded).ThenByDescending(m => m.Attempts).ThenBy(m => m.Model, StringComparer.Ordinal).ToArray();
        return new TenantHealth(models, providers, now);
    }

    private ModelHealth Of(in ModelKey key, ProviderInstance instance, AiConfig current, Guid tenantId)
    {
        ModelFigure figure = figures.Of(key);
        (CircuitView view, bool any) = WorstCircuit(key, instance, current);
        string status = any && view.State == CircuitState.Open ? HealthStatus.Unhealthy : HealthStatus.Of(figure.Attempts, figure.Failures);
        string? reason = any && view.State == CircuitState.Open ? $"its circuit is open after {view.Failures} failures"
            : status is HealthStatus.Unhealthy or HealthStatus.Degraded ? $"{figure.Failures} of {figure.Attempts} attempts failed, the last with {figure.LastFault}" : null;
        ModelVerdicts verdicts = quality.Of(tenantId, key.Provider, key.Model);
        return new ModelHealth(key.Provider, key.Model, status, reason, figure.Attempts, figure.FailureShare, figure.AnswerMs, figure.FirstTokenMs, figure.Open,
            view.State switch { CircuitState.Open => "open", CircuitState.HalfOpen => "half_open", _ => "closed" }, any ? view.Since : null, view.RetryIn?.TotalSeconds, figure.LastAt,
            verdicts.Verdicts == 0 ? null : verdicts.AcceptedShare, verdicts.Verdicts);
    }

    private (CircuitView View, bool Any) WorstCircuit(in ModelKey key, ProviderInstance instance, AiConfig current)
    {
        CircuitView worst = default;
        bool any = false;
        foreach (ProviderInstance variant in instance.Variants)
        {
            if (breakers.Of(new CircuitKey(key, variant.CredentialId), current.Resilience.Circuit) is not { } view)
                continue;
            if (!any || Rank(view.State) > Rank(worst.State))
                worst = view;
            any = true;
        }
        return (worst, any);

        static int Rank(CircuitState state) => state switch { CircuitState.Open => 2, CircuitState.HalfOpen => 1, _ => 0 };
    }

    private ProviderHealth Of(ProviderInstance instance, ModelHealthMetric[] probes)
    {
        ModelHealthMetric? probe = probes.LastOrDefault(p => p.Provider == instance.Name && p.Model is null && p.TenantId == instance.TenantId);
        CredentialHealth[] keys = instance.Variants.Where(v => v.ApiKey is not null).Select((v, place) =>
        {
            (string Why, TimeSpan Left)? aside = credentials.AsideOf(v);
            return new CredentialHealth(v.CredentialLabel ?? (place == 0 ? "first" : v.CredentialId), v.ApiKeyLast4, aside?.Why, aside?.Left.TotalSeconds);
        }).ToArray();
        string status = !instance.IsUsable ? HealthStatus.Unknown : instance.Kind == ProviderKinds.Local ? HealthStatus.Healthy : probe?.Status ?? HealthStatus.Unknown;
        string? reason = !instance.IsUsable ? "it has no credential" : probe?.Message;
        if (keys.Length > 0 && keys.All(k => k.Aside is not null))
            (status, reason) = (HealthStatus.Unhealthy, $"every credential is set aside ({keys[0].Aside})");
        else if (keys.Any(k => k.Aside is not null))
            (status, reason) = (HealthStatus.Worse(status, HealthStatus.Degraded), $"credential {keys.First(k => k.Aside is not null).Label} is set aside: {keys.First(k => k.Aside is not null).Aside}");
        return new ProviderHealth(instance.Name, status, reason, probe?.At, probe?.AverageLatencyMs, keys);
    }
}
