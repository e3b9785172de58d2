using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;

namespace Artisan.Core.Insights;

/// <summary>Messages of conversations with the assistant; whose they are and about whom says their session.</summary>
public sealed class ConversationMessageStore(ISubjectHolds holds) : PersonalStore<ConversationMessage>
{
    /// <inheritdoc/>
    public override string Name => "conversation_messages";
    /// <inheritdoc/>
    public override string Title => "Messages of conversations";
    /// <inheritdoc/>
    public override int Order => 20;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Conversations];
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<ConversationMessage, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<ConversationMessage, DateTimeOffset>> At => m => m.At;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.Category is PurgeScope.All or PurgeScope.Conversations;

    /// <inheritdoc/>
    protected override IQueryable<ConversationMessage> Matching(ArtisanDb db, PurgeScope scope)
    {
        IQueryable<ConversationSession> sessions = db.ConversationSessions;
        if (scope.LeadIds is { } leads)
            sessions = sessions.Where(s => s.LeadId != null && leads.Contains(s.LeadId.Value));
        if (scope.OwnerId is { } owner)
            sessions = sessions.Where(s => s.OwnerId == owner);
        DateTimeOffset until = scope.Until;
        return db.ConversationMessages.Where(m => m.At < until && sessions.Any(s => s.Id == m.SessionId));
    }

    /// <inheritdoc/>
    protected override IQueryable<ConversationMessage> NotHeld(ArtisanDb db, IQueryable<ConversationMessage> rows, IReadOnlyList<SubjectHold> holds)
    {
        foreach (SubjectHold hold in holds)
        {
            (Guid? lead, Guid? owner) = (hold.LeadId, hold.OwnerId);
            rows = rows.Where(m => !db.ConversationSessions.Any(s => s.Id == m.SessionId && (lead == null || s.LeadId == lead) && (owner == null || s.OwnerId == owner)));
        }
        return rows;
    }
}
