using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Crm.Drafts;

/// <summary>Proposed campaign strategies; they are about no single person.</summary>
public sealed class CampaignStrategyStore(ISubjectHolds holds) : PersonalStore<CampaignStrategyRecord>
{
    /// <inheritdoc/>
    public override string Name => "campaign_strategies";
    /// <inheritdoc/>
    public override string Title => "Campaign strategies";
    /// <inheritdoc/>
    public override int Order => 31;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Drafts];
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<CampaignStrategyRecord, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<CampaignStrategyRecord, DateTimeOffset>> At => d => d.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<CampaignStrategyRecord, Guid?>> Owner => d => d.OwnerId;
}
