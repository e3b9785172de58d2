namespace Artisan.Web.Shell.Components;

/// <summary>One tab of <see cref="Tabs"/>.</summary>
/// <param name="Key">Its value in the address.</param>
/// <param name="Title">Its words.</param>
/// <param name="Count">How many things wait there; null for no number.</param>
/// <param name="Href">Where it leads, for tabs that are pages of their own; null keeps it in the query of this page.</param>
public sealed record Tab(string Key, string Title, long? Count = null, string? Href = null);
