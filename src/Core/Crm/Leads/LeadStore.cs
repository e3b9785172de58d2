using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Leads;

/// <summary>A person's records as a lead; they go last, when an erasure deletes all of a person and no hold keeps what is remembered of it.</summary>
public sealed class LeadStore(ISubjectHolds holds, IEnumerable<ILeadDeletion> others, LiveFeed feed) : PersonalStore<Lead>
{
    /// <inheritdoc/>
    public override string Name => "leads";
    /// <inheritdoc/>
    public override string Title => "Leads";
    /// <inheritdoc/>
    public override int Order => 91;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<Lead, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<Lead, DateTimeOffset>> At => l => l.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<Lead, Guid?>> Lead => l => (Guid?)l.Id;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && scope.Record && scope.OwnerId is null && scope.Category == PurgeScope.All;

    /// <inheritdoc/>
    protected override IQueryable<Lead> NotHeld(ArtisanDb db, IQueryable<Lead> rows, IReadOnlyList<SubjectHold> holds) =>
        base.NotHeld(db, rows, holds).Where(l => !db.Memories.Any(m => m.LeadId == l.Id && db.LegalHolds.Any(h => h.ReleasedAt == null && (h.LeadId == null || h.LeadId == m.LeadId) && (h.OwnerId == null || h.OwnerId == m.OwnerId) && (h.Type == null || h.Type == m.Type))));

    /// <inheritdoc/>
    protected override async Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        foreach (ILeadDeletion other in others)
            await other.BeforeAsync(db, TenantScope.System(scope.TenantId, Guid.Empty, "Erasure"), ids, cancellationToken);
        await base.RemoveAsync(db, scope, ids, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Removed(PurgeScope scope, Guid[] ids) => feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
}
