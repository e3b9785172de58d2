using Artisan.Core.Data;

namespace Artisan.Core.Insights;

/// <summary>A conversation with the assistant, of one person or key.</summary>
public sealed class ConversationSession : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The member or key whose conversation it is.</summary>
    public Guid OwnerId { get; set; }
    /// <summary>The lead that it is about; null for none.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>The first question, cut.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Title { get; set; } = "";
    /// <summary>When it began (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>The last message (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A message of a conversation.</summary>
public sealed class ConversationMessage : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The conversation.</summary>
    public Guid SessionId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary><c>user</c> or <c>assistant</c>.</summary>
    public string Role { get; set; } = "";
    /// <summary>The text.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Text { get; set; } = "";
    /// <summary>What the answer rests on, as a JSON array; null for none.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public string? CitationsJson { get; set; }
    /// <summary>The AI request; null for the user's messages.</summary>
    public Guid? RequestId { get; set; }
    /// <summary>Whether the answer broke off or was stopped.</summary>
    public bool Incomplete { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
}
