namespace Artisan.Core.Tenancy;

/// <summary>An account as use cases see it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Email">Sign-in e-mail.</param>
/// <param name="DisplayName">Name.</param>
/// <param name="IsOperator">Operator of the deployment.</param>
public sealed record AccountInfo(Guid Id, string Email, string DisplayName, bool IsOperator);

/// <summary>The port to accounts, which are global and kept apart from the tenants' data.</summary>
public interface IAccounts
{
    /// <summary>The account of an e-mail; null when there is none.</summary>
    Task<AccountInfo?> FindAsync(string email, CancellationToken cancellationToken);

    /// <summary>The account of an id; null when there is none.</summary>
    Task<AccountInfo?> FindAsync(Guid accountId, CancellationToken cancellationToken);

    /// <summary>Whether there is any account at all.</summary>
    Task<bool> AnyAsync(CancellationToken cancellationToken);

    /// <summary>Makes an account.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.InvalidInput"/> when the password is too weak or the e-mail is no e-mail, with <see cref="Kernel.ErrorCode.Conflict"/> when it is taken.</exception>
    Task<AccountInfo> CreateAsync(string email, string displayName, string password, bool isOperator, CancellationToken cancellationToken);

    /// <summary>Sets a new password, ends all sessions and any lockout.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.InvalidInput"/> when the password is too weak.</exception>
    Task SetPasswordAsync(Guid accountId, string password, CancellationToken cancellationToken);
}
