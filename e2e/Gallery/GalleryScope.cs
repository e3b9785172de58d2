using Artisan.Core.Tenancy;
using Artisan.Web.Shell;

namespace Artisan.E2E.Gallery;

/// <summary>Somebody who is signed in, without a sign-in; the role can be changed while a page is open.</summary>
public sealed class GalleryScope : ICurrentScope
{
    /// <summary>His tenant.</summary>
    public static readonly Guid Tenant = Guid.Parse("0190a000-0000-7000-8000-000000000001");
    private static readonly (Guid Id, string Slug, string Name)[] Spaces =
    [
        (Guid.Parse("0190a000-0000-7000-8000-0000000000a1"), "default", "Default"),
        (Guid.Parse("0190a000-0000-7000-8000-0000000000a2"), "emea", "EMEA revenue"),
    ];

    private Guid _workspace = Spaces[0].Id;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>What the person is.</summary>
    public static Role Role { get; set; } = Role.Admin;

    /// <inheritdoc/>
    public ValueTask<TenantScope> GetAsync(CancellationToken cancellationToken = default) => new(new TenantScope
    {
        TenantId = Tenant,
        WorkspaceId = _workspace,
        ActorKind = ActorKind.Member,
        ActorId = Guid.Parse("0190a000-0000-7000-8000-0000000000b1"),
        ActorName = "Ada Lindqvist",
        Role = Role,
    });

    /// <inheritdoc/>
    public ValueTask<FrameIdentity> GetFrameAsync(CancellationToken cancellationToken = default) =>
        new(new FrameIdentity("Ada Lindqvist", "ada.lindqvist@northwind.example", "Northwind Traders", Role, false, _workspace, Spaces, [(Guid.NewGuid(), "Contoso Ltd")]));

    /// <inheritdoc/>
    public void ChooseWorkspace(Guid workspaceId)
    {
        _workspace = workspaceId;
        Changed?.Invoke();
    }
}
