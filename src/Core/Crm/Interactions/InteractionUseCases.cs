using System.Globalization;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Interactions;

/// <summary>An interaction in lists and alone.</summary>
/// <param name="Id">Id.</param>
/// <param name="LeadId">Lead.</param>
/// <param name="LeadName">The lead's name.</param>
/// <param name="AccountId">Account.</param>
/// <param name="ContactId">Contact.</param>
/// <param name="CampaignId">Campaign.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Subject">In one line.</param>
/// <param name="Body">The text.</param>
/// <param name="Outcome"><c>positive</c>, <c>neutral</c>, <c>negative</c>.</param>
/// <param name="DurationSeconds">Seconds.</param>
/// <param name="ActorName">Who.</param>
/// <param name="ExternalId">The other system's id.</param>
/// <param name="RequestId">AI request behind it.</param>
public sealed record InteractionRow(Guid Id, Guid? LeadId, string? LeadName, Guid? AccountId, Guid? ContactId, Guid? CampaignId, InteractionKind Kind, DateTimeOffset At, string Subject, string? Body, string? Outcome,
    int? DurationSeconds, string ActorName, string? ExternalId, Guid? RequestId);

/// <summary>Which interactions; null leaves a condition out.</summary>
/// <param name="LeadId">Of this lead.</param>
/// <param name="AccountId">Of this account.</param>
/// <param name="ContactId">Of this contact.</param>
/// <param name="CampaignId">Of this campaign.</param>
/// <param name="Kind">Of this kind.</param>
public sealed record InteractionFilter(Guid? LeadId = null, Guid? AccountId = null, Guid? ContactId = null, Guid? CampaignId = null, InteractionKind? Kind = null);

/// <summary>Lists interactions, the latest first.</summary>
public sealed class ListInteractions(IArtisanDbFactory databases)
{
    private static readonly SortKey<Interaction> ByTime = SortKey<Interaction>.Time("at", i => i.At);

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor is wrong.</exception>
    public async Task<Page<InteractionRow>> ExecuteAsync(TenantScope scope, InteractionFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await Narrow(Reached(db, scope), filter).ToPageAsync(i => i.Id, ByTime, Row(db), r => (r.At, r.Id), page with { Sort = "at" }, cancellationToken);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<InteractionRow> GetAsync(TenantScope scope, Guid interactionId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await Reached(db, scope).Where(i => i.Id == interactionId).Select(Row(db)).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The interaction");
    }

    internal static IQueryable<Interaction> Reached(ArtisanDb db, TenantScope scope)
    {
        IQueryable<Interaction> all = db.Interactions.AsNoTracking();
        if (scope.Demand(Area.Leads, Level.See) == Reach.All)
            return all;
        IQueryable<Lead> leads = db.Leads.Reached(scope);
        return all.Where(i => i.LeadId == null || leads.Any(l => l.Id == i.LeadId));
    }

    private static IQueryable<Interaction> Narrow(IQueryable<Interaction> interactions, InteractionFilter filter)
    {
        if (filter.LeadId is { } lead)
            interactions = interactions.Where(i => i.LeadId == lead);
        if (filter.AccountId is { } account)
            interactions = interactions.Where(i => i.AccountId == account);
        if (filter.ContactId is { } contact)
            interactions = interactions.Where(i => i.ContactId == contact);
        if (filter.CampaignId is { } campaign)
            interactions = interactions.Where(i => i.CampaignId == campaign);
        return filter.Kind is { } kind ? interactions.Where(i => i.Kind == kind) : interactions;
    }

    private static System.Linq.Expressions.Expression<Func<Interaction, InteractionRow>> Row(ArtisanDb db) => i => new InteractionRow(i.Id, i.LeadId, db.Leads.Where(l => l.Id == i.LeadId).Select(l => l.Name).FirstOrDefault(),
        i.AccountId, i.ContactId, i.CampaignId, i.Kind, i.At, i.Subject, i.Body, i.Outcome, i.DurationSeconds, i.ActorName, i.ExternalId, i.RequestId);
}

/// <summary>Writes down what happened, once for each external id, and keeps the lead's last contact true.</summary>
public sealed class RecordInteraction(IArtisanDbFactory databases, LiveFeed feed)
{
    private static readonly string[] Outcomes = ["positive", "neutral", "negative"];

    /// <summary>What happened.</summary>
    public sealed record Request
    {
        /// <summary>The lead; at least one of lead, account and contact is needed.</summary>
        public Guid? LeadId { get; init; }
        /// <summary>The account; the lead's or contact's where none is given.</summary>
        public Guid? AccountId { get; init; }
        /// <summary>The contact.</summary>
        public Guid? ContactId { get; init; }
        /// <summary>The campaign that it belongs to.</summary>
        public Guid? CampaignId { get; init; }
        /// <summary>What happened.</summary>
        public InteractionKind Kind { get; init; }
        /// <summary>When; now where not given.</summary>
        public DateTimeOffset? At { get; init; }
        /// <summary>In one line.</summary>
        public string? Subject { get; init; }
        /// <summary>The text, at most 20,000 characters.</summary>
        public string? Body { get; init; }
        /// <summary><c>positive</c>, <c>neutral</c>, <c>negative</c>.</summary>
        public string? Outcome { get; init; }
        /// <summary>Seconds.</summary>
        public int? DurationSeconds { get; init; }
        /// <summary>The other system's id; sending it again changes nothing.</summary>
        public string? ExternalId { get; init; }
        /// <summary>The AI request that it came from.</summary>
        public Guid? RequestId { get; init; }
    }

    /// <summary>Writes it down.</summary>
    /// <returns>The interaction's id; of the one that is there already when the external id is known.</returns>
    /// <exception cref="ArtisanException">With every wrong field, or when the lead, account, contact or campaign does not exist for the caller.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        var input = new CrmInput();
        string? external = input.Text("external_id", request.ExternalId, 200);
        if (external is not null && await db.Interactions.Where(i => i.ExternalId == external).Select(i => (Guid?)i.Id).FirstOrDefaultAsync(cancellationToken) is { } known)
            return known;
        DateTimeOffset now = DateTimeOffset.UtcNow, at = (request.At ?? now).ToUniversalTime();
        var interaction = new Interaction
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            LeadId = request.LeadId,
            AccountId = request.AccountId,
            ContactId = request.ContactId,
            CampaignId = request.CampaignId,
            Kind = request.Kind,
            At = at,
            Subject = input.Text("subject", request.Subject) ?? Words(request.Kind),
            Body = input.Text("body", request.Body, Interaction.MaxBody),
            Outcome = input.Text("outcome", request.Outcome, 32)?.ToLowerInvariant(),
            DurationSeconds = request.DurationSeconds,
            ActorName = scope.ActorName,
            ExternalId = external,
            RequestId = request.RequestId,
            CreatedAt = now,
        };
        await CheckAsync(db, scope, interaction, input, now, cancellationToken);
        input.Check();
        db.Interactions.Add(interaction);
        await CrmSave.SaveAsync(db, "The interaction", "external_id", cancellationToken);
        if (interaction.LeadId is { } lead)
        {
            await db.Leads.Where(l => l.Id == lead && (l.LastContactAt == null || l.LastContactAt < at)).ExecuteUpdateAsync(set => set.SetProperty(l => l.LastContactAt, at), cancellationToken);
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, lead.ToString("N")));
        }
        return interaction.Id;
    }

    private static async Task CheckAsync(ArtisanDb db, TenantScope scope, Interaction interaction, CrmInput input, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(interaction.Kind))
            input.Fault("kind", "There is no such kind.");
        if (interaction.Outcome is not null && !Outcomes.Contains(interaction.Outcome))
            input.Fault("outcome", $"Use {string.Join(", ", Outcomes)}.");
        if (interaction.At > now.AddDays(1) || interaction.At < now.AddYears(-50))
            input.Fault("at", "The time is in the future or more than 50 years ago.");
        if (interaction.DurationSeconds is < 0 or > 7 * 86_400)
            input.Fault("duration_seconds", "From 0 to 604,800 (a week).");
        if (interaction is { LeadId: null, AccountId: null, ContactId: null })
            input.Fault("lead_id", "Say whom it concerns: lead_id, account_id or contact_id.");
        if (interaction.LeadId is { } leadId)
        {
            var lead = await db.Leads.Reached(scope, Level.Edit).Where(l => l.Id == leadId).Select(l => new { l.AccountId }).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The lead");
            interaction.AccountId ??= lead.AccountId;
        }
        if (interaction.ContactId is { } contactId)
        {
            var contact = await db.Contacts.Where(c => c.Id == contactId).Select(c => new { c.AccountId }).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The contact");
            interaction.AccountId ??= contact.AccountId;
        }
        if (interaction.AccountId is { } accountId && !await db.Accounts.AnyAsync(a => a.Id == accountId, cancellationToken))
            throw ArtisanException.NotFound("The account");
        if (interaction.CampaignId is { } campaignId && !await db.Campaigns.AnyAsync(c => c.Id == campaignId, cancellationToken))
            throw ArtisanException.NotFound("The campaign");
    }

    private static string Words(InteractionKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()).Replace('_', ' ') is { Length: > 0 } words
        ? char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..] : "Interaction";
}

/// <summary>Deletes an interaction that was written down by mistake.</summary>
public sealed class DeleteInteraction(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid interactionId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Interaction interaction = await ListInteractions.Reached(db, scope).SingleOrDefaultAsync(i => i.Id == interactionId, cancellationToken) ?? throw ArtisanException.NotFound("The interaction");
        db.Interactions.Remove(interaction);
        db.Audit(scope, "interaction.deleted", $"Interaction {interactionId}", new { interaction.LeadId, interaction.Kind, interaction.At });
        await db.SaveChangesAsync(cancellationToken);
        if (interaction.LeadId is { } lead)
        {
            DateTimeOffset? last = await db.Interactions.Where(i => i.LeadId == lead).MaxAsync(i => (DateTimeOffset?)i.At, cancellationToken);
            await db.Leads.Where(l => l.Id == lead).ExecuteUpdateAsync(set => set.SetProperty(l => l.LastContactAt, last), cancellationToken);
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, lead.ToString("N")));
        }
    }
}
