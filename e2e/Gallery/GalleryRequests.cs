using System.Globalization;
using Artisan.Core.Kernel;

namespace Artisan.E2E.Gallery;

/// <summary>A million rows that are computed, not stored: row n is always the same, and the newest come first.</summary>
public sealed class GalleryRequests
{
    private static readonly string[] Models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "gemini-2.0-flash", "local/extractive", "text-embedding-3-small"];
    private static readonly string[] Cases = ["lead_scoring", "email_generation", "call_summary", "conversation", "gateway"];
    private int _count = 1_000_000;

    /// <summary>How many there are.</summary>
    public int Count => _count;

    /// <summary>Adds some at the top.</summary>
    public void Arrive(int count) => Interlocked.Add(ref _count, count);

    /// <summary>One page; row numbers are the keys.</summary>
    public async Task<Page<GalleryRow>> ListAsync(PageRequest page, string? state, CancellationToken cancellationToken)
    {
        await Task.Delay(15, cancellationToken);
        if (state == "broken")
            throw new InvalidOperationException("the database is away");
        if (state == "nothing")
            return Page<GalleryRow>.Empty;
        int from = page.Cursor is null ? _count - 1 : int.Parse(page.Cursor, CultureInfo.InvariantCulture) - 1;
        var rows = new List<GalleryRow>(page.Size);
        int number = from;
        for (; number >= 0 && rows.Count < page.Size; number--)
        {
            GalleryRow row = Row(number);
            if (state is null || row.State == state)
                rows.Add(row);
        }
        return new Page<GalleryRow>(rows, number >= 0 ? rows[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Row n.</summary>
    public GalleryRow Row(int number)
    {
        var random = new Random(number);
        string state = random.Next(40) switch { 0 => "failed", 1 => "timeout", 2 => "fallback", 3 or 4 => "cached", _ => "succeeded" };
        int tokens = random.Next(80, 18_000);
        return new GalleryRow(number, $"0190a{number:x27}", Models[random.Next(Models.Length)], Cases[random.Next(Cases.Length)], state == "cached" ? "hit" : state,
            tokens, state == "failed" ? 0 : tokens * 0.00000142m, random.Next(90, 4200), DateTimeOffset.UtcNow.AddSeconds(number - _count - 3));
    }
}

/// <summary>A row of the gallery.</summary>
public sealed record GalleryRow(int Number, string Id, string Model, string UseCase, string State, int Tokens, decimal Cost, double Milliseconds, DateTimeOffset At);
