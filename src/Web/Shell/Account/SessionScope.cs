using System.Security.Claims;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Tenancy;
using Microsoft.AspNetCore.Components.Authorization;

namespace Artisan.Web.Shell.Account;

/// <summary>The scope of a tab: the session's account, the membership as it stands now, the workspace that the tab has chosen.</summary>
internal sealed class SessionScope : ICurrentScope, IDisposable
{
    private readonly AuthenticationStateProvider _authentication;
    private readonly ControlPlane _control;
    private ClaimsPrincipal? _principal;
    private Guid? _workspaceId;
    private (Guid, Role?, int, Guid)? _seen;

    public SessionScope(AuthenticationStateProvider authentication, ControlPlane control)
    {
        (_authentication, _control) = (authentication, control);
        _control.Changed += Look;
        _authentication.AuthenticationStateChanged += Replace;
    }

    public event Action? Changed;

    public async ValueTask<TenantScope> GetAsync(CancellationToken cancellationToken = default)
    {
        _principal ??= (await _authentication.GetAuthenticationStateAsync()).User;
        TenantScope scope = SessionScopes.ScopeOf(_control, _principal, _workspaceId) ?? throw new SignedOutException();
        _seen = Mark(scope);
        return scope;
    }

    public async ValueTask<FrameIdentity> GetFrameAsync(CancellationToken cancellationToken = default)
    {
        TenantScope scope = await GetAsync(cancellationToken);
        (TenantControl tenant, MemberControl member) = SessionScopes.MemberOf(_control, _principal) ?? throw new SignedOutException();
        return new FrameIdentity(
            member.Name,
            member.Email,
            tenant.Name,
            member.Role,
            scope.IsOperator,
            scope.WorkspaceId,
            SessionScopes.WorkspacesOf(tenant, member).Select(w => (w.Id, w.Slug, w.Name)).ToArray(),
            _control.TenantsOfAccount(member.AccountId).Where(id => id != tenant.TenantId).Select(id => (id, _control.TenantOf(id)!.Name)).ToArray());
    }

    public void ChooseWorkspace(Guid workspaceId)
    {
        _workspaceId = workspaceId;
        Changed?.Invoke();
    }

    public void Dispose()
    {
        _control.Changed -= Look;
        _authentication.AuthenticationStateChanged -= Replace;
    }

    private static (Guid, Role?, int, Guid) Mark(TenantScope scope) => (scope.TenantId, scope.Role, scope.Epoch, scope.WorkspaceId);

    // Only what concerns this tab is told on: a key made elsewhere must not make every tab read again.
    private void Look()
    {
        if (_principal is null || _seen is null)
            return;
        TenantScope? now = SessionScopes.ScopeOf(_control, _principal, _workspaceId);
        if (now is null || Mark(now) != _seen)
            Changed?.Invoke();
    }

    private async void Replace(Task<AuthenticationState> next)
    {
        try
        {
            _principal = (await next).User;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        Changed?.Invoke();
    }
}
