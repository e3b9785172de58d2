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

/// <summary>Lists the tenant's audit entries, newest first.</summary>
public sealed class ListAuditEntries(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="action">Begin of the action, for instance <c>api_key.</c>; null for all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Page<AuditEntryInfo>> ExecuteAsync(TenantScope scope, string? action, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<AuditEntry> entries = db.AuditEntries.AsNoTracking();
        if (action is { Length: > 0 })
            entries = entries.Where(e => e.Action.StartsWith(action));
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
