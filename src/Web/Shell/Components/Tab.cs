namespace Artisan.Web.Shell.Components;

/// <summary>One tab of <see cref="Tabs"/>.</summary>
/// <param name="Key">Its value in the address.</param>
/// <param name="Title">Its words.</param>
/// <param name="Count">How many things wait there; null for no number.</param>
public sealed record Tab(string Key, string Title, long? Count = null);
