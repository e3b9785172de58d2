using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Crm.Leads;

/// <summary>Tasks for a person; deleted for a person only.</summary>
public sealed class LeadTaskStore(ISubjectHolds holds) : PersonalStore<LeadTask>
{
    /// <inheritdoc/>
    public override string Name => "lead_tasks";
    /// <inheritdoc/>
    public override string Title => "Tasks";
    /// <inheritdoc/>
    public override int Order => 41;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<LeadTask, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<LeadTask, DateTimeOffset>> At => t => t.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<LeadTask, Guid?>> Lead => t => (Guid?)t.LeadId;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && base.Serves(scope);
}
