namespace Artisan.Web.Features.Gateway.Control.Caching;

/// <summary>A piece of a text that is compared with another.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Differs">Whether the other text has it not in this place.</param>
public sealed record TextPiece(string Text, bool Differs);

/// <summary>Marks the words in which two prompts differ.</summary>
public static class TextDifference
{
    // A table of both lengths is filled; prompts that are compared by meaning are shorter.
    private const int MostWords = 600;

    /// <summary>The pieces of both texts, by their longest common sequence of words.</summary>
    public static (IReadOnlyList<TextPiece> First, IReadOnlyList<TextPiece> Second) Of(string first, string second)
    {
        string[] a = Words(first), b = Words(second);
        var length = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }
        var left = new List<TextPiece>();
        var right = new List<TextPiece>();
        int x = 0, y = 0;
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                left.Add(new TextPiece(a[x++], false));
                right.Add(new TextPiece(b[y++], false));
            }
            else if (y == b.Length || x < a.Length && length[x + 1, y] >= length[x, y + 1])
                left.Add(new TextPiece(a[x++], true));
            else
                right.Add(new TextPiece(b[y++], true));
        }
        return (left, right);
    }

    private static string[] Words(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];
}
