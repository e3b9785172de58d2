using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm;

/// <summary>
/// Whose records of the CRM a caller reaches. A rep works on the own leads and on unassigned ones and sees no others'; accounts, contacts and
/// campaigns are seen by all who see leads, and changed by a rep where they are the own or unassigned.
/// </summary>
public static class CrmReach
{
    /// <summary>Demands to see leads, and narrows a query to those that the caller reaches.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Forbidden"/>.</exception>
    public static IQueryable<Lead> Reached(this IQueryable<Lead> leads, TenantScope scope, Level level = Level.See)
    {
        if (scope.Demand(Area.Leads, level) == Reach.All)
            return leads;
        Guid own = scope.ActorId;
        return leads.Where(l => l.OwnerId == own || l.OwnerId == null);
    }

    /// <summary>Whether a lead of this owner is reached.</summary>
    public static bool Reaches(TenantScope scope, Guid? ownerId) => scope.AccessTo(Area.Leads) is { Level: >= Level.See } access && (access.Reach == Reach.All || ownerId is null || ownerId == scope.ActorId);

    /// <summary>Demands that the caller may change a record of this owner.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Forbidden"/>.</exception>
    public static void DemandEdit(TenantScope scope, Guid? ownerId, string what)
    {
        if (scope.Demand(Area.Leads, Level.Edit) != Reach.All && ownerId is not null && ownerId != scope.ActorId)
            throw ArtisanException.Forbidden($"{what} belongs to a colleague. Ask the owner or a manager.");
    }
}
