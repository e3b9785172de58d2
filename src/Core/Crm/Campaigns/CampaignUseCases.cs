using Artisan.Core.Compliance;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Campaigns;

/// <summary>A campaign in lists and alone.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Objective">What it is to reach.</param>
/// <param name="Channel">Main channel.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StartsOn">First day.</param>
/// <param name="EndsOn">Last day.</param>
/// <param name="BudgetUsd">Money set aside, USD.</param>
/// <param name="OwnerId">Owner's membership.</param>
/// <param name="OwnerName">Owner's name.</param>
/// <param name="Leads">Leads in it.</param>
/// <param name="Engaged">Of them, engaged or further.</param>
/// <param name="Won">Of them, won.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
/// <param name="UpdatedAt">When its facts last changed (UTC).</param>
/// <param name="Version">To be sent back with a change.</param>
public sealed record CampaignRow(Guid Id, string Name, string? Objective, string? Channel, CampaignStatus Status, DateOnly? StartsOn, DateOnly? EndsOn, decimal? BudgetUsd, Guid? OwnerId, string? OwnerName,
    int Leads, int Engaged, int Won, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version);

/// <summary>Lists campaigns, newest first, and reads one.</summary>
public sealed class ListCampaigns(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor is wrong.</exception>
    public async Task<Page<CampaignRow>> ExecuteAsync(TenantScope scope, string? query, CampaignStatus? status, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Campaign> campaigns = db.Campaigns.AsNoTracking();
        foreach (string pattern in SearchWords.Patterns(query))
            campaigns = campaigns.Where(c => EF.Functions.Like(c.Name.ToLower(), pattern, "\\"));
        if (status is { } wanted)
            campaigns = campaigns.Where(c => c.Status == wanted);
        return await campaigns.ToPageAsync(c => c.Id, null, Row(db), r => (null, r.Id), page, cancellationToken);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task<CampaignRow> GetAsync(TenantScope scope, Guid campaignId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.Campaigns.AsNoTracking().Where(c => c.Id == campaignId).Select(Row(db)).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The campaign");
    }

    private static System.Linq.Expressions.Expression<Func<Campaign, CampaignRow>> Row(ArtisanDb db) => c => new CampaignRow(c.Id, c.Name, c.Objective, c.Channel, c.Status, c.StartsOn, c.EndsOn, c.BudgetUsd, c.OwnerId,
        db.Memberships.Where(m => m.Id == c.OwnerId).Select(m => m.DisplayName).FirstOrDefault(),
        db.CampaignLeads.Count(l => l.CampaignId == c.Id),
        db.CampaignLeads.Count(l => l.CampaignId == c.Id && db.Leads.Any(x => x.Id == l.LeadId && x.Stage >= LeadStage.Engaged && x.Stage <= LeadStage.Won)),
        db.CampaignLeads.Count(l => l.CampaignId == c.Id && db.Leads.Any(x => x.Id == l.LeadId && x.Stage == LeadStage.Won)), c.CreatedAt, c.UpdatedAt, c.Version);
}

/// <summary>Creates a campaign, or changes its facts.</summary>
public sealed class SaveCampaign(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>What to save. Of an existing campaign only what is not null is changed; an empty text takes a value away.</summary>
    public sealed record Request
    {
        /// <summary>Null for a new campaign.</summary>
        public Guid? Id { get; init; }
        /// <summary>The version that the change was made on; null changes whatever is there.</summary>
        public int? Version { get; init; }
        /// <summary>Name, unique in the tenant.</summary>
        public string? Name { get; init; }
        /// <summary>What it is to reach.</summary>
        public string? Objective { get; init; }
        /// <summary>Main channel.</summary>
        public string? Channel { get; init; }
        /// <summary>Where it stands.</summary>
        public CampaignStatus? Status { get; init; }
        /// <summary>First day.</summary>
        public DateOnly? StartsOn { get; init; }
        /// <summary>Last day.</summary>
        public DateOnly? EndsOn { get; init; }
        /// <summary>Money set aside, USD.</summary>
        public decimal? BudgetUsd { get; init; }
        /// <summary>Owner's membership; <see cref="Guid.Empty"/> for nobody.</summary>
        public Guid? OwnerId { get; init; }
    }

    /// <summary>Saves.</summary>
    /// <returns>The campaign's id.</returns>
    /// <exception cref="ArtisanException">With every wrong field, with <see cref="ErrorCode.NotFound"/>, or with <see cref="ErrorCode.Conflict"/> when the name is taken or the version is old.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        bool own = scope.Demand(Area.Leads, Level.Edit) == Reach.Own;
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Campaign campaign;
        if (request.Id is { } id)
        {
            campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The campaign");
            CrmReach.DemandEdit(scope, campaign.OwnerId, "This campaign");
            if (request.Version is { } version && version != campaign.Version)
                throw CrmInput.ChangedMeanwhile("The campaign");
            campaign.Version++;
        }
        else
        {
            campaign = new Campaign { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), CreatedAt = now, OwnerId = own ? scope.ActorId : null };
            db.Campaigns.Add(campaign);
        }
        var input = new CrmInput();
        if (request.Name is not null || request.Id is null)
            campaign.Name = input.Required("name", request.Name, 200);
        if (request.Objective is not null)
            campaign.Objective = input.Text("objective", request.Objective, 2000);
        if (request.Channel is not null)
            campaign.Channel = input.Text("channel", request.Channel, 64);
        campaign.Status = request.Status ?? campaign.Status;
        campaign.StartsOn = request.StartsOn ?? campaign.StartsOn;
        campaign.EndsOn = request.EndsOn ?? campaign.EndsOn;
        if (campaign.EndsOn < campaign.StartsOn)
            input.Fault("ends_on", "The last day is before the first.");
        if (request.BudgetUsd is { } budget)
        {
            campaign.BudgetUsd = budget;
            if (budget is < 0 or > 1_000_000_000)
                input.Fault("budget_usd", "From 0 to 1,000,000,000.");
        }
        if (request.OwnerId is { } ownerId)
        {
            campaign.OwnerId = ownerId == Guid.Empty ? null : ownerId;
            if (own && campaign.OwnerId is not null && campaign.OwnerId != scope.ActorId)
                input.Fault("owner_id", "You may take campaigns for yourself or give them up. Ask a manager to assign them to others.");
            await input.OwnerAsync(db, "owner_id", campaign.OwnerId, cancellationToken);
        }
        input.Check();
        if (await db.Campaigns.AnyAsync(c => c.Name == campaign.Name && c.Id != campaign.Id, cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, $"There is another campaign named '{campaign.Name}'.") { Field = "name" };
        campaign.UpdatedAt = now;
        await CrmSave.SaveAsync(db, "The campaign", "name", cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Campaigns, campaign.Id.ToString("N")));
        return campaign.Id;
    }
}

/// <summary>Adds leads to a campaign, or takes them out.</summary>
public sealed class ChangeCampaignLeads(IArtisanDbFactory databases, LiveFeed feed)
{
    private const int Piece = 1000;

    /// <summary>Adds the leads of a filter.</summary>
    /// <returns>How many were added; those that were in it already are left alone.</returns>
    /// <exception cref="ArtisanException">When the campaign does not exist or is a colleague's.</exception>
    public async Task<int> AddAsync(TenantScope scope, Guid campaignId, LeadFilter filter, CancellationToken cancellationToken)
    {
        int added = 0;
        Guid after = Guid.Empty;
        while (true)
        {
            await using ArtisanDb db = databases.Open(scope);
            await DemandAsync(db, scope, campaignId, cancellationToken);
            Guid[] ids = await filter.Apply(db, scope).Where(l => l.Id.CompareTo(after) > 0 && !db.CampaignLeads.Any(c => c.CampaignId == campaignId && c.LeadId == l.Id))
                .OrderBy(l => l.Id).Take(Piece).Select(l => l.Id).ToArrayAsync(cancellationToken);
            DateTimeOffset now = DateTimeOffset.UtcNow;
            db.CampaignLeads.AddRange(ids.Select(id => new CampaignLead { TenantId = scope.TenantId, CampaignId = campaignId, LeadId = id, AddedAt = now }));
            await db.SaveChangesAsync(cancellationToken);
            added += ids.Length;
            if (ids.Length > 0)
                Publish(scope, campaignId);
            if (ids.Length < Piece)
                return added;
            after = ids[^1];
        }
    }

    /// <summary>Takes leads out.</summary>
    /// <returns>How many were taken out.</returns>
    /// <exception cref="ArtisanException">When the campaign does not exist or is a colleague's.</exception>
    public async Task<int> RemoveAsync(TenantScope scope, Guid campaignId, IReadOnlyCollection<Guid> leadIds, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        await DemandAsync(db, scope, campaignId, cancellationToken);
        int removed = await db.CampaignLeads.Where(c => c.CampaignId == campaignId && leadIds.Contains(c.LeadId)).ExecuteDeleteAsync(cancellationToken);
        if (removed > 0)
            Publish(scope, campaignId);
        return removed;
    }

    private void Publish(TenantScope scope, Guid campaignId) => feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Campaigns, campaignId.ToString("N")));

    private static async Task DemandAsync(ArtisanDb db, TenantScope scope, Guid campaignId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        Campaign campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == campaignId, cancellationToken) ?? throw ArtisanException.NotFound("The campaign");
        CrmReach.DemandEdit(scope, campaign.OwnerId, "This campaign");
    }
}

/// <summary>Deletes a campaign; its leads and interactions stay.</summary>
public sealed class DeleteCampaign(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or when it is a colleague's.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid campaignId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Campaign campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.Id == campaignId, cancellationToken) ?? throw ArtisanException.NotFound("The campaign");
        CrmReach.DemandEdit(scope, campaign.OwnerId, "This campaign");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Interactions.Where(i => i.CampaignId == campaignId).ExecuteUpdateAsync(set => set.SetProperty(i => i.CampaignId, (Guid?)null), cancellationToken);
        db.Campaigns.Remove(campaign);
        db.Audit(scope, "campaign.deleted", $"Campaign {campaign.Name}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Campaigns, campaignId.ToString("N")));
    }
}
