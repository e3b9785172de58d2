using Microsoft.JSInterop;

namespace Artisan.Web.Shell;

/// <summary>
/// Calls the shell's own ES module (<c>wwwroot/js/shell.js</c>). A browser that has gone is no error: calls then do nothing, since
/// there is nobody left to see the difference. One per tab.
/// </summary>
public sealed class ShellScripts(IJSRuntime runtime) : IAsyncDisposable
{
    /// <summary>The module's address; the same as App.razor loads, so that the browser holds one instance.</summary>
    public const string ModulePath = "./js/shell.js";

    private Task<IJSObjectReference>? _module;

    /// <summary>Runs an exported function.</summary>
    public async Task RunAsync(string function, params object?[] arguments)
    {
        try
        {
            IJSObjectReference module = await ModuleAsync();
            await module.InvokeVoidAsync(function, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // the tab is gone
        }
    }

    /// <summary>Runs an exported function and takes its answer; default when the tab is gone.</summary>
    public async Task<T?> CallAsync<T>(string function, params object?[] arguments)
    {
        try
        {
            IJSObjectReference module = await ModuleAsync();
            return await module.InvokeAsync<T>(function, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            return default;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is not { IsCompletedSuccessfully: true })
            return;
        try
        {
            await (await _module).DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // the tab is gone
        }
    }

    private Task<IJSObjectReference> ModuleAsync()
    {
        // A failed import (a dropped connection) is tried again by the next call.
        if (_module is null or { IsFaulted: true } or { IsCanceled: true })
            _module = runtime.InvokeAsync<IJSObjectReference>("import", ModulePath).AsTask();
        return _module;
    }
}
