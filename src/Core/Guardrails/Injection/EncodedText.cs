namespace Artisan.Core.Guardrails.Injection;

/// <summary>A text found inside of another, with where it stands in the text that was given.</summary>
internal sealed class EncodedText
{
    private readonly int[]? origins;
    private readonly int start;
    private readonly int end;

    private EncodedText(string text, int[]? origins, int start, int end, string via, int depth) =>
        (Text, this.origins, this.start, this.end, Via, Depth) = (text, origins, start, end, via, depth);

    /// <summary>The text.</summary>
    public string Text { get; }
    /// <summary>How it was hidden.</summary>
    public string Via { get; }
    /// <summary>In how many others it stands.</summary>
    public int Depth { get; }

    /// <summary>The text that was given.</summary>
    public static EncodedText Given(string text) => new(text, null, 0, -1, "plain", 0);

    /// <summary>A text each character of which comes from a place of its own.</summary>
    /// <param name="parent">The text that it stands in.</param>
    /// <param name="text">What it says.</param>
    /// <param name="origins">For each character, and one for the end, its place in the parent.</param>
    /// <param name="via">How it was hidden.</param>
    public static EncodedText Mapped(EncodedText parent, string text, ReadOnlySpan<int> origins, string via)
    {
        var mapped = new int[origins.Length];
        for (int i = 0; i < mapped.Length; i++)
            mapped[i] = parent.Origin(origins[i]);
        return parent.end >= 0 ? Block(parent, text, 0, 0, via) : new EncodedText(text, mapped, 0, -1, Join(parent, via), parent.Depth + 1);
    }

    /// <summary>A text that comes from a stretch as a whole.</summary>
    public static EncodedText Block(EncodedText parent, string text, int start, int end, string via)
    {
        (int from, int to) = parent.Original(start, end);
        return new EncodedText(text, null, from, to, Join(parent, via), parent.Depth + 1);
    }

    /// <summary>Where a stretch stands in the text that was given.</summary>
    public (int Start, int End) Original(int from, int to)
    {
        if (end >= 0)
            return (start, end);
        int a = Origin(from), b = Origin(to);
        return a <= b ? (a, b) : (b, a);
    }

    private int Origin(int index) => origins is null ? index : origins[index];

    private static string Join(EncodedText parent, string via) => parent.Depth == 0 ? via : parent.Via == via ? via : $"{parent.Via}+{via}";
}
