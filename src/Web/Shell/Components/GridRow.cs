using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Shell.Components;

/// <summary>A row as the grid renders it.</summary>
/// <param name="Key">The row's key; made unique where a row that moved meanwhile is met twice, since a renderer's keys must differ.</param>
/// <param name="Item">What is shown.</param>
public readonly record struct GridRow<TItem>(object Key, TItem Item);

/// <summary>Events that the shell's scripts raise on elements.</summary>
[EventHandler("onrowopen", typeof(EventArgs), enableStopPropagation: true, enablePreventDefault: false)]
public static class EventHandlers;
