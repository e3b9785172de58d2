using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage.Budgets;

/// <summary>A request for more.</summary>
/// <param name="Id">Its id.</param>
/// <param name="BudgetId">Which budget.</param>
/// <param name="Name">The budget's name then.</param>
/// <param name="Tokens">Tokens wanted.</param>
/// <param name="Usd">USD wanted.</param>
/// <param name="Requests">Requests wanted.</param>
/// <param name="Reason">What for.</param>
/// <param name="CreatedAt">When (UTC).</param>
/// <param name="CreatedBy">Who asks.</param>
/// <param name="State">How it stands.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="Note">What the decider says.</param>
public sealed record BudgetRequestInfo(Guid Id, Guid BudgetId, string Name, long? Tokens, decimal? Usd, long? Requests, string Reason, DateTimeOffset CreatedAt, string CreatedBy, BudgetRequestState State, string? DecidedBy, string? Note);

/// <summary>Asks for more than a budget of the caller's leaves.</summary>
public sealed class RequestBudget(IArtisanDbFactory databases, BudgetBooks books, ControlPlane control, IAiConfigSource config, LiveFeed feed)
{
    private const int MostOpen = 5;

    /// <summary>Asks.</summary>
    /// <returns>The request's id.</returns>
    /// <exception cref="ArtisanException">When the budget does not apply to the caller, nothing is asked for, or five requests wait already.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Guid budgetId, long? tokens, decimal? usd, long? requests, string reason, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        BudgetBook book = books.Of(tenant, config.Current);
        AppliedBudget applied = book.For(scope, "").Concat(book.Rules.Where(r => r.Subject == BudgetSubject.UseCase).Select(r => new AppliedBudget(r, tenant.TenantId))).FirstOrDefault(a => a.Rule.Id == budgetId)
            ?? throw ArtisanException.NotFound("The budget");
        if (!(tokens > 0) && !(usd > 0) && !(requests > 0) || tokens <= 0 || usd <= 0 || requests <= 0)
            throw ArtisanException.Invalid("tokens", "Say how much more you need: tokens, usd or requests, above zero.");
        if (reason?.Trim() is not { Length: >= 3 and <= 2000 } why)
            throw ArtisanException.Invalid("reason", "Say in 3 to 2,000 characters what it is for.");
        await using ArtisanDb db = databases.Open(scope);
        if (await db.BudgetRequests.CountAsync(r => r.State == BudgetRequestState.Open && r.CreatedById == scope.ActorId, cancellationToken) >= MostOpen)
            throw new ArtisanException(ErrorCode.Conflict, "Five of your requests wait already. Ask an admin to decide them.");
        var row = new BudgetRequest
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            BudgetId = budgetId,
            Name = applied.Rule.Name,
            SubjectId = applied.SubjectId,
            Tokens = tokens,
            Usd = usd,
            Requests = requests,
            Reason = why,
            CreatedAt = DateTimeOffset.UtcNow,
            CreatedBy = scope.ActorName,
            CreatedById = scope.ActorId,
            State = BudgetRequestState.Open,
        };
        db.BudgetRequests.Add(row);
        db.Audit(scope, "budget.requested", $"Budget {row.Name}", new { row.BudgetId, tokens, usd, requests, reason = why });
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Budgets));
        return row.Id;
    }
}

/// <summary>Lists requests for more, and decides them.</summary>
public sealed class DecideBudgetRequest(IArtisanDbFactory databases, ChangeBudget change, LiveFeed feed)
{
    /// <summary>The open ones first, then the last decided ones, a hundred at most.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<IReadOnlyList<BudgetRequestInfo>> ListAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.BudgetRequests.AsNoTracking().OrderBy(r => r.State).ThenByDescending(r => r.Id).Take(100)
            .Select(r => new BudgetRequestInfo(r.Id, r.BudgetId, r.Name, r.Tokens, r.Usd, r.Requests, r.Reason, r.CreatedAt, r.CreatedBy, r.State, r.ReviewedBy, r.Note)).ToArrayAsync(cancellationToken);
    }

    /// <summary>Grants (which adjusts the budget until the window's end) or declines.</summary>
    /// <exception cref="ArtisanException">When it is decided already, or the budget is gone.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid id, bool grant, string? note, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        BudgetRequest row = await db.BudgetRequests.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The request");
        if (row.State != BudgetRequestState.Open)
            throw new ArtisanException(ErrorCode.Conflict, $"The request was decided by {row.ReviewedBy} already.");
        if (note is { Length: > 2000 })
            throw ArtisanException.Invalid("note", "The note is longer than 2,000 characters.");
        if (grant)
        {
            (BudgetBook book, BudgetRule rule) = change.Find(scope, row.BudgetId);
            bool every = rule.Subject is BudgetSubject.EveryMember or BudgetSubject.EveryKey;
            change.Add(db, scope, book, rule, new BudgetAdjustment(rule.Id, every ? row.SubjectId : null, row.Tokens, row.Usd, row.Requests, Override: false, null, $"Asked for by {row.CreatedBy}: {row.Reason}"[..Math.Min(2000, $"Asked for by {row.CreatedBy}: {row.Reason}".Length)]));
        }
        (row.State, row.DecidedAt, row.ReviewedBy, row.Note) = (grant ? BudgetRequestState.Granted : BudgetRequestState.Declined, DateTimeOffset.UtcNow, scope.ActorName, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        db.Audit(scope, grant ? "budget.request_granted" : "budget.request_declined", $"Budget {row.Name}", new { row.Id, row.BudgetId, row.CreatedBy, note });
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Budgets));
    }
}
