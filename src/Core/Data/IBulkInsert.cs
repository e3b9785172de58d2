namespace Artisan.Core.Data;

/// <summary>The port to the database's own way of taking in many new rows, far faster than saving them one by one.</summary>
public interface IBulkInsert
{
    /// <summary>Inserts new rows of one tenant, all or none. Parents must be there before their children.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="rows">Rows of any kinds; those of one kind go in together, kinds in the order in which they first occur.</param>
    /// <param name="cancellationToken">Ends it; nothing stays then.</param>
    /// <exception cref="TenantIsolationException">When a row is not the tenant's.</exception>
    Task InsertAsync(Guid tenantId, IReadOnlyCollection<ITenantOwned> rows, CancellationToken cancellationToken);
}
