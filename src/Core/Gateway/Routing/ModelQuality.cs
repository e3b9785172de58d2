using System.Collections.Frozen;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Feedback;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Routing;

/// <summary>What users made of a model's results.</summary>
/// <param name="Verdicts">How many verdicts there are.</param>
/// <param name="Accepted">How many were good: helpful, accepted, or edited by less than a fifth.</param>
public readonly record struct ModelVerdicts(int Verdicts, int Accepted)
{
    /// <summary>0 to 1.</summary>
    public double AcceptedShare => Verdicts == 0 ? 0 : (double)Accepted / Verdicts;
}

/// <summary>Verdicts of users by model over the last 90 days, held in memory for routing by quality and read again every few minutes.</summary>
public sealed class ModelQuality(IArtisanDbFactory databases)
{
    /// <summary>How far back verdicts count, in days.</summary>
    public const int Days = 90;
    private const double SmallEdit = 0.2;
    private FrozenDictionary<(Guid Tenant, string Provider, string Model), ModelVerdicts> _verdicts = FrozenDictionary<(Guid, string, string), ModelVerdicts>.Empty;

    /// <summary>What a tenant's users made of a model; none where nobody said anything.</summary>
    public ModelVerdicts Of(Guid tenantId, string provider, string model) => _verdicts.GetValueOrDefault((tenantId, provider, model));

    /// <summary>Reads the verdicts again: one grouped query over all tenants.</summary>
    public async Task RefreshAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        DateTimeOffset from = now.AddDays(-Days);
        var rows = await db.OfAllTenants<RequestFeedback>().Where(f => f.At >= from && f.Model != null && f.Provider != null)
            .GroupBy(f => new { f.TenantId, f.Provider, f.Model })
            .Select(g => new
            {
                g.Key.TenantId,
                g.Key.Provider,
                g.Key.Model,
                Verdicts = g.Count(),
                Accepted = g.Count(f => f.Verdict == FeedbackVerdict.Helpful || f.Verdict == FeedbackVerdict.Accepted || f.Verdict == FeedbackVerdict.Edited && f.EditShare < SmallEdit),
            }).ToArrayAsync(cancellationToken);
        _verdicts = rows.ToFrozenDictionary(r => (r.TenantId, r.Provider!, r.Model!), r => new ModelVerdicts(r.Verdicts, r.Accepted));
    }
}
