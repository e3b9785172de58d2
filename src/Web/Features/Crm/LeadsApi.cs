using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Artisan.Web.Features.Crm;

/// <summary>Leads, their tasks, timelines and merges for programs.</summary>
public static class LeadsApi
{
    /// <summary>Maps them.</summary>
    public static void MapLeadsApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/crm").WithTags("CRM").RequireDoor(KeyScopes.Crm);
        group.MapGet("/leads", async (HttpContext http, [AsParameters] LeadQueryV1 query, ListLeads list, CancellationToken c) =>
            ListOf<LeadResponseV1>.Of((await list.ExecuteAsync(http.Scope(), query.Filter(), new PageRequest(query.Cursor, query.Limit ?? 50, query.Sort, query.Descending ?? true), c)).Select(LeadResponseV1.Of)))
            .WithSummary("Leads, newest first; sort by created, name, company, score, last_contact or next_step");
        group.MapPost("/leads", async (HttpContext http, LeadRequestV1 body, SaveLead save, GetLead get, CancellationToken c) =>
        {
            Guid id = await save.ExecuteAsync(http.Scope(), body.ToRequest(null), c);
            return TypedResults.Created($"/api/v1/crm/leads/{id}", LeadResponseV1.Of(await get.ExecuteAsync(http.Scope(), id, c)));
        }).WithSummary("Creates a lead");
        group.MapGet("/leads/{id:guid}", async (HttpContext http, Guid id, GetLead get, CancellationToken c) => LeadResponseV1.Of(await get.ExecuteAsync(http.Scope(), id, c))).WithSummary("One lead");
        group.MapPatch("/leads/{id:guid}", async (HttpContext http, Guid id, LeadRequestV1 body, SaveLead save, GetLead get, CancellationToken c) =>
        {
            await save.ExecuteAsync(http.Scope(), body.ToRequest(id), c);
            return LeadResponseV1.Of(await get.ExecuteAsync(http.Scope(), id, c));
        }).WithSummary("Changes a lead: what is absent stays, an empty text takes a value away; with version, only if nobody changed it meanwhile");
        group.MapDelete("/leads/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, DeleteLeads delete, CancellationToken c) =>
        {
            await delete.ExecuteAsync(http.Scope(), [id], c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a lead with all that belongs to it");
        group.MapPost("/leads/assign", async (HttpContext http, LeadAssignRequestV1 body, ChangeLeads change, CancellationToken c) =>
            new CountResponseV1(await change.ExecuteAsync(http.Scope(), new ChangeLeads.Request(new LeadFilter { Ids = body.LeadIds ?? [] }, body.OwnerId, body.Stage), null, c)))
            .WithSummary("Assigns leads to a member, or sets their stage");
        group.MapGet("/leads/{id:guid}/timeline", async (HttpContext http, Guid id, GetLeadTimeline timeline, string? cursor, int? limit, CancellationToken c) =>
            ListOf<LeadTimelineEntry>.Of(await timeline.ExecuteAsync(http.Scope(), id, new PageRequest(cursor, limit ?? 50), c))).WithSummary("What happened with a lead, the latest first");
        group.MapGet("/leads/{id:guid}/duplicates", async (HttpContext http, Guid id, FindDuplicateLeads find, CancellationToken c) =>
            new ListOf<LeadResponseV1>([.. (await find.ExecuteAsync(http.Scope(), id, c)).Select(LeadResponseV1.Of)])).WithSummary("Leads that may be the same person");
        group.MapPost("/leads/{id:guid}/merge", async (HttpContext http, Guid id, LeadMergeRequestV1 body, MergeLeads merge, CancellationToken c) =>
            new IdResponseV1(await merge.ExecuteAsync(http.Scope(), id, body.MergedId, c))).WithSummary("Merges another lead into this one; the answer's id undoes it");
        group.MapGet("/leads/{id:guid}/merges", async (HttpContext http, Guid id, ListLeadMerges list, CancellationToken c) =>
            new ListOf<ListLeadMerges.Row>(await list.ExecuteAsync(http.Scope(), id, c))).WithSummary("Merges into a lead");
        group.MapPost("/merges/{id:guid}/undo", async (HttpContext http, Guid id, UndoLeadMerge undo, CancellationToken c) =>
            new IdResponseV1(await undo.ExecuteAsync(http.Scope(), id, c))).WithSummary("Undoes a merge; the answer's id is the lead that came back");
        group.MapGet("/tasks", async (HttpContext http, [FromQuery(Name = "lead_id")] Guid? leadId, ListLeadTasks list, CancellationToken c) => new ListOf<TaskRow>(await list.ExecuteAsync(http.Scope(), leadId, c)))
            .WithSummary("Tasks of a lead (?lead_id=), or the caller's open ones");
        group.MapPost("/tasks", async (HttpContext http, LeadTaskRequestV1 body, SaveLeadTask save, CancellationToken c) =>
            TypedResults.Created((string?)null, new IdResponseV1(await save.ExecuteAsync(http.Scope(), new SaveLeadTask.Request(null, body.LeadId, body.Title, body.DueAt, body.AssigneeId, body.Done ?? false), c)))).WithSummary("Makes a task");
        group.MapPut("/tasks/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, LeadTaskRequestV1 body, SaveLeadTask save, CancellationToken c) =>
        {
            await save.ExecuteAsync(http.Scope(), new SaveLeadTask.Request(id, body.LeadId, body.Title, body.DueAt, body.AssigneeId, body.Done ?? false), c);
            return TypedResults.NoContent();
        }).WithSummary("Changes a task, or marks it done");
        group.MapDelete("/tasks/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, DeleteLeadTask delete, CancellationToken c) =>
        {
            await delete.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a task");
    }
}

/// <summary>Which leads are listed, in which order.</summary>
public sealed record LeadQueryV1(string? Query, string[]? Stage, string[]? Grade, string? Owner, string[]? Source, [FromQuery(Name = "account_id")] Guid? AccountId,
    [FromQuery(Name = "campaign_id")] Guid? CampaignId, [FromQuery(Name = "import_id")] Guid? ImportId, string? Flag, [FromQuery(Name = "min_score")] int? MinScore,
    string? Cursor, int? Limit, string? Sort, bool? Descending, [FromQuery(Name = "needs_score")] bool? NeedsScore = null, [FromQuery(Name = "due_by")] DateTimeOffset? DueBy = null,
    [FromQuery(Name = "silent_since")] DateTimeOffset? SilentSince = null, [FromQuery(Name = "created_from")] DateTimeOffset? CreatedFrom = null, [FromQuery(Name = "created_to")] DateTimeOffset? CreatedTo = null)
{
    internal LeadFilter Filter() => new()
    {
        Query = Query,
        Stages = [.. (Stage ?? []).Select(s => QueryEnum.Of<LeadStage>("stage", s)!.Value)],
        Grades = Grade ?? [],
        Unassigned = Owner == "none",
        OwnerId = Owner is null or "none" ? null : Guid.TryParse(Owner, out Guid id) ? id : throw ArtisanException.Invalid("owner", "An owner is a member's id, or none."),
        Sources = Source ?? [],
        AccountId = AccountId,
        CampaignId = CampaignId,
        ImportId = ImportId,
        Flag = Flag,
        MinScore = MinScore,
        NeedsScore = NeedsScore ?? false,
        DueBy = DueBy?.ToUniversalTime(),
        SilentSince = SilentSince?.ToUniversalTime(),
        CreatedFrom = CreatedFrom?.ToUniversalTime(),
        CreatedTo = CreatedTo?.ToUniversalTime(),
    };
}

/// <summary>A lead's facts to set; what is absent stays.</summary>
public sealed record LeadRequestV1(string? FirstName, string? LastName, string? Email, string? Phone, string? Title, string? Company, Guid? AccountId, string? Country, string? City, string? Source, LeadStage? Stage,
    Guid? OwnerId, IReadOnlyDictionary<string, JsonElement>? Custom, int? Version)
{
    internal SaveLead.Request ToRequest(Guid? id) => new()
    {
        Id = id,
        Version = Version,
        FirstName = FirstName,
        LastName = LastName,
        Email = Email,
        Phone = Phone,
        Title = Title,
        Company = Company,
        AccountId = AccountId,
        Country = Country,
        City = City,
        Source = Source,
        Stage = Stage,
        OwnerId = OwnerId,
        Custom = Custom,
    };
}

/// <summary>A lead. Names, phone, city and version are in answers about one lead only.</summary>
public sealed record LeadResponseV1(Guid Id, string Name, string? FirstName, string? LastName, string? Email, string? Phone, string? Title, string? Company, Guid? AccountId, string? Country, string? City, string? Source,
    LeadStage Stage, Guid? OwnerId, string? OwnerName, int? Score, string? Grade, DateTimeOffset? ScoreExpiresAt, DateTimeOffset? LastContactAt, string? NextStep, DateTimeOffset? NextStepAt, string? Flag, JsonElement Custom,
    DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt, int? Version)
{
    internal static LeadResponseV1 Of(LeadRow r) => new(r.Id, r.Name, null, null, r.Email, null, r.Title, r.Company, r.AccountId, r.Country, null, r.Source, r.Stage, r.OwnerId, r.OwnerName, r.Score, r.Grade, r.ScoreExpiresAt,
        r.LastContactAt, r.NextStep, r.NextStepAt, r.Flag, CrmJson.Object(r.CustomJson), r.CreatedAt, null, null);

    internal static LeadResponseV1 Of(LeadDetails d) => Of(d.Row) with { FirstName = d.FirstName, LastName = d.LastName, Phone = d.Phone, City = d.City, UpdatedAt = d.UpdatedAt, Version = d.Version };
}

/// <summary>Leads to assign or to move.</summary>
public sealed record LeadAssignRequestV1(IReadOnlyList<Guid>? LeadIds, Guid? OwnerId, LeadStage? Stage);
/// <summary>The lead that is merged in.</summary>
public sealed record LeadMergeRequestV1(Guid MergedId);
/// <summary>A task.</summary>
public sealed record LeadTaskRequestV1(Guid LeadId, string Title, DateTimeOffset? DueAt, Guid? AssigneeId, bool? Done);
/// <summary>How many were changed.</summary>
public sealed record CountResponseV1(int Count);

/// <summary>Values of queries that bind by snake_case names.</summary>
internal static class CrmQuery
{
    internal static InteractionKind? Kind(string? text) => QueryEnum.Of<InteractionKind>("kind", text);
}

/// <summary>Custom fields as JSON in answers.</summary>
internal static class CrmJson
{
    internal static JsonElement Object(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
