using System.Security.Claims;
using Artisan.Core.Gateway.Control;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Person = Artisan.Infrastructure.Tenancy.Account;

namespace Artisan.Web.Shell.Account;

/// <summary>Ends the sessions of open tabs whose account changed its password, signed out everywhere, or lost its membership.</summary>
internal sealed class SessionRevalidation(ILoggerFactory loggers, IServiceScopeFactory scopes, ControlPlane control, IOptions<IdentityOptions> identity) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        ClaimsPrincipal principal = authenticationState.User;
        if (SessionScopes.MemberOf(control, principal) is null)
            return false;
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            UserManager<Person> users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
            return await users.GetUserAsync(principal) is { } account
                && principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) == await users.GetSecurityStampAsync(account);
        }
        catch (Exception e) when (DatabaseAway.Explains(e))
        {
            return true; // nobody is thrown out because the database is away; the membership is known from memory
        }
    }
}
