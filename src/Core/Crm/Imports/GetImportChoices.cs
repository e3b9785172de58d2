using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>What can be chosen for an import.</summary>
/// <param name="Fields">Facts that columns can hold.</param>
/// <param name="Owners">Members that new leads can be given to, by name; a rep only itself.</param>
public sealed record ImportChoices(IReadOnlyList<ImportField> Fields, IReadOnlyList<(Guid Id, string Name)> Owners);

/// <summary>Reads what can be chosen for an import.</summary>
public sealed class GetImportChoices(IArtisanDbFactory databases, ListCustomFields fields)
{
    /// <summary>Reads.</summary>
    public async Task<ImportChoices> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        bool all = scope.Demand(Area.Leads, Level.See) == Reach.All;
        Guid own = scope.ActorId;
        await using ArtisanDb db = databases.Open(scope);
        var owners = await db.Memberships.AsNoTracking().Where(m => m.RemovedAt == null && (all || m.Id == own)).OrderBy(m => m.DisplayName).ThenBy(m => m.Id).Select(m => new { m.Id, m.DisplayName }).ToArrayAsync(cancellationToken);
        return new ImportChoices(ImportField.With(await fields.ExecuteAsync(scope, CrmRecord.Lead, cancellationToken)), [.. owners.Select(o => (o.Id, o.DisplayName))]);
    }
}
