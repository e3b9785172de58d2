using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Prices;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Usage.Rating;

/// <summary>A price over a piece of time, for re-rating.</summary>
/// <param name="Model">The model.</param>
/// <param name="From">From when on (UTC).</param>
/// <param name="Until">Until when.</param>
/// <param name="Price">What is paid.</param>
/// <param name="Version">Its name.</param>
public sealed record RatingStep(string Model, DateTimeOffset From, DateTimeOffset Until, ModelPrice Price, string Version);

/// <summary>What re-rating changes for a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Records">Records whose cost changes.</param>
/// <param name="Priced">Of these without a price before.</param>
/// <param name="UsdBefore">Their cost before.</param>
/// <param name="UsdAfter">And after.</param>
public sealed record RatingChange(string Model, long Records, long Priced, decimal UsdBefore, decimal UsdAfter);

/// <summary>Where the ledger is re-rated.</summary>
public interface IRatingStore
{
    /// <summary>Tells what re-rating would change, by model. Reads only.</summary>
    Task<IReadOnlyList<RatingChange>> EstimateAsync(Guid tenantId, IReadOnlyList<RatingStep> steps, CancellationToken cancellationToken);

    /// <summary>
    /// Re-rates the next records of a period, in one transaction: corrections, the hours' sums and the budgets' counts together. Records that are rated so already are left alone, so that
    /// repeating is harmless.
    /// </summary>
    /// <param name="tenantId">The organisation.</param>
    /// <param name="jobId">The job that does it.</param>
    /// <param name="steps">The prices.</param>
    /// <param name="from">Begin of the period.</param>
    /// <param name="to">Its end.</param>
    /// <param name="after">Where the slice before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Records seen and corrected, USD added, and where the slice ended; no records at the end.</returns>
    Task<RatingSlice> RateAsync(Guid tenantId, Guid jobId, IReadOnlyList<RatingStep> steps, DateTimeOffset from, DateTimeOffset to, (DateTimeOffset At, Guid Id)? after, CancellationToken cancellationToken);
}

/// <summary>What a slice of re-rating did.</summary>
/// <param name="Seen">Records that were looked at.</param>
/// <param name="Corrected">Records that were corrected.</param>
/// <param name="DeltaUsd">USD added.</param>
/// <param name="Last">The last record's time and id; null for none.</param>
public sealed record RatingSlice(long Seen, long Corrected, decimal DeltaUsd, (DateTimeOffset At, Guid Id)? Last);

/// <summary>A period to be re-rated.</summary>
/// <param name="From">Begin (UTC).</param>
/// <param name="To">End (UTC).</param>
/// <param name="Models">Models; absent or empty for all.</param>
public sealed record RatingRequestV1(DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<string>? Models = null);

/// <summary>What came out of re-rating.</summary>
/// <param name="Records">Records that were looked at.</param>
/// <param name="Corrected">Records that were corrected.</param>
/// <param name="DeltaUsd">USD added to the ledger; below zero where it became cheaper.</param>
public sealed record RatingResult(long Records, long Corrected, decimal DeltaUsd);

/// <summary>Rates a period of the ledger anew by the prices that hold now for its times, as new lines.</summary>
public sealed class RerateUsage(IRatingStore store, StartJob start, GetOwnJob jobs, ControlPlane control, IAiConfigSource config, IArtisanDbFactory databases, TimeProvider time)
{
    private const int MostDays = 400;

    /// <summary>Tells what would change.</summary>
    /// <exception cref="ArtisanException">When the period is wrong.</exception>
    public async Task<IReadOnlyList<RatingChange>> PreviewAsync(TenantScope scope, RatingRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        (DateTimeOffset from, DateTimeOffset to) = Check(request);
        return await store.EstimateAsync(scope.TenantId, StepsOf(control, config, scope.TenantId, from, to, request.Models), cancellationToken);
    }

    /// <summary>Begins, as a job.</summary>
    /// <returns>The job's id.</returns>
    /// <exception cref="ArtisanException">When the period is wrong.</exception>
    public async Task<Guid> StartAsync(TenantScope scope, RatingRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        (DateTimeOffset from, DateTimeOffset to) = Check(request);
        Guid job = await start.ExecuteAsync(scope, RateLedger.JobKind, $"Re-rate {from:d MMM yyyy} to {to:d MMM yyyy}", new RatingRequestV1(from, to, request.Models), cancellationToken);
        await using ArtisanDb db = databases.Open(scope);
        db.Audit(scope, "ledger.rerated", $"Usage of {from:yyyy-MM-dd} to {to:yyyy-MM-dd}", new { from, to, models = request.Models, job });
        await db.SaveChangesAsync(cancellationToken);
        return job;
    }

    /// <summary>Reads how far it is.</summary>
    public Task<JobInfo> GetAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        return jobs.ExecuteAsync(scope, jobId, RateLedger.JobKind, cancellationToken);
    }

    /// <summary>Stops it; what was corrected stays, and doing it again goes on.</summary>
    public Task<JobInfo> CancelAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        return jobs.CancelAsync(scope, jobId, RateLedger.JobKind, cancellationToken);
    }

    /// <summary>Reads a result; null when the job has none.</summary>
    public static RatingResult? ResultOf(JobInfo job) => job.ResultJson is { } json ? JsonSerializer.Deserialize<RatingResult>(json, ArtisanJson.Options) : null;

    internal static IReadOnlyList<RatingStep> StepsOf(ControlPlane control, IAiConfigSource config, Guid tenantId, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<string>? models)
    {
        PriceBook book = (control.TenantOf(tenantId) ?? throw ArtisanException.NotFound("The organisation")).Prices;
        AiConfig current = config.Current;
        var steps = new List<RatingStep>();
        foreach (string model in models is { Count: > 0 } ? models : [.. current.Models.Keys.Union(book.Models)])
        {
            IReadOnlyList<(DateTimeOffset From, AppliedPrice? Price)> changes = book.Steps(model, current.Models.GetValueOrDefault(model), from, to);
            for (int i = 0; i < changes.Count; i++)
            {
                // A piece without a price stays as it was recorded.
                if (changes[i].Price is { } price)
                    steps.Add(new RatingStep(model, changes[i].From, i + 1 < changes.Count ? changes[i + 1].From : to, price.Price, price.Version));
            }
        }
        return steps;
    }

    private (DateTimeOffset From, DateTimeOffset To) Check(RatingRequestV1 request)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (request.From is not { } from)
            throw ArtisanException.Invalid("from", "Say from when on, for instance 2026-11-01.");
        DateTimeOffset to = request.To ?? now;
        if (from >= to)
            throw ArtisanException.Invalid("to", "The period ends before it begins.");
        if (to - from > TimeSpan.FromDays(MostDays))
            throw ArtisanException.Invalid("to", $"Re-rate at most {MostDays} days at a time.");
        return (from.ToUniversalTime(), to.ToUniversalTime() > now ? now : to.ToUniversalTime());
    }
}

/// <summary>Re-rates a period, slice by slice.</summary>
public sealed class RateLedger(IRatingStore store, ControlPlane control, IAiConfigSource config, LiveFeed feed) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string JobKind = "usage.rerate";

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        RatingRequestV1 input = context.Input<RatingRequestV1>();
        (Guid tenant, DateTimeOffset from, DateTimeOffset to) = (context.Scope.TenantId, input.From!.Value, input.To!.Value);
        await control.RefreshAsync(cancellationToken);
        IReadOnlyList<RatingStep> steps = RerateUsage.StepsOf(control, config, tenant, from, to, input.Models);
        long seen = 0, corrected = 0;
        decimal delta = 0;
        (DateTimeOffset At, Guid Id)? after = null;
        while (steps.Count > 0)
        {
            RatingSlice slice = await store.RateAsync(tenant, context.Run.Id, steps, from, to, after, cancellationToken);
            if (slice.Last is null)
                break;
            (seen, corrected, delta, after) = (seen + slice.Seen, corrected + slice.Corrected, delta + slice.DeltaUsd, slice.Last);
            context.Report((slice.Last.Value.At - from) / (to - from), $"{seen:N0} records, {corrected:N0} corrected");
        }
        feed.Publish(new FeedSignal(tenant, FeedTopic.Requests));
        feed.Publish(new FeedSignal(tenant, FeedTopic.Budgets));
        return new RatingResult(seen, corrected, delta);
    }
}
