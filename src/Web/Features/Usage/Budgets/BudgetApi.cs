using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Budgets;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Usage.Budgets;

/// <summary>Budgets for programs: how they stand, asking for more, and looking after them.</summary>
public static class BudgetApi
{
    /// <summary>Maps them.</summary>
    public static void MapBudgetApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder own = app.MapGroup("/api/v1/ai/budget").WithTags("Budgets").RequireDoor(KeyScopes.Ai);
        own.MapGet("", async (HttpContext http, GetOwnBudgets get, CancellationToken c) => new ListOf<BudgetStatus>(await get.ExecuteAsync(http.Scope(), c))).WithSummary("The budgets that apply to the caller: used, reserved, remaining, when they start anew");
        own.MapPost("/requests", async Task<Created<BudgetRequestedV1>> (HttpContext http, BudgetMoreV1 body, RequestBudget request, CancellationToken c) =>
            TypedResults.Created((string?)null, new BudgetRequestedV1(await request.ExecuteAsync(http.Scope(), body.BudgetId, body.Tokens, body.Usd, body.Requests, body.Reason, c)))).WithSummary("Asks for more, which an admin grants or declines");

        RouteGroupBuilder change = app.MapGroup("/api/v1/ai/budget").WithTags("Budgets").RequireDoor(KeyScopes.Admin);
        change.MapPost("/reset", async Task<NoContent> (HttpContext http, BudgetResetV1 body, ChangeBudget reset, CancellationToken c) =>
        {
            await reset.ResetAsync(http.Scope(), body.BudgetId, body.SubjectId, body.Reason, c);
            return TypedResults.NoContent();
        }).WithSummary("Lets a budget count anew within its window");
        change.MapPost("/adjust", async (HttpContext http, BudgetAdjustV1 body, ChangeBudget adjust, CancellationToken c) =>
            new BudgetAdjustedV1(await adjust.AdjustAsync(http.Scope(), new BudgetAdjustment(body.BudgetId, body.SubjectId, body.Tokens, body.Usd, body.Requests, body.Override ?? false, body.Until, body.Reason), c))).WithSummary("Adds to a budget's limits for a while, or takes their place");
        change.MapDelete("/adjust/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, ChangeBudget adjust, CancellationToken c) =>
        {
            await adjust.RevokeAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Takes a change of limits back before its time");
        app.MapGroup("/api/v1/ai/budget").WithTags("Budgets").RequireDoor(KeyScopes.Ai).MapGet("/export", ExportAsync).WithSummary("All budgets and how they stand, as CSV").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text))).AuditedAs("export.budgets", "Budgets");

        RouteGroupBuilder admin = app.MapGroup("/api/v1/admin/budgets").WithTags("Budgets").RequireDoor(KeyScopes.Admin);
        admin.MapGet("", async (HttpContext http, ListBudgets list, CancellationToken c) => new ListOf<BudgetOverview>(await list.ExecuteAsync(http.Scope(), c))).WithSummary("All budgets, also built-in ones, with who is near their limits");
        admin.MapPost("", async Task<Created<BudgetSavedV1>> (HttpContext http, BudgetSetting body, SaveBudget save, CancellationToken c) =>
            TypedResults.Created((string?)null, new BudgetSavedV1(await save.ExecuteAsync(http.Scope(), null, body, c)))).WithSummary("Makes a budget");
        admin.MapPut("/{id:guid}", async (HttpContext http, Guid id, BudgetSetting body, SaveBudget save, CancellationToken c) => new BudgetSavedV1(await save.ExecuteAsync(http.Scope(), id, body, c))).WithSummary("Changes a budget");
        admin.MapDelete("/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, SaveBudget save, CancellationToken c) =>
        {
            await save.DeleteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Takes a budget away");
        admin.MapGet("/requests", async (HttpContext http, DecideBudgetRequest requests, CancellationToken c) => new ListOf<BudgetRequestInfo>(await requests.ListAsync(http.Scope(), c))).WithSummary("Requests for more, the open ones first");
        admin.MapPost("/requests/{id:guid}/decide", async Task<NoContent> (HttpContext http, Guid id, BudgetDecisionV1 body, DecideBudgetRequest requests, CancellationToken c) =>
        {
            await requests.ExecuteAsync(http.Scope(), id, body.Grant, body.Note, c);
            return TypedResults.NoContent();
        }).WithSummary("Grants a request for more, or declines it");
    }

    private static async Task ExportAsync(HttpContext http, ListBudgets list, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<BudgetOverview> budgets = await list.ExecuteAsync(http.Scope(), cancellationToken);
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"budgets-{time.GetUtcNow():yyyyMMdd}.csv");
        await csv.RowAsync("budget", "origin", "subject", "who", "window", "window_from", "resets_at", "hard", "limit_tokens", "used_tokens", "reserved_tokens", "limit_usd", "used_usd", "reserved_usd", "limit_requests", "used_requests", "used_share");
        foreach (BudgetStatus s in budgets.SelectMany(b => b.Fullest))
            await csv.RowAsync(s.Name, s.Origin, s.Subject, s.SubjectName, s.Window, s.WindowFrom, s.ResetsAt, s.Hard, s.Limits.Tokens, s.Used.Tokens, s.Reserved.Tokens, s.Limits.Usd, s.Used.Usd, s.Reserved.Usd, s.Limits.Requests, s.Used.Requests, s.UsedShare);
    }
}

/// <summary>Asking for more.</summary>
/// <param name="BudgetId">Which budget, as the refusal and <c>GET /api/v1/ai/budget</c> name it.</param>
/// <param name="Tokens">Tokens wanted.</param>
/// <param name="Usd">USD wanted.</param>
/// <param name="Requests">Requests wanted.</param>
/// <param name="Reason">What for.</param>
public sealed record BudgetMoreV1(Guid BudgetId, string Reason, long? Tokens = null, decimal? Usd = null, long? Requests = null);

/// <summary>What was asked for waits for an admin.</summary>
/// <param name="Id">The request.</param>
public sealed record BudgetRequestedV1(Guid Id);

/// <summary>Counting anew.</summary>
/// <param name="BudgetId">Which budget.</param>
/// <param name="SubjectId">For budgets of every member or key: whose; absent for all.</param>
/// <param name="Reason">Why.</param>
public sealed record BudgetResetV1(Guid BudgetId, string Reason, Guid? SubjectId = null);

/// <summary>More or less for a while.</summary>
/// <param name="BudgetId">Which budget.</param>
/// <param name="SubjectId">For budgets of every member or key: whose; absent for all.</param>
/// <param name="Tokens">Tokens added (below zero: taken off), or the limit.</param>
/// <param name="Usd">USD, likewise.</param>
/// <param name="Requests">Requests, likewise.</param>
/// <param name="Override">Whether the figures take the limits' place.</param>
/// <param name="Until">Until when; absent for the window's end.</param>
/// <param name="Reason">Why.</param>
public sealed record BudgetAdjustV1(Guid BudgetId, string Reason, Guid? SubjectId = null, long? Tokens = null, decimal? Usd = null, long? Requests = null, bool? Override = null, DateTimeOffset? Until = null);

/// <summary>A change that holds.</summary>
/// <param name="Id">To take it back by.</param>
public sealed record BudgetAdjustedV1(Guid Id);

/// <summary>A budget that was saved.</summary>
/// <param name="Id">Its id.</param>
public sealed record BudgetSavedV1(Guid Id);

/// <summary>A decision on a request for more.</summary>
/// <param name="Grant">Whether it is given.</param>
/// <param name="Note">What the asker is told.</param>
public sealed record BudgetDecisionV1(bool Grant, string? Note = null);
