using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Drafts;

/// <summary>Asks for a draft to each of several leads.</summary>
/// <param name="Objective">What the e-mails are to reach, 1 to 500 characters.</param>
/// <param name="LeadIds">Leads, at most 1,000.</param>
/// <param name="Filter">All leads of a filter, at most 1,000; used where no ids are given.</param>
/// <param name="Tone">How they sound; professional where absent.</param>
/// <param name="Length">How long; medium where absent.</param>
/// <param name="Language">ISO 639-1 code; English where absent.</param>
/// <param name="Model">A model to take instead of the policy's.</param>
/// <param name="Prompt">A released prompt to take in place of the use case's system prompt; absent for the one that is set for it.</param>
public sealed record BatchEmailRequestV1(string? Objective, IReadOnlyList<Guid>? LeadIds = null, LeadFilter? Filter = null, EmailTone? Tone = null, EmailLength? Length = null, string? Language = null, string? Model = null, PromptChoiceV1? Prompt = null);

/// <summary>The job that drafts a batch.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Total">Leads that are meant.</param>
public sealed record BatchEmailResponseV1(Guid JobId, int Total);

/// <summary>Queues drafts for several leads as a job. Nothing is sent: each draft waits at its lead for a person.</summary>
public sealed class DraftEmailsBatch(ListLeads leads, StartJob start, GetOwnJob jobs, IKeptTextGuard guard, CheckPromptChoice prompts)
{
    /// <summary>Most leads of one batch: more drafts than that nobody reads before sending.</summary>
    public const int Most = 1000;

    /// <summary>Queues.</summary>
    /// <exception cref="ArtisanException">When the scope may not, a field is wrong, or no lead or more than 1,000 are meant.</exception>
    public async Task<BatchEmailResponseV1> ExecuteAsync(TenantScope scope, BatchEmailRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        var input = new CrmInput();
        string objective = input.Required("objective", request.Objective, 500);
        if (request.LeadIds is null && request.Filter is null)
            input.Fault("lead_ids", "Say which leads: lead_ids or filter.");
        input.Check();
        PromptChoiceV1? prompt = prompts.Execute(scope, request.Prompt, UseCases.EmailGeneration, LeadBrief.RoutingAttributeNames);
        LeadFilter filter = request.LeadIds is { } ids ? new LeadFilter { Ids = ids } : request.Filter!;
        int total = await leads.CountAsync(scope, filter, Most + 1, cancellationToken);
        if (total == 0)
            throw ArtisanException.Invalid("lead_ids", "None of these leads exists for you.");
        if (total > Most)
            throw ArtisanException.Invalid("lead_ids", $"At most {Most:N0} leads at once. Choose fewer.");
        Guid job = await start.ExecuteAsync(scope, DraftEmailsJob.JobKind, total == 1 ? "Draft an e-mail to 1 lead" : $"Draft e-mails to {total:N0} leads",
            new DraftEmailsJob.Input(JobActor.Of(scope), filter, request with { Objective = guard.Text(scope.TenantId, KeptPlace.Requests, objective), LeadIds = null, Filter = null, Prompt = prompt }, total), cancellationToken);
        return new BatchEmailResponseV1(job, total);
    }

    /// <summary>How far a batch is.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public Task<JobInfo> StateAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.See);
        return jobs.ExecuteAsync(scope, jobId, DraftEmailsJob.JobKind, cancellationToken);
    }

    /// <summary>Cancels a batch; what is drafted stays.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public Task<JobInfo> CancelAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        return jobs.CancelAsync(scope, jobId, DraftEmailsJob.JobKind, cancellationToken);
    }
}

/// <summary>Drafts an e-mail to each lead of a batch, one after the other. Leads without an address and those that want no e-mails are left out.</summary>
public sealed class DraftEmailsJob(IArtisanDbFactory databases, GenerateEmail generate) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string JobKind = "email.batch";
    private const int MostErrors = 20;

    /// <summary>What to do.</summary>
    public sealed record Input(JobActor Actor, LeadFilter Filter, BatchEmailRequestV1 Request, int Total);

    /// <summary>What came out.</summary>
    /// <param name="Drafted">Leads with a new draft.</param>
    /// <param name="Skipped">Leads without an address, or that want no e-mails.</param>
    /// <param name="Failed">Leads for which no draft could be written.</param>
    /// <param name="Errors">Some of the reasons.</param>
    public sealed record Result(int Drafted, int Skipped, int Failed, IReadOnlyList<string> Errors);

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Input input = context.Input<Input>();
        TenantScope scope = input.Actor.ScopeOf(context.Run);
        BatchEmailRequestV1 ask = input.Request;
        (Guid[] ids, int skipped, int drafted) = await LeadsAsync(scope, input.Filter, context.Run.CreatedAt, ask.Objective!, cancellationToken);
        int failed = 0;
        var errors = new HashSet<string>();
        foreach (Guid id in ids)
        {
            context.Report((double)(drafted + skipped + failed) / input.Total, $"{drafted + skipped + failed:N0} of {input.Total:N0} leads");
            try
            {
                await generate.ExecuteAsync(scope, new EmailGenerateRequestV1(ask.Objective, id, Tone: ask.Tone, Language: ask.Language, Length: ask.Length, Model: ask.Model, Prompt: ask.Prompt), "job", cancellationToken);
                drafted++;
            }
            catch (Exception e) when (e is ArtisanException { Code: not (ErrorCode.BudgetExceeded or ErrorCode.Unavailable or ErrorCode.FeatureDisabled or ErrorCode.Forbidden) })
            {
                failed++;
                if (errors.Count < MostErrors)
                    errors.Add(e.Message);
            }
        }
        return new Result(drafted, skipped, failed, [.. errors]);
    }

    // A lead that this batch has written to already, before its node died, is not written to and paid for again.
    private async Task<(Guid[] Ids, int Skipped, int Drafted)> LeadsAsync(TenantScope scope, LeadFilter filter, DateTimeOffset began, string objective, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        var leads = await filter.Apply(db, scope).OrderBy(l => l.Id).Take(DraftEmailsBatch.Most).Select(l => new
        {
            l.Id,
            Reachable = l.EmailKey != null && !db.Interactions.Any(i => i.LeadId == l.Id && i.Kind == InteractionKind.Unsubscribed),
            Done = db.EmailDrafts.Any(d => d.LeadId == l.Id && d.CreatedAt >= began && d.Objective == objective),
        }).ToArrayAsync(cancellationToken);
        return ([.. leads.Where(l => l is { Reachable: true, Done: false }).Select(l => l.Id)], leads.Count(l => !l.Reachable), leads.Count(l => l is { Reachable: true, Done: true }));
    }
}
