using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Contacts;

/// <summary>A person's records as a contact; they go last, when an erasure deletes all of a person.</summary>
public sealed class ContactStore(ISubjectHolds holds) : PersonalStore<Contact>
{
    /// <inheritdoc/>
    public override string Name => "contacts";
    /// <inheritdoc/>
    public override string Title => "Contacts";
    /// <inheritdoc/>
    public override int Order => 90;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<Contact, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<Contact, DateTimeOffset>> At => c => c.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<Contact, Guid?>> Lead => c => c.LeadId;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && scope.Record && scope.OwnerId is null && scope.Category == PurgeScope.All;

    /// <inheritdoc/>
    protected override IQueryable<Contact> OfPerson(IQueryable<Contact> rows, PurgeScope scope)
    {
        IReadOnlyList<Guid> contacts = scope.ContactIds ?? [];
        return rows.Where(c => contacts.Contains(c.Id));
    }

    /// <inheritdoc/>
    protected override async Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        // What a hold keeps of the history must not point at nobody.
        await db.Interactions.Where(i => i.ContactId != null && ids.Contains(i.ContactId.Value)).ExecuteUpdateAsync(set => set.SetProperty(i => i.ContactId, (Guid?)null), cancellationToken);
        await base.RemoveAsync(db, scope, ids, cancellationToken);
    }
}
