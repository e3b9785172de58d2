using Artisan.Core.Guardrails.Injection;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Takes orders out of a message that was inspected as one text, part by part where it has several: a view joins them by line breaks.</summary>
internal sealed class MessageSanitiser(string whole, InjectionResult found)
{
    private int _at;

    /// <summary>Whether something was taken out.</summary>
    public bool Changed { get; private set; }

    /// <summary>A text without its orders. Where no sentence of it could be cut out, nothing of it stays.</summary>
    public static string Clean(string text, InjectionResult found)
    {
        string clean = InjectionSanitiser.Sanitise(text, found);
        return clean != text ? clean : $"[removed: {(found.Evidence.Count > 0 ? found.Evidence[0].Family : InjectionFamilies.IndirectInstruction)}]";
    }

    /// <summary>Takes a string of the message.</summary>
    /// <returns>What stands in its place; null where it stays, or is no text of the message.</returns>
    public string? Part(ReadOnlySpan<char> part)
    {
        // Empty parts are not told of, but have their line breaks.
        int start = _at;
        while (!IsAt(start, part) && start < whole.Length && whole[start] == '\n')
            start++;
        if (part.Length == 0 || !IsAt(start, part))
            return null;
        int end = start + part.Length;
        _at = Math.Min(end + 1, whole.Length);
        InjectionEvidence[] own = [.. found.Evidence.Where(e => e.Start < end && e.Start + e.Length > start).Select(e => e with { Start = Math.Max(e.Start, start) - start, Length = Math.Min(e.Start + e.Length, end) - Math.Max(e.Start, start) })];
        if (own.Length == 0)
            return null;
        Changed = true;
        return Clean(part.ToString(), found with { Evidence = own });
    }

    private bool IsAt(int start, ReadOnlySpan<char> part) => whole.AsSpan(start).StartsWith(part) && (start + part.Length == whole.Length || whole[start + part.Length] == '\n');
}
