using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance;

/// <summary>An audit entry in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Who; null after erasure.</param>
/// <param name="ActorKind">Kind of who.</param>
/// <param name="Action">What was done.</param>
/// <param name="Target">To what; null after erasure.</param>
/// <param name="DetailsJson">Details.</param>
/// <param name="Sequence">Place in the chain; null for a moment after it was written.</param>
public sealed record AuditEntryInfo(Guid Id, DateTimeOffset At, string? Actor, ActorKind ActorKind, string Action, string? Target, string? DetailsJson, long? Sequence);

/// <summary>Which audit entries. What is left out does not narrow.</summary>
public sealed record AuditFilter
{
    /// <summary>Begins of actions, of which one must fit, for instance <c>api_key.</c>.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];
    /// <summary>Members or keys, of which it must be one; the empty id is Artisan itself.</summary>
    public IReadOnlyList<Guid> ActorIds { get; init; } = [];
    /// <summary>A part of the actor's name.</summary>
    public string? Actor { get; init; }
    /// <summary>From this time on (UTC).</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Before this time (UTC).</summary>
    public DateTimeOffset? To { get; init; }
    /// <summary>A part of what it was done to.</summary>
    public string? Text { get; init; }

    internal IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> entries)
    {
        // Ids carry their time: the index finds the place, the time itself decides.
        if (From is { } from)
        {
            Guid first = TimeIds.Floor(from - Slack);
            entries = entries.Where(e => e.Id.CompareTo(first) >= 0 && e.At >= from);
        }
        if (To is { } to)
        {
            Guid last = TimeIds.Floor(to + Slack);
            entries = entries.Where(e => e.Id.CompareTo(last) < 0 && e.At < to);
        }
        if (Actions.Count > 0)
            entries = entries.Where(Actions.Select(OfAction).Aggregate(Predicates.Either));
        if (ActorIds.Count > 0)
        {
            Guid[] ids = [.. ActorIds];
            entries = entries.Where(e => ids.Contains(e.ActorId));
        }
        if (Actor?.Trim().ToLowerInvariant() is { Length: > 0 } actor)
            entries = entries.Where(e => e.Actor != null && e.Actor.ToLower().Contains(actor));
        if (Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
            entries = entries.Where(e => e.Target != null && e.Target.ToLower().Contains(text));
        return entries;
    }

    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private static Expression<Func<AuditEntry, bool>> OfAction(string begin) => e => e.Action.StartsWith(begin);
}

/// <summary>Lists the tenant's audit entries, newest first.</summary>
public sealed class ListAuditEntries(IArtisanDbFactory databases)
{
    private const int MostActions = 50;

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or a value is wrong.</exception>
    public async Task<Page<AuditEntryInfo>> ExecuteAsync(TenantScope scope, AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        if (filter.Actions.Count > MostActions)
            throw ArtisanException.Invalid("action", $"At most {MostActions} kinds of action can be looked for at once.");
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<AuditEntry> entries = filter.Apply(db.AuditEntries.AsNoTracking());
        if (page.Cursor is { } text)
        {
            Guid after = Cursor.Decode(text).Id;
            entries = entries.Where(e => e.Id.CompareTo(after) < 0);
        }
        List<AuditEntryInfo> rows = await entries.OrderByDescending(e => e.Id).Take(page.Size + 1)
            .Select(e => new AuditEntryInfo(e.Id, e.At, e.Actor, (ActorKind)e.ActorKind, e.Action, e.Target, e.DetailsJson, e.Sequence)).ToListAsync(cancellationToken);
        return rows.Count > page.Size ? new Page<AuditEntryInfo>(rows[..page.Size], new Cursor(null, rows[page.Size - 1].Id).Encode()) : new Page<AuditEntryInfo>(rows, null);
    }
}

/// <summary>Reads one entry of the audit.</summary>
public sealed class GetAuditEntry(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<AuditEntryInfo> ExecuteAsync(TenantScope scope, Guid entryId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.AuditEntries.AsNoTracking().Where(e => e.Id == entryId)
            .Select(e => new AuditEntryInfo(e.Id, e.At, e.Actor, (ActorKind)e.ActorKind, e.Action, e.Target, e.DetailsJson, e.Sequence)).SingleOrDefaultAsync(cancellationToken)
            ?? throw ArtisanException.NotFound("The audit entry");
    }
}
