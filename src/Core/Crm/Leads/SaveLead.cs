using System.Text.Json;
using Artisan.Core.Crm.Accounts;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>Creates a lead, or changes its facts, stage and owner.</summary>
public sealed class SaveLead(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>What to save. Of an existing lead only what is not null is changed; an empty text takes a value away.</summary>
    public sealed record Request
    {
        /// <summary>Null for a new lead.</summary>
        public Guid? Id { get; init; }
        /// <summary>The version that the change was made on; null changes whatever is there.</summary>
        public int? Version { get; init; }
        /// <summary>First name.</summary>
        public string? FirstName { get; init; }
        /// <summary>Last name.</summary>
        public string? LastName { get; init; }
        /// <summary>E-mail; unique in the tenant.</summary>
        public string? Email { get; init; }
        /// <summary>Phone.</summary>
        public string? Phone { get; init; }
        /// <summary>Position.</summary>
        public string? Title { get; init; }
        /// <summary>Company.</summary>
        public string? Company { get; init; }
        /// <summary>Account; where none is given the account of the e-mail's domain or of the company's name is taken.</summary>
        public Guid? AccountId { get; init; }
        /// <summary>Country.</summary>
        public string? Country { get; init; }
        /// <summary>City.</summary>
        public string? City { get; init; }
        /// <summary>Source.</summary>
        public string? Source { get; init; }
        /// <summary>Stage.</summary>
        public LeadStage? Stage { get; init; }
        /// <summary>Owner's membership; <see cref="Guid.Empty"/> for nobody.</summary>
        public Guid? OwnerId { get; init; }
        /// <summary>Own fields by key; null values take them away.</summary>
        public IReadOnlyDictionary<string, JsonElement>? Custom { get; init; }
    }

    /// <summary>Saves.</summary>
    /// <returns>The lead's id.</returns>
    /// <exception cref="ArtisanException">With every wrong field, with <see cref="ErrorCode.NotFound"/>, or with <see cref="ErrorCode.Conflict"/> when the e-mail is another lead's or the version is old.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Lead lead;
        LeadFacts? before = null;
        if (request.Id is { } id)
        {
            lead = await db.Leads.Reached(scope, Level.Edit).SingleOrDefaultAsync(l => l.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The lead");
            before = LeadFacts.Of(lead);
            if (request.Version is { } version && version != lead.Version)
                throw CrmInput.ChangedMeanwhile("The lead");
        }
        else
        {
            bool own = scope.Demand(Area.Leads, Level.Edit) == Reach.Own;
            lead = new Lead { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), CreatedAt = now, OwnerId = own ? scope.ActorId : null };
            db.Leads.Add(lead);
        }
        await ApplyAsync(db, scope, lead, request, cancellationToken);
        LeadText.Refresh(lead);
        if (lead.EmailKey is { } key && await db.Leads.AnyAsync(l => l.EmailKey == key && l.Id != lead.Id, cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, $"There is another lead with the e-mail {lead.Email}. Change that one, or merge the two.") { Field = "email" };
        lead.AccountId ??= await FindAccount.ForAsync(db, lead.Email, lead.Company, cancellationToken);
        lead.UpdatedAt = now;
        if (before is null)
        {
            db.LeadEvents.Add(LeadTimelineEntry.Event(scope, lead.Id, LeadEventKind.Created, "Lead created"));
        }
        else
        {
            IReadOnlyDictionary<string, string?[]> changes = before.ChangesTo(LeadFacts.Of(lead));
            if (changes.Count == 0)
                return lead.Id;
            lead.Version++;
            db.LeadEvents.Add(LeadTimelineEntry.Event(scope, lead.Id, LeadEventKind.Changed, LeadFacts.Words(changes), details: changes));
        }
        await CrmSave.SaveAsync(db, "The lead", "email", cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, lead.Id.ToString("N")));
        return lead.Id;
    }

    private static async Task ApplyAsync(ArtisanDb db, TenantScope scope, Lead lead, Request request, CancellationToken cancellationToken)
    {
        var input = new CrmInput();
        if (request.FirstName is not null)
            lead.FirstName = input.Text("first_name", request.FirstName, 200) ?? "";
        if (request.LastName is not null)
            lead.LastName = input.Text("last_name", request.LastName, 200) ?? "";
        if (request.Email is not null)
            lead.Email = input.Email("email", request.Email);
        if (request.Phone is not null)
            lead.Phone = input.Text("phone", request.Phone, 64);
        if (request.Title is not null)
            lead.Title = input.Text("title", request.Title);
        if (request.Company is not null)
            lead.Company = input.Text("company", request.Company);
        if (request.Country is not null)
            lead.Country = input.Text("country", request.Country);
        if (request.City is not null)
            lead.City = input.Text("city", request.City);
        if (request.Source is not null)
            lead.Source = input.Text("source", request.Source);
        if (request.Stage is { } stage)
        {
            if (!Enum.IsDefined(stage))
                input.Fault("stage", "There is no such stage.");
            lead.Stage = stage;
        }
        if (request.AccountId is { } accountId)
        {
            lead.AccountId = accountId == Guid.Empty ? null : accountId;
            if (lead.AccountId is not null && !await db.Accounts.AnyAsync(a => a.Id == accountId, cancellationToken))
                input.Fault("account_id", "There is no such account.");
        }
        if (request.OwnerId is { } ownerId)
        {
            Guid? owner = ownerId == Guid.Empty ? null : ownerId;
            // A rep may take an unassigned lead and give an own one up, but not give work to colleagues.
            if (owner != lead.OwnerId && scope.AccessTo(Area.Leads).Reach != Reach.All && owner is not null && owner != scope.ActorId)
                input.Fault("owner_id", "You may take leads for yourself or give them up. Ask a manager to assign them to others.");
            await input.OwnerAsync(db, "owner_id", owner, cancellationToken);
            lead.OwnerId = owner;
        }
        if (request.Custom is { Count: > 0 } custom)
            lead.CustomJson = await CustomValues.ApplyAsync(db, CrmRecord.Lead, lead.CustomJson, custom, input, cancellationToken);
        if (lead.FirstName.Length == 0 && lead.LastName.Length == 0 && lead.Email is null && lead.Company is null)
            input.Fault("email", "A lead needs a name, an e-mail or a company.");
        input.Check();
    }
}
