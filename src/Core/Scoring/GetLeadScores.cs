using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Scoring;

/// <summary>Reads a lead's scores, the latest first.</summary>
public sealed class GetLeadScores(IArtisanDbFactory databases)
{
    /// <summary>Reads the latest ones.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="leadId">The lead.</param>
    /// <param name="count">How many, 1 to 100.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public async Task<IReadOnlyList<LeadScoreResponseV1>> ExecuteAsync(TenantScope scope, Guid leadId, int count, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        if (!await db.Leads.Reached(scope).AnyAsync(l => l.Id == leadId, cancellationToken))
            throw ArtisanException.NotFound("The lead");
        LeadScore[] scores = await db.LeadScores.AsNoTracking().Where(s => s.LeadId == leadId).OrderByDescending(s => s.Id).Take(Math.Clamp(count, 1, 100)).ToArrayAsync(cancellationToken);
        return [.. scores.Select(Response)];
    }

    /// <summary>Reads the latest one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller or was never scored.</exception>
    public async Task<LeadScoreResponseV1> LatestAsync(TenantScope scope, Guid leadId, CancellationToken cancellationToken) =>
        (await ExecuteAsync(scope, leadId, 1, cancellationToken)).FirstOrDefault()
        ?? throw new ArtisanException(ErrorCode.NotFound, "This lead was never scored. Score it with POST /api/v1/ai/scoring/leads.");

    internal static LeadScoreResponseV1 Response(LeadScore s) => new(s.Id, s.LeadId, s.Score, s.BaseScore, s.Confidence, s.Grade, s.Priority, s.Recommendation,
        JsonSerializer.Deserialize<ScoringFactorV1[]>(s.FactorsJson, ArtisanJson.Options) ?? [], s.ModelVersion, s.Provider, s.Model, s.ScoredAt, s.ExpiresAt, s.RequestId);
}
