using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Web.Features.Memory;

/// <summary>The names of leads that memories are about, of those that the viewer may see.</summary>
public sealed class MemoryLeads(ListLeads leads)
{
    /// <summary>Reads the names, in one query; none for none.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(TenantScope scope, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        Guid[] some = [.. ids.Distinct()];
        if (some.Length == 0 || !scope.MaySee(Area.Leads))
            return new Dictionary<Guid, string>();
        Page<LeadRow> found = await leads.ExecuteAsync(scope, new LeadFilter { Ids = some }, new PageRequest(null, some.Length), cancellationToken);
        return found.Items.ToDictionary(l => l.Id, l => l.Company is { } company ? $"{l.Name}, {company}" : l.Name);
    }
}
