using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Demo;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Scoring.Demo;

/// <summary>
/// Scores the most active leads of a demonstration tenant by the scorecard, as if it had been done over the past days: each by what was known at its
/// time, half of them a second time since, so that trends show.
/// </summary>
public sealed class DemoScores(IArtisanDbFactory databases, ReadLeadBriefs briefs, TimeProvider clock) : IDemoSource
{
    /// <summary>Leads that are scored.</summary>
    public const int Leads = 300;
    private const int Rounds = 6;
    private const string Model = "artisan-extract-1";

    /// <inheritdoc/>
    public async Task FillAsync(DemoTenant tenant, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Guid[] active;
        await using (ArtisanDb db = databases.OpenTenant(tenant.TenantId))
        {
            active = await db.Interactions.Where(i => i.LeadId != null).GroupBy(i => i.LeadId!.Value).Select(g => new { g.Key, Count = g.Count() })
                .OrderByDescending(g => g.Count).ThenBy(g => g.Key).Take(Leads).Select(g => g.Key).ToArrayAsync(cancellationToken);
        }
        Guid[][] rounds = [.. active.Select((id, i) => (Id: id, Round: i % Rounds)).GroupBy(l => l.Round).Select(g => g.Select(l => l.Id).ToArray())];
        for (int i = 0; i < rounds.Length; i++)
        {
            // The latest round was today, so that the day's figures show something.
            DateTimeOffset at = now.AddHours(-(2 + 22 * i));
            if (i % 2 == 0)
                await ScoreAsync(tenant, rounds[i], at.AddDays(-8), cancellationToken);
            await ScoreAsync(tenant, rounds[i], at, cancellationToken);
        }
    }

    private async Task ScoreAsync(DemoTenant tenant, Guid[] ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<Guid, LeadBrief> read = await briefs.ExecuteAsync(tenant.Scope, ids, cancellationToken, at);
        await using ArtisanDb db = databases.OpenTenant(tenant.TenantId);
        Lead[] leads = await db.Leads.Where(l => ids.Contains(l.Id) && l.CreatedAt < at).ToArrayAsync(cancellationToken);
        int number = 0;
        foreach (Lead lead in leads)
            Add(db, tenant, lead, read[lead.Id], at.AddSeconds(11 * number++));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Add(ArtisanDb db, DemoTenant tenant, Lead lead, LeadBrief brief, DateTimeOffset at)
    {
        ScoreAnswer said = LeadScorecard.Score(brief);
        (int points, int basis, IReadOnlyList<ScoringFactorV1> factors) = ScoreArithmetic.AddUp(said);
        string grade = ScoreArithmetic.Grade(points);
        int? change = points - lead.Score;
        var score = new LeadScore
        {
            TenantId = tenant.TenantId,
            Id = Guid.CreateVersion7(at),
            LeadId = lead.Id,
            Score = points,
            BaseScore = basis,
            Confidence = said.Confidence,
            Grade = grade,
            Priority = ScoreArithmetic.Priority(points, said.Confidence),
            Recommendation = said.Recommendation,
            FactorsJson = JsonSerializer.Serialize(factors, ArtisanJson.Options),
            Provider = "local",
            Model = Model,
            ModelVersion = ScoringPrompt.Version,
            ScoredAt = at,
            ExpiresAt = at + ScoreLead.Lifetime,
            ActorName = "Demo data",
        };
        db.LeadScores.Add(score);
        db.LeadEvents.Add(new LeadEvent
        {
            TenantId = tenant.TenantId,
            Id = Guid.CreateVersion7(at),
            LeadId = lead.Id,
            At = at,
            Kind = LeadEventKind.Scored,
            Title = $"Scored {points} ({grade})",
            ActorName = "Demo data",
            ReferenceId = score.Id,
            DetailsJson = JsonSerializer.Serialize(new { score = points, grade, change }, ArtisanJson.Options),
        });
        (lead.Score, lead.Grade, lead.ScoreChange, lead.ScoredAt, lead.ScoreExpiresAt) = (points, grade, change, at, score.ExpiresAt);
    }
}
