using System.Text;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>Takes the offending sentences out of a text and leaves the rest as it is.</summary>
public static class InjectionSanitiser
{
    /// <summary>Evidence lighter than this takes no sentence with it: alone it says nothing.</summary>
    private const float LeastWeight = 0.2f;

    /// <summary>Takes out the sentences that hold evidence. In place of each stands <c>[removed: </c> and the family of its heaviest evidence <c>]</c>.</summary>
    /// <param name="text">The text that was inspected.</param>
    /// <param name="result">What was found in it.</param>
    /// <returns>The text without them; the same text where nothing was found.</returns>
    public static string Sanitise(string text, InjectionResult result)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(result);
        List<Removal> removals = Removals(text, result);
        if (removals.Count == 0)
            return text;
        var kept = new StringBuilder(text.Length);
        int at = 0;
        foreach (Removal removal in removals)
        {
            kept.Append(text, at, removal.Start - at).Append("[removed: ").Append(removal.Family).Append(']');
            at = removal.End;
        }
        return kept.Append(text, at, text.Length - at).ToString();
    }

    private static List<Removal> Removals(string text, InjectionResult result)
    {
        var removals = new List<Removal>();
        foreach (InjectionEvidence item in result.Evidence.Where(item => item.Weight >= LeastWeight && item.Start + item.Length <= text.Length).OrderBy(item => item.Start))
        {
            if (removals.Count > 0 && item.Start < removals[^1].End)
            {
                Removal last = removals[^1];
                int end = Math.Max(last.End, item.Start + item.Length > last.End ? SentenceBounds.End(text, item.Start + item.Length - 1) : last.End);
                removals[^1] = item.Weight > last.Weight ? new Removal(last.Start, end, item.Family, item.Weight) : last with { End = end };
                continue;
            }
            int start = Math.Max(SentenceBounds.Start(text, item.Start), removals.Count > 0 ? removals[^1].End : 0);
            removals.Add(new Removal(start, SentenceBounds.End(text, Math.Max(item.Start, item.Start + item.Length - 1)), item.Family, item.Weight));
        }
        return removals;
    }

    private readonly record struct Removal(int Start, int End, string Family, float Weight);
}
