using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>Writes sign-ins, failed tries, password changes into a tenant's audit log.</summary>
public sealed class RecordSignIn(IArtisanDbFactory databases)
{
    /// <summary>Writes one.</summary>
    /// <param name="tenantId">Whose log.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="action">For instance <c>sign_in.failed</c>.</param>
    /// <param name="address">The caller's network address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ExecuteAsync(Guid tenantId, Guid accountId, string action, string? address, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        Membership? member = await db.Memberships.AsNoTracking().SingleOrDefaultAsync(m => m.AccountId == accountId, cancellationToken);
        if (member is null)
            return;
        db.AuditEntries.Add(AuditLog.Create(tenantId, member.DisplayName, (int)ActorKind.Member, member.Id, action, $"{member.DisplayName} <{member.Email}>", new { address }));
        await db.SaveChangesAsync(cancellationToken);
    }
}
