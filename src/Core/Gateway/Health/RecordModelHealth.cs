using System.Diagnostics;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Health;

/// <summary>
/// Every five minutes: asks each provider instance which models it has, which costs nothing, and writes down how it and the traffic of these minutes were.
/// A vendor that refuses the question for what it is (no such list) is well.
/// </summary>
public sealed class RecordModelHealth(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, IEnumerable<IModelProvider> providers, LiveFeed feed, TimeProvider time) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string JobKind = "gateway.health";
    private const int KeptDays = 30;
    private const int AtOnce = 8;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, IModelProvider> _byKind = providers.SelectMany(p => p.Kinds.Select(k => (k, p))).ToDictionary(p => p.k, p => p.p);

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        ProviderInstance[] instances = config.Current.Providers.Values.Concat(control.Tenants.SelectMany(t => t.Providers.Values))
            .Where(p => p.IsUsable && p.Kind != ProviderKinds.Local && _byKind.ContainsKey(p.Kind)).ToArray();
        var rows = new List<ModelHealthMetric>();
        foreach (ProviderInstance[] some in instances.Chunk(AtOnce))
            rows.AddRange(await Task.WhenAll(some.Select(instance => ProbeAsync(instance, now, cancellationToken))));
        await using ArtisanDb db = databases.OpenDeployment();
        rows.AddRange(await TrafficAsync(db, now, cancellationToken));
        db.ModelHealthMetrics.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
        DateTimeOffset old = now.AddDays(-KeptDays);
        await db.ModelHealthMetrics.IgnoreQueryFilters().Where(m => m.At < old).ExecuteDeleteAsync(cancellationToken);
        feed.Publish(new FeedSignal(Guid.Empty, FeedTopic.Health));
        return new { probed = instances.Length, unhealthy = rows.Count(r => r.Status == HealthStatus.Unhealthy) };
    }

    private async Task<ModelHealthMetric> ProbeAsync(ProviderInstance instance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        string status = HealthStatus.Healthy;
        string? message = null;
        try
        {
            await _byKind[instance.Kind].ListModelsAsync(instance, limit.Token);
        }
        catch (ProviderException e) when (e.IsVendorsFailure)
        {
            (status, message) = (HealthStatus.Unhealthy, e.Message);
        }
        catch (ProviderException e) when (e.Fault == ProviderFault.RateLimited)
        {
            (status, message) = (HealthStatus.Degraded, e.Message);
        }
        catch (ProviderException)
        {
            // It answers, and has no such list.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            (status, message) = (HealthStatus.Unhealthy, $"It did not answer within {Longest.TotalSeconds:0} s.");
        }
        return new ModelHealthMetric
        {
            Id = Guid.CreateVersion7(),
            TenantId = instance.TenantId,
            At = now,
            Provider = instance.Name,
            Source = "probe",
            Status = status,
            Attempts = 1,
            Failures = status == HealthStatus.Unhealthy ? 1 : 0,
            AverageLatencyMs = status == HealthStatus.Unhealthy ? null : Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            Message = message is { Length: > 1000 } ? message[..1000] : message,
        };
    }

    private static async Task<IEnumerable<ModelHealthMetric>> TrafficAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset from = now - Period;
        // Ids begin with their time: the ledger's key finds the last minutes of each tenant without an index of its own.
        Guid first = TimeIds.Floor(from);
        Guid[] tenants = await db.Tenants.Select(t => t.Id).ToArrayAsync(cancellationToken);
        var rows = await db.OfAllTenants<UsageRecord>().Where(u => tenants.Contains(u.TenantId) && u.Id >= first && u.Outcome != AttemptOutcome.Cancelled)
            .GroupBy(u => new { u.TenantId, u.Provider, u.Model })
            .Select(g => new
            {
                g.Key.TenantId,
                g.Key.Provider,
                g.Key.Model,
                Attempts = g.LongCount(),
                Failures = g.LongCount(u => u.Outcome != AttemptOutcome.Ok),
                Latency = g.Where(u => u.Outcome == AttemptOutcome.Ok).Average(u => (double?)u.LatencyMs),
            }).ToArrayAsync(cancellationToken);
        return rows.Select(r => new ModelHealthMetric
        {
            Id = Guid.CreateVersion7(),
            TenantId = r.TenantId,
            At = now,
            Provider = r.Provider,
            Model = r.Model,
            Source = "traffic",
            Status = HealthStatus.Of(r.Attempts, r.Failures),
            Attempts = r.Attempts,
            Failures = r.Failures,
            AverageLatencyMs = r.Latency,
        });
    }
}
