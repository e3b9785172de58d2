using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Scoring;

/// <summary>A lead with a high score, and what made it so.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Name">Name.</param>
/// <param name="Company">Company.</param>
/// <param name="Stage">Stage.</param>
/// <param name="OwnerName">Owner.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Change">Points against the score before.</param>
/// <param name="Reasons">The two factors that raised it most.</param>
public sealed record HotLead(Guid LeadId, string Name, string? Company, LeadStage Stage, string? OwnerName, int Score, string Grade, int? Change, IReadOnlyList<ScoringFactorV1> Reasons);

/// <summary>Lists the open leads with the highest current scores: those that expired would praise what was once so.</summary>
public sealed class ListHottestLeads(IArtisanDbFactory databases, TimeProvider clock)
{
    private const int Most = 50;
    private const int Looked = 2000;
    private const int ReasonsEach = 2;

    /// <summary>Lists, the highest first, in two statements.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<IReadOnlyList<HotLead>> ExecuteAsync(TenantScope scope, int count, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = clock.GetUtcNow();
        // Among the best: where all of those are stale or closed, it is better to say so than to read a million.
        var leads = await db.Leads.AsNoTracking().Reached(scope).Where(l => l.Score != null).OrderByDescending(l => l.Score).ThenByDescending(l => l.Id).Take(Looked)
            .Where(l => l.ScoreExpiresAt >= now && l.Stage < LeadStage.Won).OrderByDescending(l => l.Score).ThenByDescending(l => l.Id).Take(Math.Clamp(count, 1, Most))
            .Select(l => new { l.Id, l.Name, l.Company, l.Stage, Owner = db.Memberships.Where(m => m.Id == l.OwnerId).Select(m => m.DisplayName).FirstOrDefault(), Score = l.Score!.Value, l.Grade, l.ScoreChange })
            .ToArrayAsync(cancellationToken);
        Guid[] ids = [.. leads.Select(l => l.Id)];
        var scores = (await db.Leads.AsNoTracking().Where(l => ids.Contains(l.Id)).SelectMany(l => db.LeadScores.Where(s => s.LeadId == l.Id).OrderByDescending(s => s.Id).Take(1))
            .Select(s => new { s.LeadId, s.FactorsJson }).ToArrayAsync(cancellationToken)).ToDictionary(s => s.LeadId, s => s.FactorsJson);
        return [.. leads.Select(l => new HotLead(l.Id, l.Name, l.Company, l.Stage, l.Owner, l.Score, l.Grade ?? ScoreArithmetic.Grade(l.Score), l.ScoreChange, Reasons(scores.GetValueOrDefault(l.Id))))];
    }

    private static ScoringFactorV1[] Reasons(string? factors) => factors is null ? []
        : [.. (JsonSerializer.Deserialize<ScoringFactorV1[]>(factors, ArtisanJson.Options) ?? []).Where(f => f.Impact > 0).OrderByDescending(f => f.Impact).Take(ReasonsEach)];
}
