using Artisan.Core.Tenancy;

namespace Artisan.Core.Operations.Demo;

/// <summary>A demonstration tenant, as features fill it.</summary>
/// <param name="TenantId">Tenant.</param>
/// <param name="Name">Name.</param>
/// <param name="WorkspaceId">Workspace <c>default</c>.</param>
/// <param name="SecondWorkspaceId">A second workspace.</param>
/// <param name="ApiKeyId">The key that demo.json names.</param>
/// <param name="ApiKey">The key in clear.</param>
/// <param name="SecondApiKeyId">A key of the second workspace.</param>
/// <param name="People">Its people, all roles.</param>
/// <param name="Seed">Makes what is generated the same in every installation.</param>
public sealed record DemoTenant(Guid TenantId, string Name, Guid WorkspaceId, Guid SecondWorkspaceId, Guid ApiKeyId, string ApiKey, Guid SecondApiKeyId, IReadOnlyList<DemoPerson> People, int Seed)
{
    /// <summary>A scope for filling it.</summary>
    public TenantScope Scope => TenantScope.System(TenantId, WorkspaceId, "Demo data");
}

/// <summary>A person of a demonstration tenant.</summary>
/// <param name="MembershipId">Membership.</param>
/// <param name="Name">Name.</param>
/// <param name="Email">E-mail.</param>
/// <param name="Password">Password.</param>
/// <param name="Role">Role.</param>
public sealed record DemoPerson(Guid MembershipId, string Name, string Email, string Password, Role Role);

/// <summary>A feature's part of the demonstration data; filled in the order of registration.</summary>
public interface IDemoSource
{
    /// <summary>Fills the feature for one tenant.</summary>
    Task FillAsync(DemoTenant tenant, CancellationToken cancellationToken);
}
