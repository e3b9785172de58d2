using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Hosting;
using Microsoft.AspNetCore.Identity;
using Person = Artisan.Infrastructure.Tenancy.Account;

namespace Artisan.Web.Shell.Account;

/// <summary>Makes the first organisation and its admin, once, guarded by the token that the terminal shows.</summary>
internal sealed class SetUpInstallation(SetupToken token, IAccounts accounts, CreateTenant createTenant, ControlPlane control, AccountSession session, UserManager<Person> users)
{
    private static readonly SemaphoreSlim Once = new(1, 1);

    /// <summary>Sets up and signs in.</summary>
    /// <returns>Null when done; else what to tell the person.</returns>
    /// <exception cref="ArtisanException">When a value is wrong.</exception>
    public async Task<string?> ExecuteAsync(HttpContext http, string? givenToken, string organisation, string name, string email, string password)
    {
        await Once.WaitAsync(http.RequestAborted);
        try
        {
            if (!token.IsWaiting || await accounts.AnyAsync(http.RequestAborted))
                return "This installation is set up already. Sign in instead.";
            if (!token.Matches(givenToken))
                return "The token is wrong. Copy it from the terminal where Artisan was started.";
            if (organisation.Trim().Length == 0 || name.Trim().Length == 0)
                return "Give the organisation's and your own name.";
            AccountInfo admin = await accounts.CreateAsync(email, name.Trim(), password, isOperator: true, http.RequestAborted);
            await createTenant.ExecuteAsync(admin.DisplayName, new CreateTenant.Request(organisation, Admin: admin), CancellationToken.None);
            token.Spend();
            await control.RefreshAsync(CancellationToken.None);
            return await session.EnterAsync(http, (await users.FindByIdAsync(admin.Id.ToString()))!, null);
        }
        finally
        {
            Once.Release();
        }
    }
}
