using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Campaigns;

/// <summary>How many leads of a campaign are in a stage.</summary>
/// <param name="Stage">Stage.</param>
/// <param name="Leads">Leads in it.</param>
public sealed record CampaignStage(LeadStage Stage, int Leads);

/// <summary>Counts a campaign's leads by stage, over all owners.</summary>
public sealed class GetCampaignStages(IArtisanDbFactory databases)
{
    /// <summary>Counts; every stage is named, in its order.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when there is no such campaign.</exception>
    public async Task<IReadOnlyList<CampaignStage>> ExecuteAsync(TenantScope scope, Guid campaignId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        if (!await db.Campaigns.AnyAsync(c => c.Id == campaignId, cancellationToken))
            throw ArtisanException.NotFound("The campaign");
        Dictionary<LeadStage, int> counts = await db.CampaignLeads.AsNoTracking().Where(c => c.CampaignId == campaignId).Join(db.Leads, c => c.LeadId, l => l.Id, (_, l) => l.Stage)
            .GroupBy(s => s).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return [.. Enum.GetValues<LeadStage>().Select(s => new CampaignStage(s, counts.GetValueOrDefault(s)))];
    }
}
