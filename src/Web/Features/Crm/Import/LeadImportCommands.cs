using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Commands;

namespace Artisan.Web.Features.Crm.Import;

/// <summary>Offers the import in the palette to who may change leads.</summary>
internal sealed class LeadImportCommands : ICommandSource
{
    public ValueTask<IReadOnlyList<Command>> FindAsync(string text, TenantScope scope, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Command>>(scope.MayEdit(Area.Leads) && CommandMatch.Score(text, "Import leads") > 0 ? [new Command("Import leads", "Actions", "file-up") { Href = LeadImportPages.Path }] : []);
}
