using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Crm.Leads;

/// <summary>Finds leads by name, company or e-mail, and offers to make and import them.</summary>
internal sealed class LeadCommands(ListLeads list) : ICommandSource
{
    private const int Most = 6;
    // Shorter texts are in no index of words, and would be looked for in every lead.
    private const int Shortest = 3;

    public async ValueTask<IReadOnlyList<Command>> FindAsync(string text, TenantScope scope, CancellationToken cancellationToken)
    {
        if (text.Length < Shortest || !scope.MaySee(Area.Leads))
            return [];
        Page<LeadRow> found = await list.ExecuteAsync(scope, new LeadFilter { Query = text }, new PageRequest(null, Most), cancellationToken);
        IEnumerable<Command> leads = found.Items.Select(l => new Command(l.Name, "Leads", "user-round")
        {
            Href = $"/leads/{l.Id}",
            Hint = string.Join(" · ", new[] { l.Company, StateWords.Words(l.Stage.ToString()), l.Score?.ToString(System.Globalization.CultureInfo.InvariantCulture) }.OfType<string>()),
        });
        Command[] actions = scope.MayEdit(Area.Leads) ? [new("New lead", "Actions", "user-plus") { Href = "/leads?lead=new" }, new("Import leads", "Actions", "file-up") { Href = "/leads/import" }] : [];
        return [.. actions.Where(c => CommandMatch.Score(text, c.Title) >= 40), .. leads];
    }
}
