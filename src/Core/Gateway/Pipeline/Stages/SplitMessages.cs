using System.Text;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Policy;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Looks for orders that are split over several messages of the caller: each is harmless alone, a model reads them in a row.</summary>
internal static class SplitMessages
{
    // The last messages are what a model answers; an order of more than this is no trick any more.
    private const int Longest = 4000;

    /// <summary>Looks at the last messages as one text.</summary>
    /// <param name="detector">The engine in process, whose evidence has places.</param>
    /// <param name="messages">The caller's messages, oldest first.</param>
    /// <param name="guardrails">The tenant's guardrails.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The text with what crosses the border of messages in it; null where nothing of weight does.</returns>
    public static async ValueTask<(string Text, InjectionResult Result)?> InspectAsync(IInjectionDetector detector, IReadOnlyList<string> messages, TenantGuardrails guardrails, CancellationToken cancellationToken)
    {
        int first = messages.Count, length = 0;
        while (first > 0 && length + messages[first - 1].Length < Longest)
            length += messages[--first].Length + 1;
        if (messages.Count - first < 2)
            return null;
        var text = new StringBuilder(length);
        var borders = new List<int>();
        for (int i = first; i < messages.Count; i++)
        {
            if (i > first)
            {
                borders.Add(text.Length);
                text.Append(' ');
            }
            text.Append(messages[i]);
        }
        string whole = text.ToString();
        InjectionResult found = (await detector.InspectAsync([whole], TextSource.User, guardrails.Injection, cancellationToken))[0];
        if (found.Verdict != InjectionVerdict.Block)
            return null;
        InjectionEvidence[] across = [.. found.Evidence.Where(e => borders.Exists(b => b > e.Start && b < e.Start + e.Length))];
        InjectionResult result = AllowedEvidence.Without(whole, AllowedEvidence.Only(found, across, guardrails.Injection), guardrails);
        return result.Verdict == InjectionVerdict.Allow ? null : (whole, result);
    }
}
