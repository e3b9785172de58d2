using Artisan.Core.Data;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Caching;

/// <summary>What the cache did in a day or an hour.</summary>
/// <param name="Start">When it began (UTC).</param>
/// <param name="Exact">Hits of the very same request.</param>
/// <param name="Semantic">Hits of one that means the same.</param>
/// <param name="Misses">Requests that it could not answer.</param>
/// <param name="SavedUsd">USD saved.</param>
/// <param name="SavedTokens">Tokens saved.</param>
public sealed record CachePoint(DateTimeOffset Start, long Exact, long Semantic, long Misses, decimal SavedUsd, long SavedTokens)
{
    /// <summary>All hits.</summary>
    public long Hits => Exact + Semantic;
}

/// <summary>What the cache did over a time.</summary>
/// <param name="WorkspaceId">The workspace; null for all.</param>
/// <param name="Days">How many days back.</param>
/// <param name="Total">All of it.</param>
/// <param name="HitRate">Share of the requests that it was asked for, 0 to 1; null where there were none.</param>
/// <param name="Points">By hour for a day, else by day of UTC.</param>
/// <param name="Entries">Answers in this node's memory.</param>
/// <param name="Bytes">Bytes that they take, about.</param>
public sealed record CacheFigures(Guid? WorkspaceId, int Days, CachePoint Total, double? HitRate, IReadOnlyList<CachePoint> Points, int Entries, long Bytes);

/// <summary>An answer that is kept.</summary>
/// <param name="Id">Id.</param>
/// <param name="WorkspaceId">Workspace.</param>
/// <param name="UseCase">Use case.</param>
/// <param name="Operation"><c>chat</c> or <c>embeddings</c>.</param>
/// <param name="Provider">Provider that answered.</param>
/// <param name="Model">Model that answered.</param>
/// <param name="Prompt">What was asked; null where the caller may not see it.</param>
/// <param name="Tokens">Tokens that it took.</param>
/// <param name="CostUsd">USD that it cost; null when unpriced.</param>
/// <param name="CreatedAt">When it was answered (UTC).</param>
/// <param name="ExpiresAt">Until when it is given again (UTC).</param>
/// <param name="Hits">How often it was given again.</param>
/// <param name="SavedUsd">USD that this saved; null when unpriced.</param>
/// <param name="Shared">Whether it is in the database, so that every node and the next start has it; else the policy on personal data keeps it in memory.</param>
public sealed record CacheEntryInfo(Guid Id, Guid WorkspaceId, string UseCase, string Operation, string Provider, string Model, string? Prompt, long Tokens, decimal? CostUsd, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, long Hits, decimal? SavedUsd, bool Shared);

/// <summary>A prompt that was answered with the answer to another.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="WorkspaceId">Workspace.</param>
/// <param name="UseCase">Use case.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Similarity">0 to 1.</param>
/// <param name="Prompt">What was asked; null where the caller may not see it.</param>
/// <param name="FirstPrompt">What had been asked first; likewise.</param>
/// <param name="WrongAt">When somebody said that it was wrong (UTC); null for never.</param>
public sealed record SemanticHitInfo(Guid Id, Guid WorkspaceId, string UseCase, DateTimeOffset At, double Similarity, string? Prompt, string? FirstPrompt, DateTimeOffset? WrongAt);

/// <summary>Sums up what the cache did.</summary>
public sealed class GetCacheFigures(IArtisanDbFactory databases, AnswerCache cache, TimeProvider time)
{
    /// <summary>Sums up.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="workspaceId">One workspace; null for all.</param>
    /// <param name="days">How many days back, 1 to 90.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<CacheFigures> ExecuteAsync(TenantScope scope, Guid? workspaceId, int days, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        days = Math.Clamp(days, 1, 90);
        DateTimeOffset now = time.GetUtcNow();
        bool hourly = days == 1;
        DateTimeOffset from = hourly ? Hour(now).AddHours(-23) : new DateTimeOffset(now.UtcDateTime.Date.AddDays(1 - days), TimeSpan.Zero);
        Guid first = TimeIds.Floor(from);
        await using ArtisanDb db = databases.Open(scope);
        var sums = await db.Requests.AsNoTracking().Where(r => r.Id >= first && r.CacheState != CacheStates.Off && (workspaceId == null || r.WorkspaceId == workspaceId))
            .GroupBy(r => new { r.At.Year, r.At.Month, r.At.Day, r.At.Hour, r.CacheState })
            .Select(g => new { g.Key, Count = g.LongCount(), Usd = g.Sum(r => r.SavedUsd), Tokens = g.Sum(r => r.SavedTokens) }).ToArrayAsync(cancellationToken);
        var points = new List<CachePoint>();
        for (DateTimeOffset start = from; start <= now; start = hourly ? start.AddHours(1) : start.AddDays(1))
        {
            DateTimeOffset end = hourly ? start.AddHours(1) : start.AddDays(1);
            var within = sums.Where(s => new DateTimeOffset(s.Key.Year, s.Key.Month, s.Key.Day, s.Key.Hour, 0, 0, TimeSpan.Zero) is var at && at >= start && at < end).ToArray();
            long Of(string state) => within.Where(s => s.Key.CacheState == state).Sum(s => s.Count);
            points.Add(new CachePoint(start, Of(CacheStates.Exact), Of(CacheStates.Semantic), Of(CacheStates.Miss), within.Sum(s => s.Usd ?? 0), within.Sum(s => s.Tokens)));
        }
        var total = new CachePoint(from, points.Sum(p => p.Exact), points.Sum(p => p.Semantic), points.Sum(p => p.Misses), points.Sum(p => p.SavedUsd), points.Sum(p => p.SavedTokens));
        IReadOnlyList<CacheEntry> entries = cache.Of(scope.TenantId, workspaceId);
        long asked = total.Hits + total.Misses;
        return new CacheFigures(workspaceId, days, total, asked == 0 ? null : (double)total.Hits / asked, points, entries.Count, entries.Sum(e => (long)e.Size));
    }

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);
}

/// <summary>Lists the answers that are kept, the latest first.</summary>
public sealed class ListCacheEntries(IArtisanDbFactory databases, AnswerCache cache)
{
    /// <summary>Lists.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="workspaceId">One workspace; null for all.</param>
    /// <param name="most">Most rows, 1 to 500.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<CacheEntryInfo>> ExecuteAsync(TenantScope scope, Guid? workspaceId, int most, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        Reach texts = scope.AccessTo(Area.RequestContent).Reach;
        CacheEntry[] entries = [.. cache.Of(scope.TenantId, workspaceId).OrderByDescending(e => e.CreatedAt).Take(Math.Clamp(most, 1, 500))];
        Guid[] ids = [.. entries.Select(e => e.Id)];
        await using ArtisanDb db = databases.Open(scope);
        Dictionary<Guid, long> written = await db.CachedAnswers.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Hits, cancellationToken);
        return [.. entries.Select(e =>
        {
            bool shared = written.TryGetValue(e.Id, out long hits);
            hits = Math.Max(hits, e.Hits);
            return new CacheEntryInfo(e.Id, e.WorkspaceId, e.UseCase, e.Operation == AiOperation.Chat ? "chat" : "embeddings", e.Provider, e.Model, RequestReach.Covers(scope, texts, e.WorkspaceId, e.ActorId) ? e.Prompt : null,
                e.Tokens, e.CostUsd, e.CreatedAt, e.ExpiresAt, hits, e.CostUsd * hits, shared);
        })];
    }
}

/// <summary>Lists the last prompts that were answered with the answer to another, for review.</summary>
public sealed class ListSemanticHits(IArtisanDbFactory databases)
{
    /// <summary>Lists, the latest first.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="workspaceId">One workspace; null for all.</param>
    /// <param name="most">Most rows, 1 to 200.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<SemanticHitInfo>> ExecuteAsync(TenantScope scope, Guid? workspaceId, int most, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        Reach texts = scope.AccessTo(Area.RequestContent).Reach;
        await using ArtisanDb db = databases.Open(scope);
        SemanticHit[] hits = await db.SemanticHits.AsNoTracking().Where(h => workspaceId == null || h.WorkspaceId == workspaceId).OrderByDescending(h => h.Id).Take(Math.Clamp(most, 1, 200)).ToArrayAsync(cancellationToken);
        return [.. hits.Select(h => RequestReach.Covers(scope, texts, h.WorkspaceId, h.ActorId)
            ? new SemanticHitInfo(h.Id, h.WorkspaceId, h.UseCase, h.At, h.Similarity, h.Prompt, h.FirstPrompt, h.WrongAt)
            : new SemanticHitInfo(h.Id, h.WorkspaceId, h.UseCase, h.At, h.Similarity, null, null, h.WrongAt))];
    }
}
