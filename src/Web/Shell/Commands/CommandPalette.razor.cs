using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Artisan.Web.Shell.Commands;

/// <summary>Ctrl K: finds pages, actions and things by id; used by keyboard alone.</summary>
public sealed partial class CommandPalette
{
    private const int MostOfAGroup = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    private readonly string _id = ElementId.Next("palette");
    private IReadOnlyList<Command> _found = [];
    private CancellationTokenSource _search = new();
    private DotNetObjectReference<CommandPalette>? _self;
    private ElementReference _input;
    private string _text = "";
    private int _active;
    private bool _searching;

    [Inject] private IEnumerable<ICommandSource> Sources { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ShellScripts Scripts { get; set; } = default!;
    [Inject] private ILogger<CommandPalette> Logger { get; set; } = default!;

    /// <summary>Whose rights decide what is found.</summary>
    [Parameter, EditorRequired] public required TenantScope Scope { get; set; }

    /// <summary>Escape, a click beside it, or something was chosen.</summary>
    [Parameter] public EventCallback OnClose { get; set; }

    /// <summary>Arrows, Enter: called by the browser, which keeps the caret where it is. The text comes along, since typing may be ahead of the search.</summary>
    [JSInvokable]
    public async Task Key(string key, string text)
    {
        if (key == "Enter")
        {
            if (text.Trim() != _text.Trim())
                await SearchAsync(text, TimeSpan.Zero);
            if (_active < _found.Count)
                await RunAsync(_found[_active]);
            return;
        }
        int step = key switch { "ArrowDown" => 1, "ArrowUp" => -1, "PageDown" => 5, _ => -5 };
        if (_found.Count > 0)
            _active = Math.Abs(step) == 1 ? (_active + step + _found.Count) % _found.Count : Math.Clamp(_active + step, 0, _found.Count - 1);
        StateHasChanged();
        await Scripts.RunAsync("reveal", OptionId(_active));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _search.CancelAsync();
        _search.Dispose();
        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => SearchAsync("", TimeSpan.Zero);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        await Scripts.RunAsync("listKeys", _input, _self);
    }

    private Task TypedAsync(ChangeEventArgs e) => SearchAsync(e.Value as string ?? "", Pause);

    private async Task SearchAsync(string text, TimeSpan pause)
    {
        _text = text;
        await _search.CancelAsync();
        _search.Dispose();
        _search = new CancellationTokenSource();
        CancellationToken token = _search.Token;
        try
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, token);
            _searching = true;
            var found = new List<Command>();
            foreach (ICommandSource source in Sources)
                found.AddRange(await FromAsync(source, text.Trim(), token));
            token.ThrowIfCancellationRequested();
            _found = [.. found.GroupBy(c => c.Group).SelectMany(g => g.Take(MostOfAGroup))];
            _active = 0;
            _searching = false;
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // more was typed
        }
    }

    private async ValueTask<IReadOnlyList<Command>> FromAsync(ICommandSource source, string text, CancellationToken token)
    {
        try
        {
            return await source.FindAsync(text, Scope, token);
        }
        catch (Exception e) when (e is not (OperationCanceledException or SignedOutException))
        {
            // One source that fails must not take the palette away.
            Logger.LogWarning(e, "The command source {Source} failed", source.GetType().Name);
            return [];
        }
    }

    private async Task RunAsync(Command command)
    {
        await OnClose.InvokeAsync();
        if (command.Href is not null)
            Navigation.NavigateTo(command.Href);
        else if (command.Run is not null)
            await command.Run();
    }

    private IEnumerable<IGrouping<string, (Command Command, int Index)>> Groups() =>
        _found.Select((c, i) => (c, i)).GroupBy(p => p.c.Group);

    private string OptionId(int index) => $"{_id}-{index}";
}
