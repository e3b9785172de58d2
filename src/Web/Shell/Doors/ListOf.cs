using Artisan.Core.Kernel;

namespace Artisan.Web.Shell.Doors;

/// <summary>How every list answers.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Asks for the page after; absent on the last.</param>
public sealed record ListOf<T>(IReadOnlyList<T> Items, string? NextCursor = null)
{
    /// <summary>Of a page.</summary>
    public static ListOf<T> Of(Page<T> page) => new(page.Items, page.NextCursor);
}
