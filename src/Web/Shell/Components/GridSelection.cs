namespace Artisan.Web.Shell.Components;

/// <summary>Which rows of a <see cref="CursorGrid{TItem}"/> are chosen: some by their keys, or all that the filters match, less some. Plain state that a page hands to actions on many rows.</summary>
public sealed class GridSelection
{
    private readonly HashSet<object> _keys = [];

    /// <summary>Whether all rows that match are chosen, also those that were never read.</summary>
    public bool All { get; private set; }

    /// <summary>The chosen rows' keys; while <see cref="All"/> holds, those that are left out.</summary>
    public IReadOnlyCollection<object> Keys => _keys;

    /// <summary>Whether nothing is chosen.</summary>
    public bool IsEmpty => !All && _keys.Count == 0;

    /// <summary>Raised when the choice changed.</summary>
    public event Action? Changed;

    /// <summary>Whether a row is chosen.</summary>
    public bool Holds(object key) => _keys.Contains(key) != All;

    /// <summary>How many are chosen of a list; null when all are chosen and nobody has counted the list.</summary>
    /// <param name="matching">Rows that the filters match; null when unknown.</param>
    public int? Count(int? matching) => All ? matching is { } all ? Math.Max(0, all - _keys.Count) : null : _keys.Count;

    /// <summary>Chooses a row, or gives it up.</summary>
    public void Toggle(object key)
    {
        if (!_keys.Remove(key))
            _keys.Add(key);
        Changed?.Invoke();
    }

    /// <summary>Chooses rows in addition.</summary>
    public void Add(IEnumerable<object> keys)
    {
        if (All)
            _keys.ExceptWith(keys);
        else
            _keys.UnionWith(keys);
        Changed?.Invoke();
    }

    /// <summary>Chooses all that match.</summary>
    public void ChooseAll()
    {
        _keys.Clear();
        All = true;
        Changed?.Invoke();
    }

    /// <summary>Gives everything up.</summary>
    public void Clear()
    {
        if (IsEmpty)
            return;
        _keys.Clear();
        All = false;
        Changed?.Invoke();
    }
}
