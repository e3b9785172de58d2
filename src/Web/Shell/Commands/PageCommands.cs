using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Shell.Commands;

/// <summary>The pages of the navigation that the caller may open.</summary>
internal sealed class PageCommands(IEnumerable<NavEntry> entries) : ICommandSource
{
    public ValueTask<IReadOnlyList<Command>> FindAsync(string text, TenantScope scope, CancellationToken cancellationToken) =>
        new([.. entries
            .Where(e => e.IsOpenTo(scope))
            .Select(e => (Entry: e, Score: CommandMatch.Score(text, e.Title, e.Keywords)))
            .Where(e => e.Score > 0)
            .OrderByDescending(e => e.Score).ThenBy(e => e.Entry.Group).ThenBy(e => e.Entry.Order)
            .Select(e => new Command(e.Entry.Title, "Pages", e.Entry.Icon) { Href = e.Entry.Href, Hint = NavEntry.Words(e.Entry.Group) })]);
}
