using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Insights;

/// <summary>Conversations with the assistant, after their messages.</summary>
public sealed class ConversationSessionStore(ISubjectHolds holds) : PersonalStore<ConversationSession>
{
    /// <inheritdoc/>
    public override string Name => "conversations";
    /// <inheritdoc/>
    public override string Title => "Conversations";
    /// <inheritdoc/>
    public override int Order => 21;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Conversations];
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<ConversationSession, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<ConversationSession, DateTimeOffset>> At => s => s.UpdatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<ConversationSession, Guid?>> Lead => s => s.LeadId;
    /// <inheritdoc/>
    protected override Expression<Func<ConversationSession, Guid?>> Owner => s => s.OwnerId;
}
