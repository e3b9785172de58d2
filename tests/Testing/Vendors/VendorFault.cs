namespace Artisan.Testing.Vendors;

/// <summary>What a mock vendor does wrong with one request. Without any of it the vendor answers properly.</summary>
public sealed record VendorFault
{
    /// <summary>Answers with this status and <see cref="Body"/> instead of the real answer.</summary>
    public int? Status { get; init; }

    /// <summary>The body that goes with <see cref="Status"/>; null gives an error in OpenAI's shape.</summary>
    public string? Body { get; init; }

    /// <summary>The media type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Headers to add to the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The time before the answer's headers.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Never answers; ends when the client goes away.</summary>
    public bool Hang { get; init; }

    /// <summary>The time between two events of a stream.</summary>
    public TimeSpan EventDelay { get; init; }

    /// <summary>Sends an answer byte by byte, so that no read of the client lines up with an event.</summary>
    public bool OneByteAtATime { get; init; }

    /// <summary>Ends a stream after so many events, as <see cref="BreakOff"/> says.</summary>
    public int? BreakAfterEvents { get; init; }

    /// <summary>Sends nothing more of a stream after so many events; ends when the client goes away.</summary>
    public int? HangAfterEvents { get; init; }

    /// <summary>How a stream ends after <see cref="BreakAfterEvents"/>.</summary>
    public StreamBreak BreakOff { get; init; } = StreamBreak.ConnectionReset;

    /// <summary>Answers with a list of choices that is empty.</summary>
    public bool EmptyChoices { get; init; }

    /// <summary>Too many requests, with a time to wait.</summary>
    public static VendorFault RateLimited(int retryAfterSeconds = 1) => new()
    {
        Status = 429,
        Headers = new Dictionary<string, string> { ["Retry-After"] = $"{retryAfterSeconds}" },
    };

    /// <summary>The error page of a proxy before the vendor, which is no JSON.</summary>
    public static VendorFault HtmlBadGateway { get; } = new()
    {
        Status = 502,
        ContentType = "text/html",
        Body = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
    };

    /// <summary>An answer with this status and an error in OpenAI's shape.</summary>
    public static VendorFault Error(int status) => new() { Status = status };

    /// <summary>A stream that ends after so many events.</summary>
    public static VendorFault Break(int afterEvents, StreamBreak how = StreamBreak.ConnectionReset) => new() { BreakAfterEvents = afterEvents, BreakOff = how };
}

/// <summary>How a mock vendor ends a stream too early.</summary>
public enum StreamBreak
{
    /// <summary>The connection is cut.</summary>
    ConnectionReset,

    /// <summary>The answer ends as if it were complete, but without its last events.</summary>
    SilentEnd,

    /// <summary>An event that holds an error object, then the end.</summary>
    ErrorEvent,

    /// <summary>An event that is no JSON, then the end.</summary>
    MalformedEvent,
}
