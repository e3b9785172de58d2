using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Prompts that were answered with the answer to another one, kept for review.</summary>
public sealed class SemanticHitStore(ISubjectHolds holds) : PersonalStore<SemanticHit>
{
    /// <inheritdoc/>
    public override string Name => "similar_prompts";
    /// <inheritdoc/>
    public override string Title => "Prompts kept for review";
    /// <inheritdoc/>
    public override int Order => 17;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Requests];
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<SemanticHit, Guid>> Key => h => h.Id;
    /// <inheritdoc/>
    protected override Expression<Func<SemanticHit, DateTimeOffset>> At => h => h.At;
    /// <inheritdoc/>
    protected override Expression<Func<SemanticHit, Guid?>> Lead => h => h.LeadId;
    /// <inheritdoc/>
    protected override Expression<Func<SemanticHit, Guid?>> Owner => h => h.ActorId;
}
