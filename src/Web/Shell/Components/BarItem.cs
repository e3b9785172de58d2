namespace Artisan.Web.Shell.Components;

/// <summary>One bar of a <see cref="BarList"/>.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">How much.</param>
/// <param name="Href">Where more is told; null for no link.</param>
/// <param name="Hint">More, beside the value.</param>
public sealed record BarItem(string Name, double Value, string? Href = null, string? Hint = null);
