using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Scoring;

/// <summary>Scores one lead through the orchestrator, and keeps the score with what made it.</summary>
public sealed class ScoreLead(IArtisanDbFactory databases, ReadLeadBriefs briefs, UseCaseClient ai, LiveFeed feed)
{
    /// <summary>How long a score is taken as current.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Scores.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="request">What for.</param>
    /// <param name="door">How it came in: <c>api</c>, <c>console</c>, <c>job</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When the lead does not exist for the caller, or Artisan refuses the call.</exception>
    /// <exception cref="Gateway.Providers.ProviderException">When every model failed.</exception>
    public async Task<LeadScoreResponseV1> ExecuteAsync(TenantScope scope, LeadScoreRequestV1 request, string door, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        // What another prompt made is not what is asked for.
        if (request is { Force: false, Prompt: null } && await CurrentAsync(scope, request.LeadId, cancellationToken) is { } current)
            return current;
        IReadOnlyDictionary<Guid, LeadBrief> read = await briefs.ExecuteAsync(scope, [request.LeadId], cancellationToken);
        if (!read.TryGetValue(request.LeadId, out LeadBrief? brief))
            throw ArtisanException.NotFound("The lead");
        LeadScoreResponseV1 score = await AskAsync(scope, request.LeadId, brief, request.Model, door, cancellationToken, request.Segment, request.Prompt?.ToReference());
        await KeepAsync(scope, [score], cancellationToken);
        return score;
    }

    /// <summary>Asks a model for a score without keeping it.</summary>
    internal async Task<LeadScoreResponseV1> AskAsync(TenantScope scope, Guid leadId, LeadBrief brief, string? model, string door, CancellationToken cancellationToken, string? segment = null, PromptReference? prompt = null)
    {
        UseCaseAnswer answer = await ai.AskAsync(scope, new UseCaseAsk
        {
            UseCase = UseCases.LeadScoring,
            Door = door,
            LeadId = leadId,
            Model = model,
            Segment = segment,
            Prompt = prompt,
            Attributes = brief.RoutingAttributes,
            Messages = [new UseCaseMessage("user", PromptFacts.Write(ScoringPrompt.Instruction, brief))],
            SchemaName = ScoringPrompt.SchemaName,
            Schema = ScoringPrompt.Schema,
        }, cancellationToken);
        ScoreAnswer said = answer.Read<ScoreAnswer>();
        (int score, int basis, IReadOnlyList<ScoringFactorV1> factors) = ScoreArithmetic.AddUp(said);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        double confidence = Math.Round(Math.Clamp(said.Confidence, 0, 1), 2);
        return new LeadScoreResponseV1(Guid.CreateVersion7(), leadId, score, basis, confidence, ScoreArithmetic.Grade(score), ScoreArithmetic.Priority(score, confidence), said.Recommendation.Trim(), factors,
            ScoringPrompt.Version, answer.Info.Provider, answer.Info.Model, now, now + Lifetime, answer.Info.RequestId, answer.Info);
    }

    /// <summary>Keeps scores, and puts them on their leads, in one transaction.</summary>
    internal async Task KeepAsync(TenantScope scope, IReadOnlyCollection<LeadScoreResponseV1> scores, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        Guid[] ids = [.. scores.Select(s => s.LeadId)];
        // A lead that was deleted while it was scored keeps nothing.
        Dictionary<Guid, int?> before = await db.Leads.Where(l => ids.Contains(l.Id)).Select(l => new { l.Id, l.Score }).ToDictionaryAsync(l => l.Id, l => l.Score, cancellationToken);
        foreach (LeadScoreResponseV1 score in scores.Where(s => before.ContainsKey(s.LeadId)))
        {
            db.LeadScores.Add(new LeadScore
            {
                TenantId = scope.TenantId,
                Id = score.Id,
                LeadId = score.LeadId,
                Score = score.Score,
                BaseScore = score.BaseScore,
                Confidence = score.Confidence,
                Grade = score.Grade,
                Priority = score.Priority,
                Recommendation = score.Recommendation.Length > 2000 ? score.Recommendation[..2000] : score.Recommendation,
                FactorsJson = JsonSerializer.Serialize(score.Factors, ArtisanJson.Options),
                Provider = score.Provider,
                Model = score.Model,
                ModelVersion = score.ModelVersion,
                RequestId = score.RequestId,
                ScoredAt = score.ScoredAt,
                ExpiresAt = score.ExpiresAt,
                ActorName = scope.ActorName,
            });
            int? change = score.Score - before[score.LeadId];
            db.LeadEvents.Add(LeadTimelineEntry.Event(scope, score.LeadId, LeadEventKind.Scored, $"Scored {score.Score} ({score.Grade})", score.Id, score.RequestId, new { score.Score, score.Grade, change }));
        }
        await db.SaveChangesAsync(cancellationToken);
        foreach (LeadScoreResponseV1 score in scores.Where(s => before.ContainsKey(s.LeadId)))
        {
            int? change = score.Score - before[score.LeadId];
            await db.Leads.Where(l => l.Id == score.LeadId).ExecuteUpdateAsync(set => set.SetProperty(l => l.Score, score.Score).SetProperty(l => l.Grade, score.Grade).SetProperty(l => l.ScoreChange, change)
                .SetProperty(l => l.ScoredAt, score.ScoredAt).SetProperty(l => l.ScoreExpiresAt, score.ExpiresAt), cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        foreach (Guid id in before.Keys)
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Scoring, id.ToString("N")));
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
    }

    private async Task<LeadScoreResponseV1?> CurrentAsync(TenantScope scope, Guid leadId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        var lead = await db.Leads.Reached(scope).Where(l => l.Id == leadId).Select(l => new { l.UpdatedAt, l.LastContactAt }).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The lead");
        LeadScore? last = await db.LeadScores.AsNoTracking().Where(s => s.LeadId == leadId).OrderByDescending(s => s.Id).FirstOrDefaultAsync(cancellationToken);
        bool current = last is not null && last.ExpiresAt > DateTimeOffset.UtcNow && last.ModelVersion == ScoringPrompt.Version && lead.UpdatedAt <= last.ScoredAt && !(lead.LastContactAt > last.ScoredAt);
        return current ? GetLeadScores.Response(last!) : null;
    }
}
