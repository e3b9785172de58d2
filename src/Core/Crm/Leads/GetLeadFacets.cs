using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>What leads can be filtered by and given to.</summary>
/// <param name="Self">The caller's membership; <see cref="Guid.Empty"/> for a key.</param>
/// <param name="Owners">Members who may work on leads, by name.</param>
/// <param name="Assignees">Those of them that the caller may give leads to.</param>
/// <param name="Sources">Sources of the latest leads.</param>
/// <param name="Campaigns">Campaigns, newest first.</param>
/// <param name="Imports">Imports that have run, newest first.</param>
/// <param name="Fields">The organisation's own fields of leads.</param>
public sealed record LeadFacets(Guid Self, IReadOnlyList<LeadFacets.Choice> Owners, IReadOnlyList<LeadFacets.Choice> Assignees, IReadOnlyList<string> Sources, IReadOnlyList<LeadFacets.Choice> Campaigns,
    IReadOnlyList<LeadFacets.Choice> Imports, IReadOnlyList<CustomFieldInfo> Fields)
{
    /// <summary>A thing that can be chosen.</summary>
    public sealed record Choice(Guid Id, string Name);

    /// <summary>Before they are read.</summary>
    public static readonly LeadFacets None = new(Guid.Empty, [], [], [], [], [], []);

    /// <summary>The name of an owner; null when unknown.</summary>
    public string? OwnerName(Guid id) => Owners.FirstOrDefault(o => o.Id == id)?.Name;
}

/// <summary>Reads <see cref="LeadFacets"/>.</summary>
public sealed class GetLeadFacets(IArtisanDbFactory databases, ListCustomFields fields)
{
    /// <summary>So many of the latest leads are looked at for their sources: counting a million would cost more than it tells.</summary>
    private const int Looked = 5000;
    private const int Most = 100;

    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<LeadFacets> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        Role[] workers = [Role.Admin, Role.Manager, Role.Rep];
        LeadFacets.Choice[] owners = await db.Memberships.AsNoTracking().Where(m => m.RemovedAt == null && workers.Contains(m.Role)).OrderBy(m => m.DisplayName).ThenBy(m => m.Id)
            .Select(m => new LeadFacets.Choice(m.Id, m.DisplayName)).ToArrayAsync(cancellationToken);
        string?[] sources = await db.Leads.AsNoTracking().Reached(scope).OrderByDescending(l => l.Id).Take(Looked).Select(l => l.Source).Distinct().ToArrayAsync(cancellationToken);
        LeadFacets.Choice[] campaigns = await db.Campaigns.AsNoTracking().OrderByDescending(c => c.Id).Take(Most).Select(c => new LeadFacets.Choice(c.Id, c.Name)).ToArrayAsync(cancellationToken);
        LeadFacets.Choice[] imports = await db.LeadImports.AsNoTracking().Where(i => i.Status != ImportStatus.Draft).OrderByDescending(i => i.Id).Take(Most).Select(i => new LeadFacets.Choice(i.Id, i.FileName)).ToArrayAsync(cancellationToken);
        IReadOnlyList<CustomFieldInfo> own = await fields.ExecuteAsync(scope, CrmRecord.Lead, cancellationToken);
        return new LeadFacets(scope.ActorKind == ActorKind.Member ? scope.ActorId : Guid.Empty, owners, [.. owners.Where(o => reach == Reach.All || o.Id == scope.ActorId)],
            [.. sources.OfType<string>().Order(StringComparer.OrdinalIgnoreCase)], campaigns, imports, own);
    }
}
