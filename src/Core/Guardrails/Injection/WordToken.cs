namespace Artisan.Core.Guardrails.Injection;

/// <summary>What is known of a word besides which it is.</summary>
[Flags]
internal enum WordTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>A sentence, line, quotation or bracket begins with it, or only words such as "please" stand before it.</summary>
    SentenceStart = 1,
    /// <summary>The text begins with it, or only words such as "please" stand before it.</summary>
    TextStart = 2,
    /// <summary>A colon follows.</summary>
    BeforeColon = 4,
    /// <summary>It stands in quotation marks.</summary>
    Quoted = 8,
    /// <summary>It was written with digits for letters.</summary>
    Leetspeak = 16,
    /// <summary>Its letters were in another order, apart from each other, or run together with other words.</summary>
    Disguised = 32,
    /// <summary>It is part of a name in code, <c>system_prompt</c>.</summary>
    Identifier = 64,
}

/// <summary>A word of the vocabulary in a text.</summary>
/// <param name="Word">Its number in the vocabulary.</param>
/// <param name="Position">Its place, counted in words; the end of a sentence counts as several.</param>
/// <param name="Start">First character, in the reading.</param>
/// <param name="End">The character after the last, in the reading.</param>
/// <param name="Traits">What else is known.</param>
internal readonly record struct WordToken(int Word, int Position, int Start, int End, WordTraits Traits);
