using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Crm.Leads;

/// <summary>What was done to a person's record; deleted for a person only.</summary>
public sealed class LeadEventStore(ISubjectHolds holds) : PersonalStore<LeadEvent>
{
    /// <inheritdoc/>
    public override string Name => "lead_events";
    /// <inheritdoc/>
    public override string Title => "Timeline entries";
    /// <inheritdoc/>
    public override int Order => 42;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<LeadEvent, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<LeadEvent, DateTimeOffset>> At => e => e.At;
    /// <inheritdoc/>
    protected override Expression<Func<LeadEvent, Guid?>> Lead => e => (Guid?)e.LeadId;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && base.Serves(scope);
}
