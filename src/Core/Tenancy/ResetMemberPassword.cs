using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>
/// Sets a new password for a member who cannot sign in, and ends his sessions. Only for accounts that belong to this organisation alone: whoever sets
/// the password of an account that others trust too could enter there.
/// </summary>
public sealed class ResetMemberPassword(IArtisanDbFactory databases, IAccounts accounts)
{
    /// <summary>Sets it.</summary>
    /// <exception cref="ArtisanException">When the member is not the tenant's, the account belongs to others too, or the password is too weak.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid membershipId, string password, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Membership member = await db.Memberships.AsNoTracking().SingleOrDefaultAsync(m => m.Id == membershipId && m.RemovedAt == null, cancellationToken) ?? throw ArtisanException.NotFound("The member");
        AccountInfo account = await accounts.FindAsync(member.AccountId, cancellationToken) ?? throw ArtisanException.NotFound("The member's account");
        if (account.IsOperator && !scope.IsOperator)
            throw ArtisanException.Forbidden($"{member.DisplayName} operates this deployment; only another operator can set this password.");
        await using (ArtisanDb deployment = databases.OpenDeployment())
        {
            if (await deployment.OfAllTenants<Membership>().AnyAsync(m => m.AccountId == member.AccountId && m.TenantId != scope.TenantId && m.RemovedAt == null, cancellationToken))
                throw ArtisanException.Forbidden($"{member.DisplayName} is a member of other organisations too, so the password is not yours to set. Ask an operator of this deployment.");
        }
        // The password last: if it is refused, the entry is not kept; if the entry cannot be written, the password stays.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Audit(scope, "member.password_reset", $"{member.DisplayName} <{member.Email}>");
        await db.SaveChangesAsync(cancellationToken);
        await accounts.SetPasswordAsync(member.AccountId, password ?? "", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
