using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Scoring;

/// <summary>Scores of a person; deleted for a person only.</summary>
public sealed class LeadScoreStore(ISubjectHolds holds) : PersonalStore<LeadScore>
{
    /// <inheritdoc/>
    public override string Name => "lead_scores";
    /// <inheritdoc/>
    public override string Title => "Scores";
    /// <inheritdoc/>
    public override int Order => 44;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<LeadScore, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<LeadScore, DateTimeOffset>> At => s => s.ScoredAt;
    /// <inheritdoc/>
    protected override Expression<Func<LeadScore, Guid?>> Lead => s => (Guid?)s.LeadId;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && base.Serves(scope);
}
