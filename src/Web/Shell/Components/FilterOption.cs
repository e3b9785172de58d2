namespace Artisan.Web.Shell.Components;

/// <summary>One value that a filter may have.</summary>
/// <param name="Value">In the address.</param>
/// <param name="Title">In words.</param>
/// <param name="Icon">A symbol; null for none.</param>
public sealed record FilterOption(string Value, string Title, string? Icon = null)
{
    /// <summary>An option for every value of an enum, in lower case, with its name in words.</summary>
    public static IReadOnlyList<FilterOption> All<TEnum>() where TEnum : struct, Enum =>
        [.. Enum.GetNames<TEnum>().Select(n => new FilterOption(n.ToLowerInvariant(), StateWords.Words(n)))];
}
