using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Accounts;

/// <summary>An account in lists and alone.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Domain">Domain.</param>
/// <param name="Industry">Industry.</param>
/// <param name="Employees">People who work there.</param>
/// <param name="AnnualRevenueUsd">Revenue a year, USD.</param>
/// <param name="Country">Country.</param>
/// <param name="City">City.</param>
/// <param name="Phone">Phone.</param>
/// <param name="OwnerId">Owner's membership.</param>
/// <param name="OwnerName">Owner's name.</param>
/// <param name="Leads">Leads of it that the caller reaches.</param>
/// <param name="Contacts">Contacts of it.</param>
/// <param name="CustomJson">Own fields as a JSON object.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
/// <param name="UpdatedAt">When its facts last changed (UTC).</param>
/// <param name="Version">To be sent back with a change.</param>
public sealed record AccountRow(Guid Id, string Name, string? Domain, string? Industry, int? Employees, decimal? AnnualRevenueUsd, string? Country, string? City, string? Phone, Guid? OwnerId, string? OwnerName,
    int Leads, int Contacts, string CustomJson, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version);

/// <summary>Which accounts; null leaves a condition out.</summary>
/// <param name="Query">Words that name, domain or industry contain, each of them.</param>
/// <param name="OwnerId">Of this owner.</param>
/// <param name="Industry">Of this industry.</param>
public sealed record AccountFilter(string? Query = null, Guid? OwnerId = null, string? Industry = null);

/// <summary>Lists accounts, newest first or by name, and reads one.</summary>
public sealed class ListAccounts(IArtisanDbFactory databases)
{
    private static readonly SortKey<Account> ByName = SortKey<Account>.Text("name", a => a.Name);

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor or sort is wrong.</exception>
    public async Task<Page<AccountRow>> ExecuteAsync(TenantScope scope, AccountFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        if (page.Sort is not (null or "created" or "name"))
            throw ArtisanException.Invalid("sort", $"Accounts cannot be sorted by '{page.Sort}'. Use created or name.");
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Account> accounts = db.Accounts.AsNoTracking();
        foreach (string pattern in SearchWords.Patterns(filter.Query))
            accounts = accounts.Where(a => EF.Functions.Like(a.SearchText, pattern, "\\"));
        if (filter.OwnerId is { } owner)
            accounts = accounts.Where(a => a.OwnerId == owner);
        if (filter.Industry is not null)
            accounts = accounts.Where(a => a.Industry == filter.Industry);
        return await accounts.ToPageAsync(a => a.Id, page.Sort == "name" ? ByName : null, Row(db, scope), r => (r.Name, r.Id), page, cancellationToken);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task<AccountRow> GetAsync(TenantScope scope, Guid accountId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.Accounts.AsNoTracking().Where(a => a.Id == accountId).Select(Row(db, scope)).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The account");
    }

    private static System.Linq.Expressions.Expression<Func<Account, AccountRow>> Row(ArtisanDb db, TenantScope scope)
    {
        IQueryable<Lead> leads = db.Leads.Reached(scope);
        return a => new AccountRow(a.Id, a.Name, a.Domain, a.Industry, a.Employees, a.AnnualRevenueUsd, a.Country, a.City, a.Phone, a.OwnerId,
            db.Memberships.Where(m => m.Id == a.OwnerId).Select(m => m.DisplayName).FirstOrDefault(),
            leads.Count(l => l.AccountId == a.Id), db.Contacts.Count(c => c.AccountId == a.Id), a.CustomJson, a.CreatedAt, a.UpdatedAt, a.Version);
    }
}

/// <summary>Creates an account, or changes its facts.</summary>
public sealed class SaveAccount(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>What to save. Of an existing account only what is not null is changed; an empty text takes a value away.</summary>
    public sealed record Request
    {
        /// <summary>Null for a new account.</summary>
        public Guid? Id { get; init; }
        /// <summary>The version that the change was made on; null changes whatever is there.</summary>
        public int? Version { get; init; }
        /// <summary>Name.</summary>
        public string? Name { get; init; }
        /// <summary>Domain or web address; unique in the tenant.</summary>
        public string? Domain { get; init; }
        /// <summary>Industry.</summary>
        public string? Industry { get; init; }
        /// <summary>People who work there.</summary>
        public int? Employees { get; init; }
        /// <summary>Revenue a year, USD.</summary>
        public decimal? AnnualRevenueUsd { get; init; }
        /// <summary>Country.</summary>
        public string? Country { get; init; }
        /// <summary>City.</summary>
        public string? City { get; init; }
        /// <summary>Phone.</summary>
        public string? Phone { get; init; }
        /// <summary>Owner's membership; <see cref="Guid.Empty"/> for nobody.</summary>
        public Guid? OwnerId { get; init; }
        /// <summary>Own fields by key; null values take them away.</summary>
        public IReadOnlyDictionary<string, JsonElement>? Custom { get; init; }
    }

    /// <summary>Saves.</summary>
    /// <returns>The account's id.</returns>
    /// <exception cref="ArtisanException">With every wrong field, with <see cref="ErrorCode.NotFound"/>, or with <see cref="ErrorCode.Conflict"/> when the domain is another's or the version is old.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        bool own = scope.Demand(Area.Leads, Level.Edit) == Reach.Own;
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Account account;
        if (request.Id is { } id)
        {
            account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The account");
            CrmReach.DemandEdit(scope, account.OwnerId, "This account");
            if (request.Version is { } version && version != account.Version)
                throw CrmInput.ChangedMeanwhile("The account");
            account.Version++;
        }
        else
        {
            account = new Account { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), CreatedAt = now, OwnerId = own ? scope.ActorId : null };
            db.Accounts.Add(account);
        }
        var input = new CrmInput();
        if (request.Name is not null || request.Id is null)
            account.Name = input.Required("name", request.Name, 200);
        if (request.Domain is not null)
            account.Domain = input.Domain("domain", request.Domain);
        if (request.Industry is not null)
            account.Industry = input.Text("industry", request.Industry);
        if (request.Employees is { } employees)
            account.Employees = employees >= 0 ? employees : Fault<int?>(input, "employees", "Not less than 0.");
        if (request.AnnualRevenueUsd is { } revenue)
            account.AnnualRevenueUsd = revenue is >= 0 and < 1_000_000_000_000m ? revenue : Fault<decimal?>(input, "annual_revenue_usd", "From 0 to 1,000,000,000,000.");
        if (request.Country is not null)
            account.Country = input.Text("country", request.Country);
        if (request.City is not null)
            account.City = input.Text("city", request.City);
        if (request.Phone is not null)
            account.Phone = input.Text("phone", request.Phone, 64);
        if (request.OwnerId is { } ownerId)
        {
            account.OwnerId = ownerId == Guid.Empty ? null : ownerId;
            if (own && account.OwnerId is not null && account.OwnerId != scope.ActorId)
                input.Fault("owner_id", "You may take accounts for yourself or give them up. Ask a manager to assign them to others.");
            await input.OwnerAsync(db, "owner_id", account.OwnerId, cancellationToken);
        }
        if (request.Custom is { Count: > 0 } custom)
            account.CustomJson = await CustomValues.ApplyAsync(db, CrmRecord.Account, account.CustomJson, custom, input, cancellationToken);
        input.Check();
        account.Refresh();
        if (account.Domain is { } domain && await db.Accounts.AnyAsync(a => a.Domain == domain && a.Id != account.Id, cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, $"There is another account with the domain {domain}. Change that one.") { Field = "domain" };
        account.UpdatedAt = now;
        await CrmSave.SaveAsync(db, "The account", "domain", cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Accounts, account.Id.ToString("N")));
        return account.Id;
    }

    private static T? Fault<T>(CrmInput input, string field, string message)
    {
        input.Fault(field, message);
        return default;
    }
}

/// <summary>Deletes an account that nothing belongs to any more.</summary>
public sealed class DeleteAccount(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> while leads, contacts or interactions belong to it.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid accountId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Account account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken) ?? throw ArtisanException.NotFound("The account");
        CrmReach.DemandEdit(scope, account.OwnerId, "This account");
        if (await db.Leads.AnyAsync(l => l.AccountId == accountId, cancellationToken) || await db.Contacts.AnyAsync(c => c.AccountId == accountId, cancellationToken) || await db.Interactions.AnyAsync(i => i.AccountId == accountId, cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, $"Leads, contacts or interactions belong to {account.Name}. Move or delete them first.");
        db.Accounts.Remove(account);
        db.Audit(scope, "account.deleted", $"Account {accountId}");
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Accounts, accountId.ToString("N")));
    }
}
