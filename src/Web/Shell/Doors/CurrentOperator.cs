using Artisan.Core.Gateway.Control;
using Artisan.Web.Shell.Account;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Artisan.Web.Shell.Doors;

/// <summary>Whether a request comes from an operator's session, for endpoints that are open to others too.</summary>
internal interface ICurrentOperator
{
    /// <summary>Asks.</summary>
    Task<bool> IsOperatorAsync(HttpContext http);
}

internal sealed class SessionOperator(ControlPlane control) : ICurrentOperator
{
    public async Task<bool> IsOperatorAsync(HttpContext http)
    {
        AuthenticateResult session = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        return session.Succeeded && SessionScopes.ScopeOf(control, session.Principal, null) is { IsOperator: true };
    }
}
