namespace Artisan.Core.Data;

/// <summary>A row that belongs to one tenant. Queries see only the scope's tenant; saving stamps and checks it.</summary>
public interface ITenantOwned
{
    /// <summary>Whose it is.</summary>
    Guid TenantId { get; set; }
}

/// <summary>A row that every node holds in memory; changing one makes all nodes read the tenant's control state again within seconds.</summary>
public interface IControlState : ITenantOwned;

/// <summary>A tenant's rows were about to be read or written under another tenant's scope. Should be impossible; ends the request and is a security event.</summary>
public sealed class TenantIsolationException(string message) : Exception(message);
