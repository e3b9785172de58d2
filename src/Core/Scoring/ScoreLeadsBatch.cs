using System.Collections.Concurrent;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Scoring;

/// <summary>Which leads a batch scores: some by id, or all of a filter.</summary>
/// <param name="LeadIds">Leads; at most 10,000.</param>
/// <param name="Filter">All leads of a filter; used where no ids are given.</param>
/// <param name="Model">A model to take instead of the policy's.</param>
/// <param name="Prompt">A released prompt to take in place of the use case's system prompt; absent for the one that is set for it.</param>
public sealed record BatchScoreLeadsRequestV1(IReadOnlyList<Guid>? LeadIds = null, LeadFilter? Filter = null, string? Model = null, PromptChoiceV1? Prompt = null);

/// <summary>The job that scores a batch.</summary>
/// <param name="JobId">The job; its progress is at <c>GET /api/v1/ai/scoring/leads/batch/{id}</c>.</param>
/// <param name="Total">Leads that will be scored, counted up to 1,000,000.</param>
public sealed record BatchScoreLeadsResponseV1(Guid JobId, int Total);

/// <summary>Queues the scoring of many leads as a job.</summary>
public sealed class ScoreLeadsBatch(ListLeads leads, StartJob start, GetOwnJob jobs, CheckPromptChoice prompts)
{
    private const int MostIds = 10_000;
    private const int CountLimit = 1_000_000;

    /// <summary>Queues.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or no lead is meant.</exception>
    public async Task<BatchScoreLeadsResponseV1> ExecuteAsync(TenantScope scope, BatchScoreLeadsRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        if (request.LeadIds is null && request.Filter is null)
            throw ArtisanException.Invalid("lead_ids", "Say which leads: lead_ids or filter.");
        if (request.LeadIds?.Count > MostIds)
            throw ArtisanException.Invalid("lead_ids", $"At most {MostIds:N0} ids; use a filter for more.");
        PromptChoiceV1? prompt = prompts.Execute(scope, request.Prompt, UseCases.LeadScoring, LeadBrief.RoutingAttributeNames);
        LeadFilter filter = request.LeadIds is { } ids ? new LeadFilter { Ids = ids } : request.Filter!;
        int total = await leads.CountAsync(scope, filter, CountLimit, cancellationToken);
        if (total == 0)
            throw ArtisanException.Invalid("lead_ids", "None of these leads exists for you.");
        Guid job = await start.ExecuteAsync(scope, ScoreLeadsJob.JobKind, total == 1 ? "Score 1 lead" : $"Score {total:N0} leads", new ScoreLeadsJob.Input(JobActor.Of(scope), filter, request.Model, total, prompt), cancellationToken);
        return new BatchScoreLeadsResponseV1(job, total);
    }

    /// <summary>How far a batch is.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public Task<JobInfo> StateAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.See);
        return jobs.ExecuteAsync(scope, jobId, ScoreLeadsJob.JobKind, cancellationToken);
    }

    /// <summary>Cancels a batch; what is scored stays.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public Task<JobInfo> CancelAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        return jobs.CancelAsync(scope, jobId, ScoreLeadsJob.JobKind, cancellationToken);
    }
}

/// <summary>Scores the leads of a batch, in pieces; what is scored stays when it is cancelled or a node dies.</summary>
public sealed class ScoreLeadsJob(IArtisanDbFactory databases, ReadLeadBriefs briefs, ScoreLead score) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string JobKind = "scoring.batch";
    private const int Piece = 100;
    private const int AtOnce = 4;
    private const int MostErrors = 20;

    /// <summary>What to do.</summary>
    public sealed record Input(JobActor Actor, LeadFilter Filter, string? Model, int Total, PromptChoiceV1? Prompt = null);

    /// <summary>What came out.</summary>
    /// <param name="Scored">Leads scored.</param>
    /// <param name="Failed">Leads that could not be scored.</param>
    /// <param name="Errors">Some of the reasons.</param>
    public sealed record Result(int Scored, int Failed, IReadOnlyList<string> Errors);

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Input input = context.Input<Input>();
        TenantScope scope = input.Actor.ScopeOf(context.Run);
        DateTimeOffset began = context.Run.CreatedAt;
        int scored = 0, failed = 0;
        var errors = new ConcurrentDictionary<string, byte>();
        Guid after = Guid.Empty;
        while (true)
        {
            Guid[] ids = await NextAsync(scope, input.Filter, after, began, cancellationToken);
            if (ids.Length == 0)
                break;
            IReadOnlyDictionary<Guid, LeadBrief> read = await briefs.ExecuteAsync(scope, ids, cancellationToken);
            var done = new ConcurrentBag<LeadScoreResponseV1>();
            try
            {
                await Parallel.ForEachAsync(read, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (lead, token) =>
                {
                    try
                    {
                        done.Add(await score.AskAsync(scope, lead.Key, lead.Value, input.Model, "job", token, prompt: input.Prompt?.ToReference()));
                    }
                    catch (Exception e) when (e is ArtisanException { Code: not (ErrorCode.BudgetExceeded or ErrorCode.Unavailable or ErrorCode.FeatureDisabled or ErrorCode.Forbidden) })
                    {
                        Interlocked.Increment(ref failed);
                        if (errors.Count < MostErrors)
                            errors.TryAdd(e.Message, 0);
                    }
                });
            }
            finally
            {
                // Paid for is kept, also when the rest is cancelled or refused.
                if (!done.IsEmpty)
                    await score.KeepAsync(scope, done, CancellationToken.None);
            }
            scored += done.Count;
            after = ids[^1];
            context.Report(input.Total == 0 ? null : (double)(scored + failed) / input.Total, $"{scored + failed:N0} of {input.Total:N0} leads" + (failed > 0 ? $", {failed:N0} failed" : ""));
        }
        return new Result(scored, failed, [.. errors.Keys]);
    }

    // A lead that this batch has scored already, before its node died, is not scored and paid for again.
    private async Task<Guid[]> NextAsync(TenantScope scope, LeadFilter filter, Guid after, DateTimeOffset began, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await filter.Apply(db, scope).Where(l => l.Id.CompareTo(after) > 0 && (l.ScoredAt == null || l.ScoredAt < began)).OrderBy(l => l.Id).Take(Piece).Select(l => l.Id).ToArrayAsync(cancellationToken);
    }
}
