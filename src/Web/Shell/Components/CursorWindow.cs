using Artisan.Core.Kernel;

namespace Artisan.Web.Shell.Components;

/// <summary>
/// A list that is paged by key, seen through a window: pages are read forwards, and the cursor of every page met is remembered, so that any of
/// them can be read again after it was let go. At most <paramref name="pagesHeld"/> pages of rows are in memory, whatever the list's length.
/// Not safe for several callers at once, other than <see cref="SliceAsync"/>, which waits its turn.
/// </summary>
/// <param name="load">Reads one page.</param>
/// <param name="key">What identifies a row.</param>
/// <param name="pageSize">Rows of a page, 1 to 500.</param>
/// <param name="pagesHeld">Pages in memory, at least 2.</param>
public sealed class CursorWindow<TItem>(
    Func<PageRequest, CancellationToken, Task<Page<TItem>>> load, Func<TItem, object> key, int pageSize = 100, int pagesHeld = 10) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<PageMark> _marks = [];
    private readonly Dictionary<int, IReadOnlyList<TItem>> _held = [];
    private int _generation;

    /// <summary>Column to sort by; null for the list's own order.</summary>
    public string? Sort { get; private set; }

    /// <summary>Whether the largest comes first.</summary>
    public bool Descending { get; private set; } = true;

    /// <summary>Rows known so far.</summary>
    public int Known => _marks.Count == 0 ? 0 : _marks[^1].Start + _marks[^1].Count;

    /// <summary>Whether the end of the list was met.</summary>
    public bool Complete => _marks.Count > 0 && _marks[^1].Next is null;

    /// <summary>The rows in memory, in their order.</summary>
    public IEnumerable<TItem> Held => _held.OrderBy(p => p.Key).SelectMany(p => p.Value);

    /// <summary>How many rows are in memory.</summary>
    public int RowsHeld => _held.Values.Sum(p => p.Count);

    /// <summary>The row at the top of the list, if it is in memory.</summary>
    public TItem? First => _held.TryGetValue(0, out IReadOnlyList<TItem>? page) && page.Count > 0 ? page[0] : default;

    /// <summary>Forgets everything and sorts anew.</summary>
    public void Reset(string? sort, bool descending)
    {
        _generation++;
        Sort = sort;
        Descending = descending;
        _marks.Clear();
        _held.Clear();
    }

    /// <summary>Forgets everything; the order stays.</summary>
    public void Reset() => Reset(Sort, Descending);

    /// <summary>
    /// The rows from <paramref name="start"/> on, reading what is missing; fewer than wanted at the end of the list. Empty when the window was
    /// reset meanwhile.
    /// </summary>
    public async Task<IReadOnlyList<TItem>> SliceAsync(int start, int count, CancellationToken cancellationToken)
    {
        int generation = _generation;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var rows = new List<TItem>(count);
            for (int page = Math.Max(0, PageOf(start)); rows.Count < count && (page < _marks.Count || !Complete); page++)
            {
                // A page read again may end elsewhere than before; what came after it is then read anew as well.
                if (page >= _marks.Count || !_held.ContainsKey(page))
                    await ReadAsync(page, cancellationToken);
                if (generation != _generation || !_held.TryGetValue(page, out IReadOnlyList<TItem>? held))
                    break;
                for (int i = Math.Max(0, start - _marks[page].Start); i < held.Count && rows.Count < count; i++)
                    rows.Add(held[i]);
            }
            LetGoFarFrom(PageOf(start));
            return generation == _generation ? rows : [];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Reads the top of the list again without touching what is shown. Rows that are known are replaced by their newer selves where they are in
    /// memory; the number says how many rows stand above the first known one, capped at a page.
    /// </summary>
    public async Task<TopOfList<TItem>> PeekAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            int generation = _generation;
            Page<TItem> top = await load(new PageRequest(null, pageSize, Sort, Descending), cancellationToken);
            if (generation != _generation)
                return new TopOfList<TItem>(Page<TItem>.Empty, 0);
            if (_marks.Count == 0 || !_held.TryGetValue(0, out IReadOnlyList<TItem>? known))
                return new TopOfList<TItem>(top, 0);
            var fresh = new Dictionary<object, TItem>(top.Items.Count);
            foreach (TItem item in top.Items)
                fresh[key(item)] = item;
            var old = known.Select(key).ToHashSet();
            int above = 0;
            while (above < top.Items.Count && !old.Contains(key(top.Items[above])))
                above++;
            _held[0] = [.. known.Select(i => fresh.GetValueOrDefault(key(i), i))];
            return new TopOfList<TItem>(top, above);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Starts the window anew with a top page that was just read.</summary>
    public void StartWith(Page<TItem> top)
    {
        Reset();
        Keep(0, null, top);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task ReadAsync(int page, CancellationToken cancellationToken)
    {
        int generation = _generation;
        string? cursor = page == 0 ? null : page < _marks.Count ? _marks[page].Cursor : _marks[page - 1].Next;
        Page<TItem> read = await load(new PageRequest(cursor, pageSize, Sort, Descending), cancellationToken);
        if (generation == _generation)
            Keep(page, cursor, read);
    }

    private void Keep(int page, string? cursor, Page<TItem> read)
    {
        int start = page == 0 ? 0 : _marks[page - 1].Start + _marks[page - 1].Count;
        // A page that promises more but brings nothing would be asked for without end.
        string? next = read.Items.Count == 0 ? null : read.NextCursor;
        var mark = new PageMark(cursor, start, read.Items.Count, next);
        if (page < _marks.Count)
        {
            // The list has changed since: what comes after no longer follows from this page.
            if (_marks[page] != mark)
            {
                _marks.RemoveRange(page, _marks.Count - page);
                foreach (int later in _held.Keys.Where(p => p >= page).ToArray())
                    _held.Remove(later);
                _marks.Add(mark);
            }
        }
        else
        {
            _marks.Add(mark);
        }
        _held[page] = read.Items;
    }

    private int PageOf(int row)
    {
        int low = 0, high = _marks.Count - 1, found = -1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_marks[middle].Start <= row)
            {
                found = middle;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return found;
    }

    private void LetGoFarFrom(int page)
    {
        while (_held.Count > Math.Max(2, pagesHeld))
            _held.Remove(_held.Keys.MaxBy(p => Math.Abs(p - page)));
    }

    private readonly record struct PageMark(string? Cursor, int Start, int Count, string? Next);
}

/// <summary>The top of a list, read again.</summary>
/// <param name="Page">The page as it is now.</param>
/// <param name="Above">Rows above the first that was known.</param>
public sealed record TopOfList<TItem>(Page<TItem> Page, int Above);
