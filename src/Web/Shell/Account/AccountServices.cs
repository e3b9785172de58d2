using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace Artisan.Web.Shell.Account;

/// <summary>Registers sign-in, the session's cookie and the scope of tabs.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(options =>
        {
            options.Cookie.Name = "artisan.session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = true;
            options.LoginPath = ShellPaths.SignIn;
            options.AccessDeniedPath = ShellPaths.SignIn;
            options.ReturnUrlParameter = "returnUrl";
            Func<CookieValidatePrincipalContext, Task> check = options.Events.OnValidatePrincipal;
            options.Events.OnValidatePrincipal = context => context.HttpContext.RequestServices.GetRequiredService<SessionCheck>().ValidateAsync(context, check);
        }));
        services.AddAuthorization();
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromSeconds(5);
            options.OnRefreshingPrincipal = context =>
            {
                // The new principal is made of the account alone; tenant and operator belong to the session.
                var identity = (ClaimsIdentity)context.NewPrincipal!.Identity!;
                foreach (Claim claim in context.CurrentPrincipal!.Claims.Where(c => c.Type is SessionScopes.TenantClaim or SessionScopes.OperatorClaim))
                    identity.AddClaim(claim.Clone());
                return Task.CompletedTask;
            };
        });
        services.AddSingleton<SessionCheck>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionRevalidation>();
        services.AddScoped<ICurrentScope, SessionScope>();
        services.AddScoped<AccountSession>();
        services.AddScoped<SetUpInstallation>();
        return services;
    }
}
