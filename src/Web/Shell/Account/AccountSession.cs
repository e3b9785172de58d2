using System.Security.Claims;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Tenancy;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Person = Artisan.Infrastructure.Tenancy.Account;

namespace Artisan.Web.Shell.Account;

/// <summary>Signs people in and out. All of it is plain HTTP: a circuit cannot set cookies.</summary>
internal sealed partial class AccountSession(SignInManager<Person> signIn, UserManager<Person> users, ControlPlane control, RecordSignIn record, ILogger<AccountSession> logger)
{
    private const string LastTenantCookie = "artisan.tenant";

    /// <summary>Tries a password.</summary>
    /// <returns>Null when signed in; else what to tell the person.</returns>
    public async Task<string?> SignInAsync(HttpContext http, string email, string password)
    {
        Person? account = await users.FindByEmailAsync(email.Trim());
        if (account is null)
        {
            // As slow as a wrong password, so that the time does not tell which e-mails have accounts.
            users.PasswordHasher.HashPassword(new Person(), password);
            LogNobody(AddressOf(http));
            return Wrong;
        }
        SignInResult result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (result.IsLockedOut)
        {
            await RecordAsync(account, "sign_in.locked_out", http);
            return "Too many wrong passwords. The account is locked for 10 minutes; an admin can set a new password.";
        }
        if (!result.Succeeded)
        {
            await RecordAsync(account, "sign_in.failed", http);
            return Wrong;
        }
        return await EnterAsync(http, account, LastTenant(http));
    }

    /// <summary>Opens a session of an account in a tenant; the given one if he is a member of it.</summary>
    public async Task<string?> EnterAsync(HttpContext http, Person account, Guid? tenantId)
    {
        IReadOnlyList<Guid> tenants = control.TenantsOfAccount(account.Id);
        if (tenants.Count == 0)
            return "The account belongs to no organisation. Ask an admin to add you.";
        Guid chosen = tenantId is { } wanted && tenants.Contains(wanted) ? wanted : tenants[0];
        ClaimsPrincipal principal = await signIn.CreateUserPrincipalAsync(account);
        var identity = (ClaimsIdentity)principal.Identity!;
        identity.AddClaim(new Claim(SessionScopes.TenantClaim, chosen.ToString()));
        if (account.IsOperator)
            identity.AddClaim(new Claim(SessionScopes.OperatorClaim, "true"));
        await http.SignInAsync(IdentityConstants.ApplicationScheme, principal, new AuthenticationProperties { IsPersistent = true });
        http.Response.Cookies.Append(LastTenantCookie, chosen.ToString(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        await record.ExecuteAsync(chosen, account.Id, "sign_in.succeeded", AddressOf(http), CancellationToken.None);
        return null;
    }

    /// <summary>Changes the own password; ends all other sessions.</summary>
    /// <returns>Null when changed; else what to tell the person.</returns>
    public async Task<string?> ChangePasswordAsync(HttpContext http, string current, string next)
    {
        Person? account = await users.GetUserAsync(http.User);
        if (account is null)
            return "Sign in again.";
        IdentityResult result = await users.ChangePasswordAsync(account, current, next);
        if (!result.Succeeded)
            return string.Join(" ", result.Errors.Select(e => e.Code == "PasswordMismatch" ? "The current password is wrong." : e.Description));
        await RecordAsync(account, "password.changed", http);
        return await EnterAsync(http, account, TenantOf(http));
    }

    /// <summary>Ends this session.</summary>
    public async Task SignOutAsync(HttpContext http)
    {
        if (await users.GetUserAsync(http.User) is { } account && TenantOf(http) is { } tenantId)
            await record.ExecuteAsync(tenantId, account.Id, "sign_out.done", AddressOf(http), CancellationToken.None);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>Ends every session of the account, this one included.</summary>
    public async Task SignOutEverywhereAsync(HttpContext http)
    {
        if (await users.GetUserAsync(http.User) is { } account)
        {
            await users.UpdateSecurityStampAsync(account);
            await RecordAsync(account, "sign_out.everywhere", http);
        }
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>Moves the session to another tenant of the account.</summary>
    public async Task SwitchAsync(HttpContext http, Guid tenantId)
    {
        if (await users.GetUserAsync(http.User) is { } account)
            await EnterAsync(http, account, tenantId);
    }

    private const string Wrong = "The e-mail or the password is wrong.";

    private static Guid? LastTenant(HttpContext http) => Guid.TryParse(http.Request.Cookies[LastTenantCookie], out Guid id) ? id : null;

    private static Guid? TenantOf(HttpContext http) => Guid.TryParse(http.User.FindFirstValue(SessionScopes.TenantClaim), out Guid id) ? id : null;

    private static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();

    private async Task RecordAsync(Person account, string action, HttpContext http)
    {
        foreach (Guid tenantId in control.TenantsOfAccount(account.Id))
            await record.ExecuteAsync(tenantId, account.Id, action, AddressOf(http), CancellationToken.None);
    }

    // It belongs to no organisation's audit. The e-mail is left out: people type passwords there.
    [LoggerMessage(1, LogLevel.Warning, "A sign-in from {address} failed: no account has the e-mail")]
    private partial void LogNobody(string? address);
}
