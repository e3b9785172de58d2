namespace Artisan.Web.Shell.Components;

/// <content>Order, choice of columns, and what follows from them for the markup.</content>
public sealed partial class CursorGrid<TItem>
{
    private IReadOnlyList<GridColumn<TItem>> Choosable => _columns;

    private IEnumerable<GridColumn<TItem>> Shown => _columns.Where(IsShown);

    private int MinWidth => Shown.Sum(c => c.Width ?? ColumnWithoutWidth) + (Selection is null ? 0 : 40);

    // Read anew, and nothing of it there yet.
    private bool Waiting => _waiting > 0 && _window.Known == 0;

    private string NewWords => _newCount >= PageSize ? $"{PageSize}+" : Format.Count(_newCount);

    private string? RememberedAs => Remember is null ? null : $"artisan.columns.{Remember}";

    private bool IsShown(GridColumn<TItem> column) => column.Always || column.Optional == _toggled.Contains(column.Title);

    // The browser has kept the choice already (grid.js): a reload right after it must not lose it on the way to the server and back.
    private void Toggle(GridColumn<TItem> column)
    {
        if (!_toggled.Remove(column.Title))
            _toggled.Add(column.Title);
    }

    private async Task RecallColumnsAsync()
    {
        if (RememberedAs is null || await Scripts.CallAsync<string>("readLocal", RememberedAs) is not { Length: > 0 } text)
            return;
        _toggled.UnionWith(text.Split('\n'));
        StateHasChanged();
    }

    private bool IsSelected(TItem item) => Selected is not null && Selected.Equals(Key(item));

    private bool IsChosen(TItem item) => Selection?.Holds(Key(item)) == true;

    private bool AllHeldChosen => Selection is { IsEmpty: false } && _window.Held.Any() && _window.Held.All(IsChosen);

    private string NameOf(TItem item) => RowName?.Invoke(item) ?? _columns.FirstOrDefault(c => c.CardTitle)?.Value?.Invoke(item) ?? "this row";

    private void ToggleHeld()
    {
        if (AllHeldChosen)
            Selection!.Clear();
        else
            Selection!.Add(_window.Held.Select(Key));
    }

    private void SelectionChanged() => InvokeAsync(StateHasChanged);

    private string? RowClasses(TItem item)
    {
        string? own = RowClass?.Invoke(item);
        return (OnOpen.HasDelegate, own) switch
        {
            (true, null) => "opens",
            (true, _) => "opens " + own,
            _ => own,
        };
    }

    private string? CellClasses(GridColumn<TItem> column)
    {
        if (column.CardTitle)
            return column.Right ? "right card-title" : "card-title";
        bool fact = !column.HideOnPhone && Shown.Where(c => !c.CardTitle && !c.HideOnPhone).Take(3).Contains(column);
        return (column.Right, fact) switch
        {
            (true, true) => "right card-fact",
            (true, false) => "right",
            (false, true) => "card-fact",
            _ => null,
        };
    }

    private string? SortWord(GridColumn<TItem> column) =>
        column.Sort is null ? null : column.Sort != _sort ? "none" : _descending ? "descending" : "ascending";

    private async Task SortBy(GridColumn<TItem> column)
    {
        // Largest first, then smallest first, then the list's own order.
        (string? sort, bool descending) = (column.Sort == _sort, _descending) switch
        {
            (false, _) => (column.Sort, true),
            (true, true) => (column.Sort, false),
            _ => (null, true),
        };
        if (SortKey is not null)
        {
            Url.Set((SortKey, sort is null ? null : descending ? "-" + sort : sort));
            return;
        }
        (_sort, _descending) = (sort, descending);
        await ReloadAsync();
    }

    private bool ReadSort()
    {
        if (SortKey is null)
            return false;
        string? text = Url.Get(SortKey);
        bool descending = text is null || text.StartsWith('-');
        string? sort = text?.TrimStart('-');
        if (sort == _sort && descending == _descending)
            return false;
        (_sort, _descending) = (sort, descending);
        return true;
    }

    private void UrlChanged() => InvokeAsync(async () =>
    {
        if (ReadSort())
            await ReloadAsync();
    });
}
