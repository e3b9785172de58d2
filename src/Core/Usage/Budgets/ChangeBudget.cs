using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage.Budgets;

/// <summary>More or less for a while.</summary>
/// <param name="BudgetId">Which budget; built-in ones too.</param>
/// <param name="SubjectId">For budgets of every member or key: whose; null for all.</param>
/// <param name="Tokens">Tokens added (below zero: taken off), or the limit in their place.</param>
/// <param name="Usd">USD, likewise.</param>
/// <param name="Requests">Requests, likewise.</param>
/// <param name="Override">Whether the figures take the limits' place; else they are added.</param>
/// <param name="Until">Until when (UTC); null for the end of the window.</param>
/// <param name="Reason">Why, 3 to 2,000 characters.</param>
public sealed record BudgetAdjustment(Guid BudgetId, Guid? SubjectId, long? Tokens, decimal? Usd, long? Requests, bool Override, DateTimeOffset? Until, string Reason);

/// <summary>Adjusts a budget's limits for a while, lets its counting begin anew, or takes a change back; each with its reason, in the audit.</summary>
public sealed class ChangeBudget(IArtisanDbFactory databases, BudgetBooks books, ControlPlane control, IAiConfigSource config, IBudgetStore store, LiveFeed feed, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Adjusts or overrides.</summary>
    /// <returns>The change's id.</returns>
    /// <exception cref="ArtisanException">When there is no such budget or a value is wrong.</exception>
    public async Task<Guid> AdjustAsync(TenantScope scope, BudgetAdjustment adjustment, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        (BudgetBook book, BudgetRule rule) = Find(scope, adjustment.BudgetId);
        await using ArtisanDb db = databases.Open(scope);
        BudgetChange row = Add(db, scope, book, rule, adjustment);
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Budgets));
        return row.Id;
    }

    /// <summary>Lets counting begin anew within the window: what is used so far counts no more.</summary>
    /// <exception cref="ArtisanException">When there is no such budget, or it counts nothing.</exception>
    public async Task ResetAsync(TenantScope scope, Guid budgetId, Guid? subjectId, string reason, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        (BudgetBook book, BudgetRule rule) = Find(scope, budgetId);
        string why = ReasonOf(reason);
        if (rule.Window == BudgetWindow.Request)
            throw ArtisanException.Invalid("budget_id", "A limit of one request counts nothing that could begin anew.");
        DateTimeOffset now = time.GetUtcNow();
        BudgetPeriod period = book.PeriodOf(rule.Window, now);
        await using ArtisanDb db = databases.Open(scope);
        Guid[] subjects = [.. await SubjectsAsync(db, scope, rule, subjectId, period, cancellationToken)];
        var used = new List<object>();
        foreach (Guid subject in subjects)
        {
            BudgetAmount amount = await store.ResetAsync(BudgetLeases.KeyOf(scope.TenantId, new AppliedBudget(rule, subject), period), cancellationToken);
            used.Add(new { subject, amount.Tokens, amount.Usd, amount.Requests });
        }
        db.BudgetChanges.Add(new BudgetChange { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), BudgetId = rule.Id, SubjectId = subjectId, Kind = BudgetChangeKind.Reset, Reason = why, FromAt = now, UntilAt = period.Until, CreatedBy = scope.ActorName });
        db.Audit(scope, "budget.reset", $"Budget {rule.Name}", new { rule.Id, subjectId, used, reason = why });
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Budgets));
    }

    /// <summary>Takes an adjustment or override back before its time.</summary>
    /// <exception cref="ArtisanException">When there is none.</exception>
    public async Task RevokeAsync(TenantScope scope, Guid changeId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        BudgetChange row = await db.BudgetChanges.SingleOrDefaultAsync(c => c.Id == changeId && c.RevokedAt == null && c.Kind != BudgetChangeKind.Reset, cancellationToken) ?? throw ArtisanException.NotFound("The change of the budget");
        row.RevokedAt = time.GetUtcNow();
        db.Audit(scope, "budget.change_revoked", "Change of a budget", new { row.Id, row.BudgetId });
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Budgets));
    }

    internal (BudgetBook Book, BudgetRule Rule) Find(TenantScope scope, Guid budgetId)
    {
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        BudgetBook book = books.Of(tenant, config.Current);
        return (book, book.Find(budgetId) ?? throw ArtisanException.NotFound("The budget"));
    }

    internal BudgetChange Add(ArtisanDb db, TenantScope scope, BudgetBook book, BudgetRule rule, BudgetAdjustment adjustment)
    {
        string reason = ReasonOf(adjustment.Reason);
        if (adjustment is { Tokens: null, Usd: null, Requests: null })
            throw ArtisanException.Invalid("tokens", "Say by how much: tokens, usd or requests.");
        if (adjustment.Override && (adjustment.Tokens < 0 || adjustment.Usd < 0 || adjustment.Requests < 0))
            throw ArtisanException.Invalid("tokens", "A limit is not below zero.");
        DateTimeOffset now = time.GetUtcNow(), until = adjustment.Until?.ToUniversalTime() ?? (rule.Window is BudgetWindow.Request or BudgetWindow.Minute ? now.AddDays(1) : book.PeriodOf(rule.Window, now).Until);
        if (until <= now || until > now + Longest)
            throw ArtisanException.Invalid("until", "The end lies in the future, at most a year ahead.");
        if (adjustment.SubjectId is { } subject && !IsSubject(rule, book.Tenant, subject))
            throw ArtisanException.NotFound("The member or key");
        var row = new BudgetChange
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            BudgetId = rule.Id,
            SubjectId = adjustment.SubjectId,
            Kind = adjustment.Override ? BudgetChangeKind.Override : BudgetChangeKind.Adjustment,
            Tokens = adjustment.Tokens,
            Usd = adjustment.Usd,
            Requests = adjustment.Requests,
            Reason = reason,
            FromAt = now,
            UntilAt = until,
            CreatedBy = scope.ActorName,
        };
        db.BudgetChanges.Add(row);
        db.Audit(scope, adjustment.Override ? "budget.overridden" : "budget.adjusted", $"Budget {rule.Name}", new { rule.Id, adjustment.SubjectId, adjustment.Tokens, adjustment.Usd, adjustment.Requests, until, reason });
        return row;
    }

    private static async Task<IEnumerable<Guid>> SubjectsAsync(ArtisanDb db, TenantScope scope, BudgetRule rule, Guid? subjectId, BudgetPeriod period, CancellationToken cancellationToken)
    {
        if (rule.Subject is not (BudgetSubject.EveryMember or BudgetSubject.EveryKey))
            return [rule.SubjectId ?? scope.TenantId];
        Guid[] counted = await db.BudgetCounts.AsNoTracking().Where(c => c.BudgetId == rule.Id && c.FromAt == period.From).Select(c => c.SubjectId).ToArrayAsync(cancellationToken);
        return subjectId is not { } one ? counted : counted.Contains(one) ? [one] : throw ArtisanException.NotFound("The member or key");
    }

    private static bool IsSubject(BudgetRule rule, TenantControl tenant, Guid id) => rule.Subject switch
    {
        BudgetSubject.EveryMember => tenant.Members.ContainsKey(id),
        BudgetSubject.EveryKey => tenant.Keys.Any(k => k.Scope.ActorId == id),
        _ => (rule.SubjectId ?? tenant.TenantId) == id,
    };

    private static string ReasonOf(string? reason) => reason?.Trim() is { Length: >= 3 and <= 2000 } text ? text : throw ArtisanException.Invalid("reason", "Give a reason of 3 to 2,000 characters; it stands in the audit.");
}
