using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Insights;

/// <summary>Lists the caller's own conversations, the latest begun first, reads one and deletes one.</summary>
public sealed class Conversations(IArtisanDbFactory databases, LiveFeed feed)
{
    private const int MostMessages = 500;

    /// <summary>Lists those about a lead, or all.</summary>
    /// <exception cref="ArtisanException">When the scope may not use AI, or the cursor is wrong.</exception>
    public async Task<Page<ConversationSessionV1>> ListAsync(TenantScope scope, Guid? leadId, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<ConversationSession> own = Own(db, scope);
        return await (leadId is { } lead ? own.Where(s => s.LeadId == lead) : own).ToPageAsync(s => s.Id, null,
            s => new ConversationSessionV1(s.Id, s.LeadId, s.Title, s.CreatedAt, s.UpdatedAt), s => (null, s.Id), page with { Sort = null, Descending = true }, cancellationToken);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<ConversationV1> GetAsync(TenantScope scope, Guid sessionId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        ConversationSession s = await Own(db, scope).SingleOrDefaultAsync(s => s.Id == sessionId, cancellationToken) ?? throw ArtisanException.NotFound("The conversation");
        ConversationMessage[] messages = await db.ConversationMessages.AsNoTracking().Where(m => m.SessionId == sessionId).OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(MostMessages).ToArrayAsync(cancellationToken);
        return new ConversationV1(new ConversationSessionV1(s.Id, s.LeadId, s.Title, s.CreatedAt, s.UpdatedAt),
            [.. messages.Reverse().Select(m => new ConversationMessageV1(m.Id, m.Role, m.Text, CitationsOf(m.CitationsJson), m.RequestId, m.Incomplete, m.At))]);
    }

    /// <summary>Deletes one with its messages.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task DeleteAsync(TenantScope scope, Guid sessionId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Guid own = scope.ActorId;
        if (await db.ConversationSessions.Where(s => s.Id == sessionId && s.OwnerId == own).ExecuteDeleteAsync(cancellationToken) == 0)
            throw ArtisanException.NotFound("The conversation");
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Conversations, sessionId.ToString("N")));
    }

    internal static IReadOnlyList<CitationV1> CitationsOf(string? json) => json is null ? [] : JsonSerializer.Deserialize<CitationV1[]>(json, ArtisanJson.Options) ?? [];

    private static IQueryable<ConversationSession> Own(ArtisanDb db, TenantScope scope)
    {
        Guid own = scope.ActorId;
        return db.ConversationSessions.AsNoTracking().Where(s => s.OwnerId == own);
    }
}
