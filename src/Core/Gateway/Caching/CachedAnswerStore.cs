using System.Linq.Expressions;
using System.Text;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Caching;

/// <summary>A kept answer, as it is exported and hashed.</summary>
internal sealed record CachedText(Guid Id, DateTimeOffset CreatedAt, string UseCase, Guid? LeadId, Guid ActorId, string Prompt, string Answer);

/// <summary>Kept answers, in the database and in the memory of every node.</summary>
public sealed class CachedAnswerStore(AnswerCache cache, LiveFeed feed) : PersonalStore<CachedAnswer>
{
    /// <inheritdoc/>
    public override string Name => "cached_answers";
    /// <inheritdoc/>
    public override string Title => "Kept answers";
    /// <inheritdoc/>
    public override int Order => 16;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Requests];
    /// <inheritdoc/>
    protected override Expression<Func<CachedAnswer, Guid>> Key => a => a.Id;
    /// <inheritdoc/>
    protected override Expression<Func<CachedAnswer, DateTimeOffset>> At => a => a.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<CachedAnswer, Guid?>> Lead => a => a.LeadId;
    /// <inheritdoc/>
    protected override Expression<Func<CachedAnswer, Guid?>> Owner => a => a.ActorId;
    // Answers may be large.
    /// <inheritdoc/>
    protected override int Piece => 100;

    // A cache is no record: what it holds may go at any time anyway, so no hold keeps it.
    /// <inheritdoc/>
    protected override IQueryable<CachedAnswer> NotHeld(ArtisanDb db, IQueryable<CachedAnswer> rows, IReadOnlyList<SubjectHold> holds) => rows;

    /// <inheritdoc/>
    protected override Task<object[]> ContentsAsync(ArtisanDb db, CachedAnswer[] rows, CancellationToken cancellationToken) =>
        Task.FromResult<object[]>([.. rows.Select(a => new CachedText(a.Id, a.CreatedAt, a.UseCase, a.LeadId, a.ActorId, a.Prompt, Encoding.UTF8.GetString(a.Answer)))]);

    /// <inheritdoc/>
    public override async Task FinishAsync(IArtisanDbFactory databases, PurgeScope scope, CancellationToken cancellationToken)
    {
        // Answers that may not be written down are in nodes' memory only: one order for each lead reaches them all.
        await using ArtisanDb db = databases.OpenTenant(scope.TenantId);
        Guid?[] leads = scope.LeadIds is { } named ? [.. named.Select(id => (Guid?)id)] : [null];
        CachePurge[] purges = [.. leads.Select(lead => new CachePurge { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), At = DateTimeOffset.UtcNow, LeadId = lead, ActorId = scope.OwnerId, Before = scope.Until })];
        db.CachePurges.AddRange(purges);
        await db.SaveChangesAsync(cancellationToken);
        foreach (CachePurge purge in purges)
            cache.Apply(purge);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Cache));
    }

    /// <inheritdoc/>
    public override Task<int> LeftOnNodeAsync(ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken) =>
        Task.FromResult(cache.Of(scope.TenantId).Count(e => e.CreatedAt < scope.Until && (scope.OwnerId ?? e.ActorId) == e.ActorId && (scope.LeadIds is null || (e.LeadId is { } lead && scope.LeadIds.Contains(lead)))));
}
