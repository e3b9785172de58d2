using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Crm.Interactions;

/// <summary>What happened with a person. Only what is deleted for a person touches it: the history of the customers is the sales team's own record.</summary>
public sealed class InteractionStore(ISubjectHolds holds) : PersonalStore<Interaction>
{
    /// <inheritdoc/>
    public override string Name => "interactions";
    /// <inheritdoc/>
    public override string Title => "Interactions";
    /// <inheritdoc/>
    public override int Order => 40;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<Interaction, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<Interaction, DateTimeOffset>> At => i => i.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<Interaction, Guid?>> Lead => i => i.LeadId;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && base.Serves(scope);

    /// <inheritdoc/>
    protected override IQueryable<Interaction> OfPerson(IQueryable<Interaction> rows, PurgeScope scope)
    {
        (IReadOnlyList<Guid> leads, IReadOnlyList<Guid> contacts) = (scope.LeadIds!, scope.ContactIds ?? []);
        return rows.Where(i => (i.LeadId != null && leads.Contains(i.LeadId.Value)) || (i.ContactId != null && contacts.Contains(i.ContactId.Value)));
    }
}
