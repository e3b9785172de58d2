using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Crm.Leads;

/// <summary>Tasks for a person; deleted for a person, or with what a member has: a task is his to whom it was given, else his who made it.</summary>
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
    protected override Expression<Func<LeadTask, Guid?>> Owner => t => t.AssigneeId ?? t.CreatedById;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => (scope.OfPerson || scope.OwnerId is not null) && base.Serves(scope);
}
