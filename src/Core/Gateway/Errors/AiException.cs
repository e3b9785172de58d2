using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Errors;

/// <summary>
/// A failure of AI work. Below it: <see cref="ChatException"/> and <see cref="EmbeddingException"/> are what use cases get when every model failed;
/// <see cref="PromptInjectionException"/> is a refusal of the guardrails; <see cref="Providers.ProviderException"/> is the failure of one model, with
/// <see cref="Providers.RateLimitException"/> and <see cref="Providers.QuotaExceededException"/> for those that have to do with its limits.
/// </summary>
public class AiException : ArtisanException
{
    /// <summary>Creates a failure with a stable code and a message for the caller.</summary>
    public AiException(string code, string message, Exception? inner = null) : base(code, message, inner)
    {
    }

    /// <summary>What was being done; null until the failure leaves the pipeline.</summary>
    public OperationContext? Operation { get; internal set; }
}

/// <summary>No model gave a whole answer.</summary>
public sealed class ChatException : AiException
{
    /// <summary>Creates the failure of a chat out of that of its last model.</summary>
    /// <param name="last">Why the last model failed.</param>
    /// <param name="partialText">What had been answered until then; empty for nothing.</param>
    public ChatException(AiException last, string partialText = "") : base(last.Code, last.Message, last)
    {
        (Operation, PartialText) = (last.Operation, partialText);
        RetryAfter = last.RetryAfter;
        Field = last.Field;
    }

    /// <summary>The answer up to where it broke off, as the caller may see it; empty for none.</summary>
    public string PartialText { get; }
}

/// <summary>
/// Texts could not be embedded. There is no vector in their place: one of zeros would be as near to everything as to nothing, and would be stored as if it meant
/// something.
/// </summary>
public sealed class EmbeddingException : AiException
{
    /// <summary>Creates the failure out of that of the last model.</summary>
    public EmbeddingException(AiException last) : base(last.Code, last.Message, last)
    {
        Operation = last.Operation;
        RetryAfter = last.RetryAfter;
        Field = last.Field;
    }
}

/// <summary>The guardrails took a text for an attempt to take the model over.</summary>
public sealed class PromptInjectionException : AiException
{
    /// <summary>Creates the refusal.</summary>
    /// <param name="message">What kind of attempt, without a word of it.</param>
    public PromptInjectionException(string message) : base(ErrorCode.InjectionDetected, message)
    {
    }
}
