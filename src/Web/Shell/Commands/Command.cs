using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell.Commands;

/// <summary>One line of the command palette.</summary>
/// <param name="Title">What it opens or does: "Requests", "Use the dark theme".</param>
/// <param name="Group">Its heading: "Pages", "Actions", "Requests".</param>
/// <param name="Icon">A symbol of <c>wwwroot/icons.svg</c>.</param>
public sealed record Command(string Title, string Group, string Icon)
{
    /// <summary>Where it leads, in the console.</summary>
    public string? Href { get; init; }

    /// <summary>What it does, where it leads nowhere.</summary>
    public Func<Task>? Run { get; init; }

    /// <summary>More, at the right: an id, a state, a time.</summary>
    public string? Hint { get; init; }
}

/// <summary>
/// Gives the command palette its lines. Features register their own with <c>services.AddScoped&lt;ICommandSource, …&gt;()</c>; one per tab.
/// </summary>
public interface ICommandSource
{
    /// <summary>What fits the text, best first, at most some ten. An empty text asks for what is worth offering at once.</summary>
    /// <param name="text">What was typed, trimmed.</param>
    /// <param name="scope">Whose rights decide what may be found.</param>
    /// <param name="cancellationToken">Cancelled when more was typed.</param>
    ValueTask<IReadOnlyList<Command>> FindAsync(string text, TenantScope scope, CancellationToken cancellationToken);
}
