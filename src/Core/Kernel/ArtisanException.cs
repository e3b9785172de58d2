namespace Artisan.Core.Kernel;

/// <summary>
/// A failure that a caller can act on. It carries a stable code from <see cref="ErrorCode"/>; its message says what happened and what to do,
/// and holds no secret and no other tenant's data, so that it may be shown as it is.
/// </summary>
public class ArtisanException : Exception
{
    /// <summary>Creates a failure with a stable code and a message for the caller.</summary>
    public ArtisanException(string code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>One of <see cref="ErrorCode"/>.</summary>
    public string Code { get; }

    /// <summary>The request field at fault, for instance <c>messages[0].role</c>; null where no single field is.</summary>
    public string? Field { get; init; }

    /// <summary>How long the caller should wait before trying again; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Several faults by field, where validation found more than one.</summary>
    public IReadOnlyDictionary<string, string[]>? Faults { get; init; }

    /// <summary>The thing does not exist for this caller; another tenant's row looks exactly like this.</summary>
    public static ArtisanException NotFound(string what) => new(ErrorCode.NotFound, $"{what} was not found. Check the id; it may have been deleted.");

    /// <summary>The caller's role or key scope does not allow this.</summary>
    public static ArtisanException Forbidden(string what) => new(ErrorCode.Forbidden, what);

    /// <summary>A field of the caller's input is wrong.</summary>
    public static ArtisanException Invalid(string field, string message) => new(ErrorCode.InvalidInput, message) { Field = field };
}
