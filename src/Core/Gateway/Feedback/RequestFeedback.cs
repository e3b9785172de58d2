using Artisan.Core.Data;

namespace Artisan.Core.Gateway.Feedback;

/// <summary>What a person made of an AI result.</summary>
public enum FeedbackVerdict
{
    /// <summary>Thumbs up.</summary>
    Helpful = 1,
    /// <summary>Thumbs down.</summary>
    NotHelpful = 2,
    /// <summary>Taken as it was.</summary>
    Accepted = 3,
    /// <summary>Taken after changes.</summary>
    Edited = 4,
    /// <summary>Put away.</summary>
    Dismissed = 5,
}

/// <summary>One person's verdict on the result of a request; a later one of the same person replaces it.</summary>
public sealed class RequestFeedback : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The request.</summary>
    public Guid RequestId { get; set; }
    /// <summary>Member or key.</summary>
    public Guid ActorId { get; set; }
    /// <summary>Name of the member or key then.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>The verdict.</summary>
    public FeedbackVerdict Verdict { get; set; }
    /// <summary>Characters that had to be inserted, deleted or replaced (Levenshtein); null unless edited.</summary>
    public int? EditDistance { get; set; }
    /// <summary>Share of the text that was changed, 0 to 1; null unless edited.</summary>
    public double? EditShare { get; set; }
    /// <summary>What the person said; null for nothing.</summary>
    [Guarded(KeptPlace.Requests)]
    public string? Comment { get; set; }
    /// <summary>Use case of the request, for sums.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Model that answered, for sums.</summary>
    public string? Model { get; set; }
    /// <summary>Provider that answered, for sums.</summary>
    public string? Provider { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
}
