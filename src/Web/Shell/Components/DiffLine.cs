namespace Artisan.Web.Shell.Components;

/// <summary>One setting before and after a change.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Before">Null when it did not exist.</param>
/// <param name="After">Null when it goes.</param>
public sealed record DiffLine(string Name, string? Before, string? After)
{
    /// <summary>Whether anything changes.</summary>
    public bool Changes => !string.Equals(Before, After, StringComparison.Ordinal);

    /// <summary>Compares two sets of settings by name, in the order of the first and then of what is new.</summary>
    public static IReadOnlyList<DiffLine> Between(IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> after) =>
        [.. before.Keys.Concat(after.Keys.Where(k => !before.ContainsKey(k))).Select(k => new DiffLine(k, before.GetValueOrDefault(k), after.GetValueOrDefault(k)))];
}
