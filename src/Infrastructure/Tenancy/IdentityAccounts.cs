using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Infrastructure.Tenancy;

/// <summary>Accounts by ASP.NET Identity. Each operation has its own scope, since use cases live longer than a request.</summary>
internal sealed class IdentityAccounts(IServiceScopeFactory scopes) : IAccounts
{
    public async Task<AccountInfo?> FindAsync(string email, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        Account? account = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByEmailAsync(email);
        return account is null ? null : InfoOf(account);
    }

    public async Task<AccountInfo?> FindAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        Account? account = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        return account is null ? null : InfoOf(account);
    }

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.AnyAsync(cancellationToken);
    }

    public async Task<AccountInfo> CreateAsync(string email, string displayName, string password, bool isOperator, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        UserManager<Account> users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            UserName = email.Trim(),
            Email = email.Trim(),
            EmailConfirmed = true,
            DisplayName = displayName,
            IsOperator = isOperator,
            LockoutEnabled = true,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        Demand(await users.CreateAsync(account, password));
        return InfoOf(account);
    }

    public async Task SetPasswordAsync(Guid accountId, string password, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        UserManager<Account> users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        Account account = await users.FindByIdAsync(accountId.ToString()) ?? throw ArtisanException.NotFound("The account");
        Demand(await users.ResetPasswordAsync(account, await users.GeneratePasswordResetTokenAsync(account), password));
        Demand(await users.SetLockoutEndDateAsync(account, null));
        Demand(await users.UpdateSecurityStampAsync(account));
    }

    private static AccountInfo InfoOf(Account account) => new(account.Id, account.Email!, account.DisplayName, account.IsOperator);

    private static void Demand(IdentityResult result)
    {
        if (result.Succeeded)
            return;
        if (result.Errors.Any(e => e.Code is "DuplicateUserName" or "DuplicateEmail"))
            throw new ArtisanException(ErrorCode.Conflict, "There is an account with this e-mail already.") { Field = "email" };
        bool password = result.Errors.Any(e => e.Code.StartsWith("Password", StringComparison.Ordinal));
        throw ArtisanException.Invalid(password ? "password" : "email", string.Join(" ", result.Errors.Select(e => e.Description)));
    }
}
