using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Crm.Accounts;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Contacts;

/// <summary>A contact in lists and alone.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Whole name.</param>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="Email">E-mail.</param>
/// <param name="Phone">Phone.</param>
/// <param name="Title">Position.</param>
/// <param name="AccountId">Account.</param>
/// <param name="AccountName">Name of the account.</param>
/// <param name="LeadId">The lead that the person came from.</param>
/// <param name="OwnerId">Owner's membership.</param>
/// <param name="OwnerName">Owner's name.</param>
/// <param name="CustomJson">Own fields as a JSON object.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
/// <param name="UpdatedAt">When its facts last changed (UTC).</param>
/// <param name="Version">To be sent back with a change.</param>
public sealed record ContactRow(Guid Id, string Name, string FirstName, string LastName, string? Email, string? Phone, string? Title, Guid? AccountId, string? AccountName, Guid? LeadId, Guid? OwnerId, string? OwnerName,
    string CustomJson, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version);

/// <summary>Which contacts; null leaves a condition out.</summary>
/// <param name="Query">Words that name, e-mail or title contain, each of them.</param>
/// <param name="AccountId">Of this account.</param>
/// <param name="OwnerId">Of this owner.</param>
/// <param name="LeadId">Who came from this lead.</param>
public sealed record ContactFilter(string? Query = null, Guid? AccountId = null, Guid? OwnerId = null, Guid? LeadId = null);

/// <summary>Lists contacts, newest first or by name, and reads one.</summary>
public sealed class ListContacts(IArtisanDbFactory databases)
{
    private static readonly SortKey<Contact> ByName = SortKey<Contact>.Text("name", c => c.Name);

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor or sort is wrong.</exception>
    public async Task<Page<ContactRow>> ExecuteAsync(TenantScope scope, ContactFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        if (page.Sort is not (null or "created" or "name"))
            throw ArtisanException.Invalid("sort", $"Contacts cannot be sorted by '{page.Sort}'. Use created or name.");
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Contact> contacts = db.Contacts.AsNoTracking();
        foreach (string pattern in SearchWords.Patterns(filter.Query))
            contacts = contacts.Where(c => EF.Functions.Like(c.SearchText, pattern, "\\"));
        if (filter.AccountId is { } account)
            contacts = contacts.Where(c => c.AccountId == account);
        if (filter.OwnerId is { } owner)
            contacts = contacts.Where(c => c.OwnerId == owner);
        if (filter.LeadId is { } lead)
            contacts = contacts.Where(c => c.LeadId == lead);
        return await contacts.ToPageAsync(c => c.Id, page.Sort == "name" ? ByName : null, Row(db), r => (r.Name, r.Id), page, cancellationToken);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task<ContactRow> GetAsync(TenantScope scope, Guid contactId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.Contacts.AsNoTracking().Where(c => c.Id == contactId).Select(Row(db)).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The contact");
    }

    private static System.Linq.Expressions.Expression<Func<Contact, ContactRow>> Row(ArtisanDb db) => c => new ContactRow(c.Id, c.Name, c.FirstName, c.LastName, c.Email, c.Phone, c.Title, c.AccountId,
        db.Accounts.Where(a => a.Id == c.AccountId).Select(a => a.Name).FirstOrDefault(), c.LeadId, c.OwnerId,
        db.Memberships.Where(m => m.Id == c.OwnerId).Select(m => m.DisplayName).FirstOrDefault(), c.CustomJson, c.CreatedAt, c.UpdatedAt, c.Version);
}

/// <summary>Creates a contact, or changes its facts.</summary>
public sealed class SaveContact(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>What to save. Of an existing contact only what is not null is changed; an empty text takes a value away.</summary>
    public sealed record Request
    {
        /// <summary>Null for a new contact.</summary>
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
        /// <summary>Account; <see cref="Guid.Empty"/> for none.</summary>
        public Guid? AccountId { get; init; }
        /// <summary>The lead that the person came from.</summary>
        public Guid? LeadId { get; init; }
        /// <summary>Owner's membership; <see cref="Guid.Empty"/> for nobody.</summary>
        public Guid? OwnerId { get; init; }
        /// <summary>Own fields by key; null values take them away.</summary>
        public IReadOnlyDictionary<string, JsonElement>? Custom { get; init; }
    }

    /// <summary>Saves.</summary>
    /// <returns>The contact's id.</returns>
    /// <exception cref="ArtisanException">With every wrong field, with <see cref="ErrorCode.NotFound"/>, or with <see cref="ErrorCode.Conflict"/> when the e-mail is another's or the version is old.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        bool own = scope.Demand(Area.Leads, Level.Edit) == Reach.Own;
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Contact contact;
        if (request.Id is { } id)
        {
            contact = await db.Contacts.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The contact");
            CrmReach.DemandEdit(scope, contact.OwnerId, "This contact");
            if (request.Version is { } version && version != contact.Version)
                throw CrmInput.ChangedMeanwhile("The contact");
            contact.Version++;
        }
        else
        {
            contact = new Contact { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), CreatedAt = now, OwnerId = own ? scope.ActorId : null };
            db.Contacts.Add(contact);
        }
        var input = new CrmInput();
        if (request.FirstName is not null)
            contact.FirstName = input.Text("first_name", request.FirstName, 200) ?? "";
        if (request.LastName is not null)
            contact.LastName = input.Text("last_name", request.LastName, 200) ?? "";
        if (request.Email is not null)
            contact.Email = input.Email("email", request.Email);
        if (request.Phone is not null)
            contact.Phone = input.Text("phone", request.Phone, 64);
        if (request.Title is not null)
            contact.Title = input.Text("title", request.Title);
        if (request.AccountId is { } accountId)
        {
            contact.AccountId = accountId == Guid.Empty ? null : accountId;
            if (contact.AccountId is not null && !await db.Accounts.AnyAsync(a => a.Id == accountId, cancellationToken))
                input.Fault("account_id", "There is no such account.");
        }
        if (request.LeadId is { } leadId)
        {
            contact.LeadId = leadId;
            if (!await db.Leads.Reached(scope).AnyAsync(l => l.Id == leadId, cancellationToken))
                input.Fault("lead_id", "There is no such lead.");
        }
        if (request.OwnerId is { } ownerId)
        {
            contact.OwnerId = ownerId == Guid.Empty ? null : ownerId;
            if (own && contact.OwnerId is not null && contact.OwnerId != scope.ActorId)
                input.Fault("owner_id", "You may take contacts for yourself or give them up. Ask a manager to assign them to others.");
            await input.OwnerAsync(db, "owner_id", contact.OwnerId, cancellationToken);
        }
        if (request.Custom is { Count: > 0 } custom)
            contact.CustomJson = await CustomValues.ApplyAsync(db, CrmRecord.Contact, contact.CustomJson, custom, input, cancellationToken);
        if (contact.FirstName.Length == 0 && contact.LastName.Length == 0 && contact.Email is null)
            input.Fault("email", "A contact needs a name or an e-mail.");
        input.Check();
        contact.Refresh();
        if (contact.EmailKey is { } key && await db.Contacts.AnyAsync(c => c.EmailKey == key && c.Id != contact.Id, cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, $"There is another contact with the e-mail {contact.Email}. Change that one.") { Field = "email" };
        contact.AccountId ??= request.AccountId == Guid.Empty ? null : await FindAccount.ForAsync(db, contact.Email, null, cancellationToken);
        contact.UpdatedAt = now;
        await CrmSave.SaveAsync(db, "The contact", "email", cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Contacts, contact.Id.ToString("N")));
        return contact.Id;
    }
}

/// <summary>Deletes a contact; its interactions stay with the account and lead.</summary>
public sealed class DeleteContact(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or when it is a colleague's.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid contactId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Contact contact = await db.Contacts.SingleOrDefaultAsync(c => c.Id == contactId, cancellationToken) ?? throw ArtisanException.NotFound("The contact");
        CrmReach.DemandEdit(scope, contact.OwnerId, "This contact");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Interactions.Where(i => i.ContactId == contactId).ExecuteUpdateAsync(set => set.SetProperty(i => i.ContactId, (Guid?)null), cancellationToken);
        db.Contacts.Remove(contact);
        db.Audit(scope, "contact.deleted", $"Contact {contactId}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Contacts, contactId.ToString("N")));
    }
}
