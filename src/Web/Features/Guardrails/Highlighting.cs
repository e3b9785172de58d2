namespace Artisan.Web.Features.Guardrails;

/// <summary>Something marked in a text.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">The one behind its last.</param>
/// <param name="Title">What it is.</param>
/// <param name="Kind">"strong" for what decides, else empty.</param>
public sealed record HighlightSpan(int Start, int End, string Title, string Kind = "");

/// <summary>A piece of a text, marked or not.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Span">What marks it; null for none.</param>
public sealed record HighlightPiece(string Text, HighlightSpan? Span);

/// <summary>Cuts texts into marked and unmarked pieces.</summary>
public static class Highlighting
{
    /// <summary>Splits. Where spans overlap, the strong one has the place, else the earlier; spans that do not fit the text are cut or left out.</summary>
    public static IReadOnlyList<HighlightPiece> Split(string text, IReadOnlyList<HighlightSpan> spans)
    {
        var pieces = new List<HighlightPiece>();
        int at = 0;
        foreach (HighlightSpan span in AroundStrong(spans).OrderBy(s => s.Start).ThenByDescending(s => s.End))
        {
            int start = Math.Max(at, span.Start), end = Math.Min(text.Length, span.End);
            if (start >= end)
                continue;
            if (start > at)
                pieces.Add(new HighlightPiece(text[at..start], null));
            pieces.Add(new HighlightPiece(text[start..end], span));
            at = end;
        }
        if (at < text.Length)
            pieces.Add(new HighlightPiece(text[at..], null));
        return pieces;
    }

    private static IEnumerable<HighlightSpan> AroundStrong(IReadOnlyList<HighlightSpan> spans)
    {
        HighlightSpan? strong = spans.FirstOrDefault(s => s.Kind == "strong");
        foreach (HighlightSpan span in spans)
        {
            if (strong is null || ReferenceEquals(span, strong) || span.End <= strong.Start || span.Start >= strong.End)
            {
                yield return span;
                continue;
            }
            if (span.Start < strong.Start)
                yield return span with { End = strong.Start };
            if (span.End > strong.End)
                yield return span with { Start = strong.End };
        }
    }
}
