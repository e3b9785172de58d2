using System.Linq.Expressions;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Subjects;

/// <summary>
/// Texts of audit entries that name a person by address, number or name; emptied with an erasure only. Time, action and the actor's id stay, and the chain
/// still verifies, since it stands on the texts' salted digests. Ids of records are no names: when the record is gone they lead nowhere.
/// </summary>
public sealed class AuditTextStore(ISubjectHolds holds) : PersonalStore<AuditEntry>
{
    /// <inheritdoc/>
    public override string Name => "audit_texts";
    /// <inheritdoc/>
    public override string Title => "Texts of audit entries";
    /// <inheritdoc/>
    public override int Order => 85;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<AuditEntry, Guid>> Key => e => e.Id;
    /// <inheritdoc/>
    protected override Expression<Func<AuditEntry, DateTimeOffset>> At => e => e.At;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && scope.Record && scope.OwnerId is null && scope.Category == PurgeScope.All;

    /// <inheritdoc/>
    protected override IQueryable<AuditEntry> OfPerson(IQueryable<AuditEntry> rows, PurgeScope scope)
    {
        // A target is named by the product, and a member may have the person's name: by name only what people wrote is looked through, such as reasons.
        (string[] marks, string[] addresses) = (scope.Marks?.Needles ?? [], scope.Marks?.Addresses ?? []);
        return rows.Where(e => (e.Target != null && addresses.Any(m => e.Target.ToLower().Contains(m))) || (e.DetailsJson != null && marks.Any(m => e.DetailsJson.ToLower().Contains(m))));
    }

    /// <inheritdoc/>
    protected override IQueryable<AuditEntry> NotHeld(ArtisanDb db, IQueryable<AuditEntry> rows, IReadOnlyList<SubjectHold> holds) => rows;

    /// <inheritdoc/>
    public override async Task<StoreMatch> CountAsync(ArtisanDb db, PurgeScope scope, IReadOnlyList<SubjectHold> holds, CancellationToken cancellationToken)
    {
        long matched = await Matching(db, scope).LongCountAsync(cancellationToken);
        return new StoreMatch(matched, scope.HeldBy(holds) ? matched : 0);
    }

    /// <inheritdoc/>
    public override async Task<int> DeletePieceAsync(IArtisanDbFactory databases, PurgeScope scope, DeletionSink sink, CancellationToken cancellationToken)
    {
        await using (ArtisanDb db = databases.OpenTenant(scope.TenantId))
        {
            if (scope.HeldBy(await holds.ActiveAsync(db, cancellationToken)))
                return 0;
        }
        return await base.DeletePieceAsync(databases, scope, sink, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken) =>
        db.AuditEntries.Where(e => ids.Contains(e.Id)).ExecuteUpdateAsync(set => set.SetProperty(e => e.Actor, (string?)null).SetProperty(e => e.Target, (string?)null)
            .SetProperty(e => e.DetailsJson, (string?)null).SetProperty(e => e.Salt, (byte[]?)null), cancellationToken);
}
