namespace Artisan.Core.Guardrails.Injection;

/// <summary>Whether a place in a text stands in quotation marks.</summary>
internal struct Quotations()
{
    private const int Longest = 400;
    private int opened = -1;

    /// <summary>Whether a quotation that was opened before a place still goes on there.</summary>
    public readonly bool Has(int place) => opened >= 0 && place - opened < Longest;

    /// <summary>A double quotation mark opens and closes.</summary>
    public void Mark(int at) => opened = opened < 0 ? at : -1;

    /// <summary>A single quotation mark opens before a word and closes after one.</summary>
    /// <returns>Whether it opens.</returns>
    public bool Apostrophe(ReadOnlySpan<char> text, int at)
    {
        bool before = at > 0 && !char.IsWhiteSpace(text[at - 1]);
        bool after = at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
        bool opens = !before && after && opened < 0;
        if (opens)
            opened = at;
        else if (before && !after)
            opened = -1;
        return opens;
    }
}
