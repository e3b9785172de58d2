namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>A value that a token stands for.</summary>
/// <param name="Id">The token: <c>tok_</c> and 22 characters.</param>
/// <param name="Type">What the value is.</param>
/// <param name="Value">The value as it stood in the text.</param>
public readonly record struct PiiToken(string Id, PiiType Type, string Value);

/// <summary>Takes the values of tokens, so that a vault can give them back.</summary>
public interface ITokenSink
{
    /// <summary>Takes a value. The same token may come many times; its values differ at most in case, spaces and separators.</summary>
    /// <param name="token">The token with its value.</param>
    void Add(PiiToken token);
}
