using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>Which requests; null leaves a condition out.</summary>
public sealed record RequestFilter
{
    /// <summary>From this time on (UTC).</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Before this time (UTC).</summary>
    public DateTimeOffset? To { get; init; }
    /// <summary>How they ended.</summary>
    public RequestStatus? Status { get; init; }
    /// <summary>Model that answered.</summary>
    public string? Model { get; init; }
    /// <summary>Provider instance that answered.</summary>
    public string? Provider { get; init; }
    /// <summary>Use case.</summary>
    public string? UseCase { get; init; }
    /// <summary>The prompt that their messages were filled in from.</summary>
    public Guid? PromptId { get; init; }
    /// <summary>Workspace.</summary>
    public Guid? WorkspaceId { get; init; }
    /// <summary>Member or key.</summary>
    public Guid? ActorId { get; init; }
    /// <summary>Whether the answer was streamed.</summary>
    public bool? Streamed { get; init; }
    /// <summary>At least this long (milliseconds).</summary>
    public double? MinLatencyMs { get; init; }
    /// <summary>At least this expensive (USD).</summary>
    public decimal? MinCostUsd { get; init; }

    /// <summary>A request id, whole or its end, or a part of a model's name.</summary>
    public string? Search { get; init; }

    /// <summary>Narrows a query to the filter and to what the scope reaches, the search included.</summary>
    internal async Task<IQueryable<RequestRecord>> ApplyAsync(ArtisanDb db, TenantScope scope, Reach reach, CancellationToken cancellationToken)
    {
        IQueryable<RequestRecord> requests = Apply(db.Requests.AsNoTracking(), scope, reach);
        return string.IsNullOrWhiteSpace(Search) ? requests : await RequestSearch.NarrowAsync(db, requests, Search.Trim(), cancellationToken);
    }

    /// <summary>Narrows a query to the filter and to what the scope reaches, but not to the search.</summary>
    internal IQueryable<RequestRecord> Apply(IQueryable<RequestRecord> requests, TenantScope scope, Reach reach)
    {
        requests = RequestReach.Narrow(requests, scope, reach);
        // Ids are version 7: their order is the order of time, and the primary key serves the range.
        if (From is { } from)
        {
            Guid least = TimeIds.Floor(from);
            requests = requests.Where(r => r.Id.CompareTo(least) >= 0);
        }
        if (To is { } to)
        {
            Guid end = TimeIds.Floor(to);
            requests = requests.Where(r => r.Id.CompareTo(end) < 0);
        }
        if (Status is { } status)
            requests = requests.Where(r => r.Status == status);
        if (Model is not null)
            requests = requests.Where(r => r.Model == Model);
        if (Provider is not null)
            requests = requests.Where(r => r.Provider == Provider);
        if (UseCase is not null)
            requests = requests.Where(r => r.UseCase == UseCase);
        if (PromptId is { } promptId)
            requests = requests.Where(r => r.PromptId == promptId);
        if (WorkspaceId is { } workspaceId)
            requests = requests.Where(r => r.WorkspaceId == workspaceId);
        if (ActorId is { } actorId)
            requests = requests.Where(r => r.ActorId == actorId);
        if (Streamed is { } streamed)
            requests = requests.Where(r => r.Streamed == streamed);
        if (MinLatencyMs is { } latency)
            requests = requests.Where(r => r.LatencyMs >= latency);
        if (MinCostUsd is { } cost)
            requests = requests.Where(r => r.CostUsd >= cost);
        return requests;
    }
}

/// <summary>Whose requests a caller reaches.</summary>
internal static class RequestReach
{
    internal static IQueryable<RequestRecord> Narrow(IQueryable<RequestRecord> requests, TenantScope scope, Reach reach)
    {
        if (reach == Reach.All)
            return requests;
        if (reach == Reach.Team)
        {
            Guid[] workspaces = scope.Workspaces.ToArray();
            return requests.Where(r => workspaces.Contains(r.WorkspaceId));
        }
        Guid own = scope.ActorId;
        return requests.Where(r => r.ActorId == own);
    }

    internal static bool Covers(TenantScope scope, Reach reach, Guid workspaceId, Guid actorId) => reach switch
    {
        Reach.All => true,
        Reach.Team => scope.Workspaces.Contains(workspaceId) || actorId == scope.ActorId,
        Reach.Own => actorId == scope.ActorId,
        _ => false,
    };
}
