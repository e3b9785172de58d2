using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Caching;

/// <summary>How a workspace caches.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="MaxEntries">Most answers, 1 to 10,000.</param>
/// <param name="Threshold">Least similarity, 0.95 to 1.</param>
/// <param name="TtlSeconds">Longest time, 1 second to 30 days; null leaves it to the use case.</param>
public sealed record WorkspaceCacheInfo(Guid WorkspaceId, int MaxEntries = WorkspaceCache.DefaultEntries, double Threshold = WorkspaceCache.DefaultThreshold, int? TtlSeconds = null);

/// <summary>Tells how workspaces cache.</summary>
public sealed class ListCacheSettings(ControlPlane control)
{
    /// <summary>Lists, one for each open workspace.</summary>
    public IReadOnlyList<WorkspaceCacheInfo> Execute(TenantScope scope)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        return [.. tenant.Workspaces.Values.OrderBy(w => w.Slug, StringComparer.Ordinal).Select(w => tenant.Caches.GetValueOrDefault(w.Id) is { } own ? new WorkspaceCacheInfo(w.Id, own.MaxEntries, own.Threshold, own.TtlSeconds) : new WorkspaceCacheInfo(w.Id))];
    }
}

/// <summary>Changes how a workspace caches.</summary>
public sealed class ChangeCacheSettings(IArtisanDbFactory databases, ControlPlane control)
{
    /// <summary>Changes.</summary>
    /// <exception cref="ArtisanException">When a value is out of its range or the workspace does not exist.</exception>
    public async Task ExecuteAsync(TenantScope scope, WorkspaceCacheInfo settings, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        WorkspaceControl workspace = control.TenantOf(scope.TenantId)?.Workspaces.GetValueOrDefault(settings.WorkspaceId) ?? throw ArtisanException.NotFound("The workspace");
        if (settings.MaxEntries is < 1 or > 10_000)
            throw ArtisanException.Invalid("max_entries", "A workspace keeps 1 to 10,000 answers.");
        if (settings.Threshold is not (>= WorkspaceCache.DefaultThreshold and <= 1))
            throw ArtisanException.Invalid("threshold", "The similarity lies between 0.95 and 1; below, prompts of different meaning could hit.");
        if (settings.TtlSeconds is < 1 or > 2_592_000)
            throw ArtisanException.Invalid("ttl_seconds", "Answers are kept for 1 second to 30 days (2,592,000 seconds).");
        await using ArtisanDb db = databases.Open(scope);
        WorkspaceCache? row = await db.WorkspaceCaches.SingleOrDefaultAsync(c => c.WorkspaceId == settings.WorkspaceId, cancellationToken);
        var before = row is null ? new WorkspaceCacheInfo(settings.WorkspaceId) : new WorkspaceCacheInfo(row.WorkspaceId, row.MaxEntries, row.Threshold, row.TtlSeconds);
        if (before == settings)
            return;
        Write(db, scope, ref row, settings);
        db.Audit(scope, "cache.settings_changed", $"Workspace {workspace.Slug}", new { before, after = settings });
        await db.SaveChangesAsync(cancellationToken);
    }

    internal static void Write(ArtisanDb db, TenantScope scope, ref WorkspaceCache? row, WorkspaceCacheInfo settings)
    {
        if (row is null)
            db.WorkspaceCaches.Add(row = new WorkspaceCache { TenantId = scope.TenantId, WorkspaceId = settings.WorkspaceId });
        (row.MaxEntries, row.Threshold, row.TtlSeconds) = (settings.MaxEntries, settings.Threshold, settings.TtlSeconds);
    }
}

/// <summary>What follows from a wrong hit.</summary>
/// <param name="Before">The workspace's least similarity before.</param>
/// <param name="After">And after.</param>
public sealed record WrongHitResult(double Before, double After);

/// <summary>Takes the word of a person that a prompt was given the wrong answer: the answer is forgotten everywhere, and the workspace demands more similarity from now on.</summary>
public sealed class ReportWrongHit(IArtisanDbFactory databases, ForgetAnswers forget)
{
    private const double Step = 0.005;

    /// <summary>The least similarity that a wrong hit raises to.</summary>
    public static double Raised(double threshold, double similarity) => Math.Min(1, Math.Round(Math.Max(threshold, Math.Floor(similarity * 1000) / 1000) + Step, 3));

    /// <summary>Reports.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the hit does not exist, with <see cref="ErrorCode.Conflict"/> when it was reported before.</exception>
    public async Task<WrongHitResult> ExecuteAsync(TenantScope scope, Guid hitId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        SemanticHit hit = await db.SemanticHits.SingleOrDefaultAsync(h => h.Id == hitId, cancellationToken) ?? throw ArtisanException.NotFound("The hit");
        if (hit.WrongAt is not null)
            throw new ArtisanException(ErrorCode.Conflict, "This hit was reported before; its answer is gone already.");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        WorkspaceCache? row = await db.WorkspaceCaches.SingleOrDefaultAsync(c => c.WorkspaceId == hit.WorkspaceId, cancellationToken);
        double before = row?.Threshold ?? WorkspaceCache.DefaultThreshold, after = Raised(before, hit.Similarity);
        ChangeCacheSettings.Write(db, scope, ref row, new WorkspaceCacheInfo(hit.WorkspaceId, row?.MaxEntries ?? WorkspaceCache.DefaultEntries, after, row?.TtlSeconds));
        hit.WrongAt = DateTimeOffset.UtcNow;
        db.Audit(scope, "cache.wrong_hit", $"Answer {hit.AnswerId:N}", new { hit.Similarity, before = new { threshold = before }, after = new { threshold = after } });
        await forget.ForgetAsync(db, scope.TenantId, new CachePurgeOrder(AnswerId: hit.AnswerId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new WrongHitResult(before, after);
    }
}
