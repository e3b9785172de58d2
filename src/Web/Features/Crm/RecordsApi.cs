using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Accounts;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Contacts;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Artisan.Web.Features.Crm;

/// <summary>Accounts, contacts, campaigns, interactions and own fields for programs.</summary>
public static class RecordsApi
{
    /// <summary>Maps them.</summary>
    public static void MapRecordsApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/crm").WithTags("CRM").RequireDoor(KeyScopes.Crm);
        MapAccounts(group);
        MapContacts(group);
        MapCampaigns(group);
        MapInteractions(group);
        group.MapGet("/fields", async (HttpContext http, string? record, ListCustomFields list, CancellationToken c) => new ListOf<CustomFieldInfo>(await list.ExecuteAsync(http.Scope(), QueryEnum.Of<CrmRecord>("record", record), c)))
            .WithSummary("The organisation's own fields");
    }

    private static void MapAccounts(RouteGroupBuilder group)
    {
        group.MapGet("/accounts", async (HttpContext http, ListAccounts list, string? query, Guid? owner, string? industry, string? cursor, int? limit, string? sort, bool? descending, CancellationToken c) =>
            ListOf<AccountRow>.Of(await list.ExecuteAsync(http.Scope(), new AccountFilter(query, owner, industry), new PageRequest(cursor, limit ?? 50, sort, descending ?? true), c))).WithSummary("Accounts, newest first; sort by created or name");
        group.MapPost("/accounts", async (HttpContext http, AccountRequestV1 body, SaveAccount save, ListAccounts list, CancellationToken c) =>
        {
            Guid id = await save.ExecuteAsync(http.Scope(), body.ToRequest(null), c);
            return TypedResults.Created($"/api/v1/crm/accounts/{id}", await list.GetAsync(http.Scope(), id, c));
        }).WithSummary("Creates an account");
        group.MapGet("/accounts/{id:guid}", async (HttpContext http, Guid id, ListAccounts list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("One account");
        group.MapPatch("/accounts/{id:guid}", async (HttpContext http, Guid id, AccountRequestV1 body, SaveAccount save, ListAccounts list, CancellationToken c) =>
        {
            await save.ExecuteAsync(http.Scope(), body.ToRequest(id), c);
            return await list.GetAsync(http.Scope(), id, c);
        }).WithSummary("Changes an account");
        group.MapDelete("/accounts/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, DeleteAccount delete, CancellationToken c) =>
        {
            await delete.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes an account that nothing belongs to");
    }

    private static void MapContacts(RouteGroupBuilder group)
    {
        group.MapGet("/contacts", async (HttpContext http, ListContacts list, string? query, [FromQuery(Name = "account_id")] Guid? accountId, Guid? owner, string? cursor, int? limit, string? sort, bool? descending, CancellationToken c) =>
            ListOf<ContactRow>.Of(await list.ExecuteAsync(http.Scope(), new ContactFilter(query, accountId, owner), new PageRequest(cursor, limit ?? 50, sort, descending ?? true), c))).WithSummary("Contacts, newest first; sort by created or name");
        group.MapPost("/contacts", async (HttpContext http, ContactRequestV1 body, SaveContact save, ListContacts list, CancellationToken c) =>
        {
            Guid id = await save.ExecuteAsync(http.Scope(), body.ToRequest(null), c);
            return TypedResults.Created($"/api/v1/crm/contacts/{id}", await list.GetAsync(http.Scope(), id, c));
        }).WithSummary("Creates a contact");
        group.MapGet("/contacts/{id:guid}", async (HttpContext http, Guid id, ListContacts list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("One contact");
        group.MapPatch("/contacts/{id:guid}", async (HttpContext http, Guid id, ContactRequestV1 body, SaveContact save, ListContacts list, CancellationToken c) =>
        {
            await save.ExecuteAsync(http.Scope(), body.ToRequest(id), c);
            return await list.GetAsync(http.Scope(), id, c);
        }).WithSummary("Changes a contact");
        group.MapDelete("/contacts/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, DeleteContact delete, CancellationToken c) =>
        {
            await delete.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a contact; its interactions stay");
    }

    private static void MapCampaigns(RouteGroupBuilder group)
    {
        group.MapGet("/campaigns", async (HttpContext http, ListCampaigns list, string? query, string? status, string? cursor, int? limit, CancellationToken c) =>
            ListOf<CampaignRow>.Of(await list.ExecuteAsync(http.Scope(), query, QueryEnum.Of<CampaignStatus>("status", status), new PageRequest(cursor, limit ?? 50), c))).WithSummary("Campaigns, newest first");
        group.MapPost("/campaigns", async (HttpContext http, CampaignRequestV1 body, SaveCampaign save, ListCampaigns list, CancellationToken c) =>
        {
            Guid id = await save.ExecuteAsync(http.Scope(), body.ToRequest(null), c);
            return TypedResults.Created($"/api/v1/crm/campaigns/{id}", await list.GetAsync(http.Scope(), id, c));
        }).WithSummary("Creates a campaign");
        group.MapGet("/campaigns/{id:guid}", async (HttpContext http, Guid id, ListCampaigns list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("One campaign");
        group.MapPatch("/campaigns/{id:guid}", async (HttpContext http, Guid id, CampaignRequestV1 body, SaveCampaign save, ListCampaigns list, CancellationToken c) =>
        {
            await save.ExecuteAsync(http.Scope(), body.ToRequest(id), c);
            return await list.GetAsync(http.Scope(), id, c);
        }).WithSummary("Changes a campaign");
        group.MapDelete("/campaigns/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, DeleteCampaign delete, CancellationToken c) =>
        {
            await delete.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a campaign; its leads stay");
        group.MapPost("/campaigns/{id:guid}/leads", async (HttpContext http, Guid id, CampaignLeadsRequestV1 body, ChangeCampaignLeads change, CancellationToken c) =>
            new CountResponseV1(await change.AddAsync(http.Scope(), id, new LeadFilter { Ids = body.LeadIds ?? [] }, c))).WithSummary("Adds leads to a campaign");
        group.MapPost("/campaigns/{id:guid}/leads/remove", async (HttpContext http, Guid id, CampaignLeadsRequestV1 body, ChangeCampaignLeads change, CancellationToken c) =>
            new CountResponseV1(await change.RemoveAsync(http.Scope(), id, [.. body.LeadIds ?? []], c))).WithSummary("Takes leads out of a campaign");
    }

    private static void MapInteractions(RouteGroupBuilder group)
    {
        group.MapGet("/interactions", async (HttpContext http, ListInteractions list, [FromQuery(Name = "lead_id")] Guid? leadId, [FromQuery(Name = "account_id")] Guid? accountId,
            [FromQuery(Name = "contact_id")] Guid? contactId, [FromQuery(Name = "campaign_id")] Guid? campaignId, string? kind, string? cursor, int? limit, CancellationToken c) =>
            ListOf<InteractionRow>.Of(await list.ExecuteAsync(http.Scope(), new InteractionFilter(leadId, accountId, contactId, campaignId, CrmQuery.Kind(kind)), new PageRequest(cursor, limit ?? 50), c))).WithSummary("Interactions, the latest first");
        group.MapPost("/interactions", async (HttpContext http, InteractionRequestV1 body, RecordInteraction record, ListInteractions list, CancellationToken c) =>
        {
            Guid id = await record.ExecuteAsync(http.Scope(), body.ToRequest(), c);
            return TypedResults.Created($"/api/v1/crm/interactions/{id}", await list.GetAsync(http.Scope(), id, c));
        }).WithSummary("Writes an interaction down; with an external_id, once");
        group.MapGet("/interactions/{id:guid}", async (HttpContext http, Guid id, ListInteractions list, CancellationToken c) => await list.GetAsync(http.Scope(), id, c)).WithSummary("One interaction");
        group.MapDelete("/interactions/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, DeleteInteraction delete, CancellationToken c) =>
        {
            await delete.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes an interaction");
    }
}

/// <summary>An account's facts to set; what is absent stays.</summary>
public sealed record AccountRequestV1(string? Name, string? Domain, string? Industry, int? Employees, decimal? AnnualRevenueUsd, string? Country, string? City, string? Phone, Guid? OwnerId, IReadOnlyDictionary<string, JsonElement>? Custom, int? Version)
{
    internal SaveAccount.Request ToRequest(Guid? id) => new()
    {
        Id = id,
        Version = Version,
        Name = Name,
        Domain = Domain,
        Industry = Industry,
        Employees = Employees,
        AnnualRevenueUsd = AnnualRevenueUsd,
        Country = Country,
        City = City,
        Phone = Phone,
        OwnerId = OwnerId,
        Custom = Custom,
    };
}

/// <summary>A contact's facts to set; what is absent stays.</summary>
public sealed record ContactRequestV1(string? FirstName, string? LastName, string? Email, string? Phone, string? Title, Guid? AccountId, Guid? LeadId, Guid? OwnerId, IReadOnlyDictionary<string, JsonElement>? Custom, int? Version)
{
    internal SaveContact.Request ToRequest(Guid? id) => new()
    {
        Id = id,
        Version = Version,
        FirstName = FirstName,
        LastName = LastName,
        Email = Email,
        Phone = Phone,
        Title = Title,
        AccountId = AccountId,
        LeadId = LeadId,
        OwnerId = OwnerId,
        Custom = Custom,
    };
}

/// <summary>A campaign's facts to set; what is absent stays.</summary>
public sealed record CampaignRequestV1(string? Name, string? Objective, string? Channel, CampaignStatus? Status, DateOnly? StartsOn, DateOnly? EndsOn, decimal? BudgetUsd, Guid? OwnerId, int? Version)
{
    internal SaveCampaign.Request ToRequest(Guid? id) => new()
    {
        Id = id,
        Version = Version,
        Name = Name,
        Objective = Objective,
        Channel = Channel,
        Status = Status,
        StartsOn = StartsOn,
        EndsOn = EndsOn,
        BudgetUsd = BudgetUsd,
        OwnerId = OwnerId,
    };
}

/// <summary>Leads of a campaign.</summary>
public sealed record CampaignLeadsRequestV1(IReadOnlyList<Guid>? LeadIds);

/// <summary>What happened; at least one of lead, account and contact is needed.</summary>
public sealed record InteractionRequestV1(Guid? LeadId, Guid? AccountId, Guid? ContactId, Guid? CampaignId, InteractionKind Kind, DateTimeOffset? At, string? Subject, string? Body, string? Outcome, int? DurationSeconds, string? ExternalId)
{
    internal RecordInteraction.Request ToRequest() => new()
    {
        LeadId = LeadId,
        AccountId = AccountId,
        ContactId = ContactId,
        CampaignId = CampaignId,
        Kind = Kind,
        At = At,
        Subject = Subject,
        Body = Body,
        Outcome = Outcome,
        DurationSeconds = DurationSeconds,
        ExternalId = ExternalId,
    };
}
