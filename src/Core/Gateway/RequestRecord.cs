using System.Text.Json.Serialization;
using Artisan.Core.Data;

namespace Artisan.Core.Gateway;

/// <summary>How a request ended, as its caller saw it.</summary>
public enum RequestStatus
{
    /// <summary>Answered.</summary>
    Ok = 1,
    /// <summary>Answered with an error.</summary>
    Failed = 2,
    /// <summary>The answer broke off after some output.</summary>
    BrokenOff = 3,
    /// <summary>The caller went away.</summary>
    Cancelled = 4,
    /// <summary>Refused by Artisan before any vendor was called.</summary>
    Refused = 5,
}

/// <summary>One AI request as it went: the row behind <c>/requests</c>.</summary>
public sealed class RequestRecord : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id, given to the caller in <c>X-Artisan-Request-Id</c>.</summary>
    public Guid Id { get; set; }
    /// <summary>The last twelve digits of <see cref="Id"/>, the last first: an index leads from what people type off to the request.</summary>
    [JsonIgnore]
    public string IdEnd
    {
        get => EndOf(Id.ToString("N"));
        private set => _ = value; // follows from Id
    }
    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>When it came in (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Kind of caller (<see cref="Tenancy.ActorKind"/>).</summary>
    public int ActorKind { get; set; }
    /// <summary>Member or key.</summary>
    public Guid ActorId { get; set; }
    /// <summary>Name of the member or key then.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>Use case.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Name of the use-case policy.</summary>
    public string Policy { get; set; } = "";
    /// <summary>How it came in: <c>openai</c>, <c>console</c>, <c>job</c> …</summary>
    public string Door { get; set; } = "";
    /// <summary>The lead that the work was for; null for none.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>Kind of work, for instance <c>chat</c>.</summary>
    public string Operation { get; set; } = "";
    /// <summary>The model that the caller named; null for none.</summary>
    [Guarded(KeptPlace.Requests)]
    public string? RequestedModel { get; set; }
    /// <summary>The provider that answered, or was last tried; null when none was.</summary>
    public string? Provider { get; set; }
    /// <summary>The model that answered, or was last tried.</summary>
    public string? Model { get; set; }
    /// <summary>How it ended.</summary>
    public RequestStatus Status { get; set; }
    /// <summary>The stable error code; null when it was answered.</summary>
    public string? ErrorCode { get; set; }
    /// <summary>The message that the caller got.</summary>
    [Guarded(KeptPlace.Requests)]
    public string? ErrorMessage { get; set; }
    /// <summary>HTTP status that the caller got; 499 when the caller went away.</summary>
    public int HttpStatus { get; set; }
    /// <summary>Whether the answer was streamed.</summary>
    public bool Streamed { get; set; }
    /// <summary><c>off</c>, <c>miss</c>, <c>exact</c>, <c>semantic</c>.</summary>
    public string CacheState { get; set; } = "off";
    /// <summary>USD that the cache saved; null where it saved nothing, or nothing that has a price.</summary>
    public decimal? SavedUsd { get; set; }
    /// <summary>Tokens that the cache saved.</summary>
    public long SavedTokens { get; set; }
    /// <summary>The prompt that its messages were filled in from; null for none.</summary>
    public Guid? PromptId { get; set; }
    /// <summary>The prompt's version.</summary>
    public int? PromptVersion { get; set; }
    /// <summary>Attempts made, retries included.</summary>
    public int Attempts { get; set; }
    /// <summary>Prompt tokens over all attempts.</summary>
    public long InputTokens { get; set; }
    /// <summary>Answer tokens over all attempts.</summary>
    public long OutputTokens { get; set; }
    /// <summary>USD over all attempts; null when an attempt has no price.</summary>
    public decimal? CostUsd { get; set; }
    /// <summary>Milliseconds from the request's arrival to the answer's end.</summary>
    public double LatencyMs { get; set; }
    /// <summary>Milliseconds to the first output of a stream.</summary>
    public double? FirstTokenMs { get; set; }
    /// <summary>Whether a fallback answered.</summary>
    public bool Degraded { get; set; }
    /// <summary>W3C trace id, to find it in traces and logs.</summary>
    public string? TraceId { get; set; }
    /// <summary>Candidates, attempts, stages, warnings as JSON (<see cref="Pipeline.RequestTrace"/>).</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public string TraceJson { get; set; } = "{}";

    /// <summary>The end of an id's digits as <see cref="IdEnd"/> holds it, or the beginning of that where fewer digits are known.</summary>
    /// <param name="digits">Hexadecimal digits in lower case, without hyphens.</param>
    internal static string EndOf(string digits)
    {
        char[] end = digits[^Math.Min(digits.Length, 12)..].ToCharArray();
        Array.Reverse(end);
        return new string(end);
    }
}

/// <summary>Prompt and answer of a request, apart from its figures since few may see them.</summary>
public sealed class RequestContent : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The request.</summary>
    public Guid RequestId { get; set; }
    /// <summary>When the request came in (UTC); content is deleted by age.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>The request body, UTF-8 JSON, at most <see cref="MaxBytes"/>.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public byte[] Request { get; set; } = [];
    /// <summary>The answer body, or the text of a stream, UTF-8, at most <see cref="MaxBytes"/>.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public byte[] Answer { get; set; } = [];
    /// <summary>Whether one of them was longer and is cut.</summary>
    public bool Truncated { get; set; }

    /// <summary>Longest request or answer that is kept, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;
}
