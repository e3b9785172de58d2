using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Crm.Leads;

/// <summary>What a merge kept of the record that went; deleted for a person only.</summary>
public sealed class LeadMergeStore(ISubjectHolds holds) : PersonalStore<LeadMerge>
{
    /// <inheritdoc/>
    public override string Name => "lead_merges";
    /// <inheritdoc/>
    public override string Title => "Records that were merged";
    /// <inheritdoc/>
    public override int Order => 43;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<LeadMerge, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<LeadMerge, DateTimeOffset>> At => m => m.At;
    /// <inheritdoc/>
    protected override Expression<Func<LeadMerge, Guid?>> Lead => m => (Guid?)m.KeptId;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && base.Serves(scope);

    /// <inheritdoc/>
    protected override IQueryable<LeadMerge> OfPerson(IQueryable<LeadMerge> rows, PurgeScope scope)
    {
        IReadOnlyList<Guid> leads = scope.LeadIds!;
        return rows.Where(m => leads.Contains(m.KeptId) || leads.Contains(m.MergedId));
    }
}
