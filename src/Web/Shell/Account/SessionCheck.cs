using Artisan.Core.Gateway.Control;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Artisan.Web.Shell.Account;

/// <summary>
/// Checks a session's cookie against its account, as ASP.NET Identity does, but throws nobody out because the database is away: what was valid a moment
/// ago stays so until it can be asked again. Members who were removed are refused all the same, since memberships are known from memory.
/// </summary>
internal sealed class SessionCheck(ControlPlane control, TimeProvider clock, ILogger<SessionCheck> logger)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private long _askAgainAt;

    public async Task ValidateAsync(CookieValidatePrincipalContext context, Func<CookieValidatePrincipalContext, Task> check)
    {
        // Not every picture of a page waits for a database that does not answer.
        if (clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _askAgainAt))
        {
            RefuseFormerMembers(context);
            return;
        }
        try
        {
            await check(context);
        }
        catch (Exception e) when (DatabaseAway.Explains(e))
        {
            Interlocked.Exchange(ref _askAgainAt, (clock.GetUtcNow() + Rest).UtcTicks);
            logger.LogWarning(e, "Sessions cannot be checked against their accounts now; those of members stay valid");
            RefuseFormerMembers(context);
        }
    }

    private void RefuseFormerMembers(CookieValidatePrincipalContext context)
    {
        if (SessionScopes.MemberOf(control, context.Principal) is null)
            context.RejectPrincipal();
    }
}
