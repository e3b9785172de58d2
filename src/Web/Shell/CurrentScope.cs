using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell;

/// <summary>
/// Gives a console page the scope of the signed-in member. Pages ask before every operation and never keep a scope, so that who was demoted or removed
/// loses his rights in open tabs too.
/// </summary>
public interface ICurrentScope
{
    /// <summary>The scope as the memberships stand now, in the workspace that the tab has chosen.</summary>
    /// <exception cref="SignedOutException">When the account, membership or session is gone; the layout then leads to the sign-in page.</exception>
    ValueTask<TenantScope> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>The tenant and workspaces that the member may switch to, for the frame.</summary>
    ValueTask<FrameIdentity> GetFrameAsync(CancellationToken cancellationToken = default);

    /// <summary>Chooses another workspace for this tab; ignored when the member may not enter it.</summary>
    void ChooseWorkspace(Guid workspaceId);

    /// <summary>Raised when the rights or the workspace changed; the frame and open pages read again.</summary>
    event Action? Changed;
}

/// <summary>What the frame shows of the person.</summary>
/// <param name="PersonName">Display name.</param>
/// <param name="Email">Sign-in e-mail.</param>
/// <param name="TenantName">The organisation.</param>
/// <param name="Role">The member's role.</param>
/// <param name="IsOperator">Operator of the deployment.</param>
/// <param name="WorkspaceId">The chosen workspace.</param>
/// <param name="Workspaces">Those that can be chosen: id, slug, name.</param>
/// <param name="Tenants">Other tenants of the same account, to switch to (by an HTTP post to <c>/account/switch</c>): id, name.</param>
public sealed record FrameIdentity(
    string PersonName,
    string Email,
    string TenantName,
    Role Role,
    bool IsOperator,
    Guid WorkspaceId,
    IReadOnlyList<(Guid Id, string Slug, string Name)> Workspaces,
    IReadOnlyList<(Guid Id, string Name)> Tenants);

/// <summary>The session behind a tab has ended.</summary>
public sealed class SignedOutException() : Exception("You have been signed out. Sign in again.");
