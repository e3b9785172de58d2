namespace Artisan.Core.Guardrails.Security;

/// <summary>
/// Remembers on this node which findings were written down within a day, so that one which comes again with each turn of a conversation is counted and not
/// written anew. Bounded: when as many are known as may be, the older ones are forgotten; the database still knows them.
/// </summary>
internal sealed class RecentFindings(int most)
{
    /// <summary>How long a finding counts up on its first event.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private Dictionary<string, DateTimeOffset> _newer = [], _older = [];

    /// <summary>Whether it was written down less than a day before.</summary>
    public bool Knows(string fingerprint, DateTimeOffset at)
    {
        lock (_gate)
            return (_newer.TryGetValue(fingerprint, out DateTimeOffset first) || _older.TryGetValue(fingerprint, out first)) && at - first < Window;
    }

    /// <summary>Remembers that it was written down.</summary>
    public void Add(string fingerprint, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_newer.Count >= most / 2)
                (_older, _newer) = (_newer, []);
            _newer[fingerprint] = at;
        }
    }
}
