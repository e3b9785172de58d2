using System.Text.Json;
using Artisan.Core.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.JSInterop;

namespace Artisan.Web.Shell.Components;

/// <summary>
/// A table over a list that is paged by key: sorted, filtered and read on the server, virtualised in the browser, with at most a thousand rows in
/// memory. On a phone its rows are cards. See docs/adr/0004.
/// </summary>
public sealed partial class CursorGrid<TItem>
{
    private const int PageSize = 100;
    private const int ColumnWithoutWidth = 140;
    private static readonly TimeSpan SeenPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CountedPause = TimeSpan.FromSeconds(1);

    private readonly string _id = ElementId.Next("grid");
    private readonly List<GridColumn<TItem>> _columns = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly HashSet<string> _toggled = new(StringComparer.Ordinal);
    private CursorWindow<TItem> _window = default!;
    private Virtualize<GridRow<TItem>>? _virtualize;
    private DotNetObjectReference<CursorGrid<TItem>>? _self;
    private ElementReference _scroller;
    private ElementReference _edge;
    private string? _query;
    private string? _sort;
    private bool _descending = true;
    private bool _ready;
    private bool _shown;
    private bool _started;
    private int _waiting;
    private bool _paused;
    private bool _atTop = true;
    private int _newCount;
    private long _peeked;
    private Fault? _fault;
    private GridSelection? _followed;

    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ShellScripts Scripts { get; set; } = default!;
    [Inject] private ILogger<CursorGrid<TItem>> Logger { get; set; } = default!;

    /// <summary>Reads one page. Called on the component's dispatcher; the latest delegate is used.</summary>
    [Parameter, EditorRequired] public required Func<PageRequest, CancellationToken, Task<Page<TItem>>> Load { get; set; }

    /// <summary>What identifies a row, usually its id.</summary>
    [Parameter, EditorRequired] public required Func<TItem, object> Key { get; set; }

    /// <summary>What the list is, for screen readers: "Requests".</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>The columns: <see cref="GridColumn{TItem}"/>.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>What <see cref="Load"/> filters by, usually a record; compared by content. When it changes, the list is read anew from the top.</summary>
    [Parameter] public object? Query { get; set; }

    /// <summary>A row was clicked, or opened with Enter.</summary>
    [Parameter] public EventCallback<TItem> OnOpen { get; set; }

    /// <summary>The key of the row that is open beside the list, to mark it.</summary>
    [Parameter] public object? Selected { get; set; }

    /// <summary>Left above the table: search and filters.</summary>
    [Parameter] public RenderFragment? Toolbar { get; set; }

    /// <summary>What is shown when there is no row.</summary>
    [Parameter] public RenderFragment? Empty { get; set; }

    /// <summary>Where the filtered list is had as CSV; null for no link.</summary>
    [Parameter] public string? ExportHref { get; set; }

    /// <summary>Whether new rows arrive while looking: shows the pause button. The page calls <see cref="PullNewAsync"/> on every signal.</summary>
    [Parameter] public bool Live { get; set; }

    /// <summary>Whether the grid takes the height that the page has left and scrolls inside it.</summary>
    [Parameter] public bool Fill { get; set; } = true;

    /// <summary>The query key of the order ("-cost" is by cost, largest first); null keeps it out of the address.</summary>
    [Parameter] public string? SortKey { get; set; } = "sort";

    /// <summary>Under which name the choice of columns is remembered in this browser; null forgets it.</summary>
    [Parameter] public string? Remember { get; set; }

    /// <summary>Which rows are chosen; null offers no choice. Changing <see cref="Query"/> gives the choice up.</summary>
    [Parameter] public GridSelection? Selection { get; set; }

    /// <summary>What can be done with the chosen rows; shown while there are some.</summary>
    [Parameter] public RenderFragment? Bulk { get; set; }

    /// <summary>What a row is called when it is chosen: "Anna Weber".</summary>
    [Parameter] public Func<TItem, string?>? RowName { get; set; }

    /// <summary>Further classes of a row, for instance "dim".</summary>
    [Parameter] public Func<TItem, string?>? RowClass { get; set; }

    /// <summary>How many rows have arrived above since the top was last shown.</summary>
    public int NewCount => _newCount;

    /// <summary>Reads the list anew from the top.</summary>
    public Task ReloadAsync() => ReloadAsync(quietly: false);

    private async Task ReloadAsync(bool quietly)
    {
        _newCount = 0;
        _fault = null;
        // A list that is being read is not an empty one. Only where nothing was and a signal made us look again, nothing flickers.
        _waiting += quietly ? 0 : 1;
        _window.Reset(_sort, _descending);
        StateHasChanged();
        try
        {
            await ReadFirstAsync();
        }
        finally
        {
            _waiting -= quietly ? 0 : 1;
        }
        await RefreshVisibleAsync();
        StateHasChanged();
        if (!_atTop)
            await Scripts.RunAsync("gridToTop", _scroller);
    }

    /// <summary>
    /// Tells the grid that the list has changed. At the top and not paused, new rows appear; otherwise nothing that is being read moves, and a
    /// button says how many wait.
    /// </summary>
    public async Task PullNewAsync(CancellationToken cancellationToken = default)
    {
        if (!_ready)
            return;
        if (_window.Known == 0)
        {
            await ReloadAsync(quietly: true);
            return;
        }
        // A busy list is read some times a second where it is seen, and once a second where only a number shows it. The caller's signals wait meanwhile.
        TimeSpan rest = (_atTop && !_paused ? SeenPause : CountedPause) - Clock.GetElapsedTime(_peeked);
        if (_peeked != 0 && rest > TimeSpan.Zero)
            await Task.Delay(rest, Clock, cancellationToken);
        _peeked = Clock.GetTimestamp();
        TopOfList<TItem> top = await _window.PeekAsync(cancellationToken);
        bool moves = top.Above > 0 || top.Page.Items.Count == 0;
        if (moves && _atTop && !_paused)
        {
            _window.StartWith(top.Page);
            _newCount = 0;
        }
        else
        {
            _newCount = Math.Max(_newCount, top.Above);
        }
        await RefreshVisibleAsync();
        StateHasChanged();
    }

    /// <summary>Called by the browser when the top edge comes into sight or leaves it.</summary>
    [JSInvokable]
    public async Task AtTopChanged(bool atTop)
    {
        _atTop = atTop;
        if (atTop && _newCount > 0 && !_paused)
            await JumpToNewAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Url.Changed -= UrlChanged;
        if (_followed is not null)
            _followed.Changed -= SelectionChanged;
        await _closing.CancelAsync();
        if (_self is not null)
        {
            await Scripts.RunAsync("detachGrid", _scroller);
            _self.Dispose();
        }
        _window.Dispose();
        _closing.Dispose();
    }

    internal void Add(GridColumn<TItem> column)
    {
        _columns.Add(column);
        StateHasChanged();
    }

    internal void Remove(GridColumn<TItem> column)
    {
        _columns.Remove(column);
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _window = new CursorWindow<TItem>((page, token) => Load(page, token), item => Key(item), PageSize);
        Url.Changed += UrlChanged;
        ReadSort();
        _window.Reset(_sort, _descending);
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_followed != Selection)
        {
            if (_followed is not null)
                _followed.Changed -= SelectionChanged;
            _followed = Selection;
            if (_followed is not null)
                _followed.Changed += SelectionChanged;
        }
        // By content: a record that holds a list would never equal its twin.
        string? query = Query as string ?? (Query is null ? null : JsonSerializer.Serialize(Query, Query.GetType()));
        if (_started && _query == query)
            return;
        _query = query;
        if (_started)
        {
            Selection?.Clear();
            await ReloadAsync();
            return;
        }
        _started = true;
        await ReadFirstAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await RecallColumnsAsync();
        _self = DotNetObjectReference.Create(this);
        await Scripts.RunAsync("attachGrid", _scroller, _edge, _self);
    }

    private async Task ReadFirstAsync()
    {
        await TryAsync(() => _window.SliceAsync(0, PageSize, _closing.Token));
        _ready = true;
    }

    private async ValueTask<ItemsProviderResult<GridRow<TItem>>> ProvideAsync(ItemsProviderRequest request)
    {
        IReadOnlyList<TItem> items = [];
        if (_fault is null || request.StartIndex + request.Count <= _window.Known)
            items = await TryAsync(() => _window.SliceAsync(request.StartIndex, request.Count, request.CancellationToken)) ?? [];
        var seen = new HashSet<object>(items.Count);
        var rows = new GridRow<TItem>[items.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            object key = Key(items[i]);
            rows[i] = new GridRow<TItem>(seen.Add(key) ? key : (key, request.StartIndex + i), items[i]);
        }
        // The first question is put before the height is known and asks for nothing.
        if (!_shown && (rows.Length > 0 || _window.Known == 0))
        {
            _shown = true;
            _ = TellShownAsync();
        }
        // A screenful of placeholders below invites to scroll on; reaching them reads the next page.
        int beyond = _window.Complete || _fault is not null ? 0 : 20;
        return new ItemsProviderResult<GridRow<TItem>>(rows, _window.Known + beyond);
    }

    private async Task TellShownAsync()
    {
        // The skeleton goes when the rows have come, not before: they are rendered when this question has been answered.
        await Task.Yield();
        StateHasChanged();
    }

    private async Task<T?> TryAsync<T>(Func<Task<T>> read)
    {
        try
        {
            T result = await read();
            if (_fault is not null)
            {
                _fault = null;
                StateHasChanged();
            }
            return result;
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception e) when (e is not (OperationCanceledException or SignedOutException))
        {
            _fault = Fault.From(e, $"{Label} could not be loaded", Logger);
            StateHasChanged();
            return default;
        }
    }

    private async Task RetryMoreAsync()
    {
        _fault = null;
        await RefreshVisibleAsync();
    }

    private async Task RefreshVisibleAsync()
    {
        if (_virtualize is not null)
            await _virtualize.RefreshDataAsync();
    }

    private async Task JumpToNewAsync()
    {
        await ReloadAsync();
        await Scripts.RunAsync("gridToTop", _scroller);
    }

    private async Task TogglePauseAsync()
    {
        _paused = !_paused;
        if (!_paused && _atTop && _newCount > 0)
            await JumpToNewAsync();
    }

    private async Task OpenAsync(TItem item)
    {
        if (OnOpen.HasDelegate)
            await OnOpen.InvokeAsync(item);
    }
}
