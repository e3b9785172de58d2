using Artisan.Core.Data;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Leads;

/// <summary>What another feature has to say or to do when leads are deleted with all that belongs to them.</summary>
public interface ILeadDeletion
{
    /// <summary>Called in the transaction of the deletion, before it.</summary>
    /// <exception cref="Kernel.ArtisanException">When a lead may not be deleted.</exception>
    Task BeforeAsync(ArtisanDb db, TenantScope scope, IReadOnlyCollection<Guid> leadIds, CancellationToken cancellationToken);
}
