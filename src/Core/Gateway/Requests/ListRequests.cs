using System.Globalization;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>A request in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="At">When it came in (UTC).</param>
/// <param name="WorkspaceId">Workspace.</param>
/// <param name="ActorName">Who called.</param>
/// <param name="UseCase">Use case.</param>
/// <param name="Operation"><c>chat</c> or <c>embeddings</c>.</param>
/// <param name="RequestedModel">What the caller named.</param>
/// <param name="Provider">Who answered.</param>
/// <param name="Model">What answered.</param>
/// <param name="Status">How it ended.</param>
/// <param name="ErrorCode">Stable error code.</param>
/// <param name="HttpStatus">HTTP status.</param>
/// <param name="Streamed">Whether it was streamed.</param>
/// <param name="CacheState">Cache.</param>
/// <param name="Attempts">Attempts.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Answer tokens.</param>
/// <param name="CostUsd">USD; null when unpriced.</param>
/// <param name="LatencyMs">Milliseconds.</param>
/// <param name="FirstTokenMs">Milliseconds to the first token.</param>
/// <param name="Degraded">Whether a fallback answered.</param>
public sealed record RequestRow(
    Guid Id, DateTimeOffset At, Guid WorkspaceId, string ActorName, string UseCase, string Operation, string? RequestedModel, string? Provider, string? Model,
    RequestStatus Status, string? ErrorCode, int HttpStatus, bool Streamed, string CacheState, int Attempts, long InputTokens, long OutputTokens,
    decimal? CostUsd, double LatencyMs, double? FirstTokenMs, bool Degraded);

/// <summary>Lists requests, newest first, or by latency or cost.</summary>
public sealed class ListRequests(IArtisanDbFactory databases)
{
    /// <summary>Sorts by time.</summary>
    public const string ByTime = "at";
    /// <summary>Sorts by latency.</summary>
    public const string ByLatency = "latency";
    /// <summary>Sorts by cost; unpriced ones count as nothing.</summary>
    public const string ByCost = "cost";

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor or sort is wrong.</exception>
    public async Task<Page<RequestRow>> ExecuteAsync(TenantScope scope, RequestFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.RequestFigures, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<RequestRecord> requests = await filter.ApplyAsync(db, scope, reach, cancellationToken);
        Cursor? after = page.Cursor is null ? null : Cursor.Decode(page.Cursor);
        requests = page.Sort switch
        {
            null or ByTime => SortByTime(requests, after, page.Descending),
            ByLatency => SortByLatency(requests, after, page.Descending),
            ByCost => SortByCost(requests, after, page.Descending),
            _ => throw ArtisanException.Invalid("sort", $"Requests cannot be sorted by '{page.Sort}'. Use {ByTime}, {ByLatency} or {ByCost}."),
        };
        List<RequestRow> rows = await requests.Take(page.Size + 1).Select(r => new RequestRow(
            r.Id, r.At, r.WorkspaceId, r.ActorName, r.UseCase, r.Operation, r.RequestedModel, r.Provider, r.Model, r.Status, r.ErrorCode, r.HttpStatus, r.Streamed,
            r.CacheState, r.Attempts, r.InputTokens, r.OutputTokens, r.CostUsd, r.LatencyMs, r.FirstTokenMs, r.Degraded)).ToListAsync(cancellationToken);
        if (rows.Count <= page.Size)
            return new Page<RequestRow>(rows, null);
        RequestRow last = rows[page.Size - 1];
        string? value = page.Sort switch
        {
            ByLatency => last.LatencyMs.ToString("R", CultureInfo.InvariantCulture),
            ByCost => last.CostUsd?.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return new Page<RequestRow>(rows[..page.Size], new Cursor(value, last.Id).Encode());
    }

    /// <summary>How many requests came after one, for the "14 new" of the live list; counts to 1,000 at most.</summary>
    public async Task<int> CountSinceAsync(TenantScope scope, RequestFilter filter, Guid newest, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.RequestFigures, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await (await filter.ApplyAsync(db, scope, reach, cancellationToken)).Where(r => r.Id.CompareTo(newest) > 0).Take(1000).CountAsync(cancellationToken);
    }

    private static IQueryable<RequestRecord> SortByTime(IQueryable<RequestRecord> requests, Cursor? after, bool descending)
    {
        if (after is { } cursor)
            requests = descending ? requests.Where(r => r.Id.CompareTo(cursor.Id) < 0) : requests.Where(r => r.Id.CompareTo(cursor.Id) > 0);
        return descending ? requests.OrderByDescending(r => r.Id) : requests.OrderBy(r => r.Id);
    }

    private static IQueryable<RequestRecord> SortByLatency(IQueryable<RequestRecord> requests, Cursor? after, bool descending)
    {
        if (after is { } cursor && double.TryParse(cursor.Value, CultureInfo.InvariantCulture, out double value))
        {
            requests = descending
                ? requests.Where(r => r.LatencyMs < value || (r.LatencyMs == value && r.Id.CompareTo(cursor.Id) < 0))
                : requests.Where(r => r.LatencyMs > value || (r.LatencyMs == value && r.Id.CompareTo(cursor.Id) > 0));
        }
        return descending ? requests.OrderByDescending(r => r.LatencyMs).ThenByDescending(r => r.Id) : requests.OrderBy(r => r.LatencyMs).ThenBy(r => r.Id);
    }

    private static IQueryable<RequestRecord> SortByCost(IQueryable<RequestRecord> requests, Cursor? after, bool descending)
    {
        requests = requests.Where(r => r.CostUsd != null);
        if (after is { } cursor && decimal.TryParse(cursor.Value, CultureInfo.InvariantCulture, out decimal value))
        {
            requests = descending
                ? requests.Where(r => r.CostUsd < value || (r.CostUsd == value && r.Id.CompareTo(cursor.Id) < 0))
                : requests.Where(r => r.CostUsd > value || (r.CostUsd == value && r.Id.CompareTo(cursor.Id) > 0));
        }
        return descending ? requests.OrderByDescending(r => r.CostUsd).ThenByDescending(r => r.Id) : requests.OrderBy(r => r.CostUsd).ThenBy(r => r.Id);
    }
}
