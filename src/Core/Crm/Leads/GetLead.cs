using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>A lead with all its facts.</summary>
/// <param name="Row">What lists show.</param>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="Phone">Phone.</param>
/// <param name="City">City.</param>
/// <param name="AccountName">Name of the account.</param>
/// <param name="ScoredAt">When it was scored (UTC).</param>
/// <param name="UpdatedAt">When its facts last changed (UTC).</param>
/// <param name="ImportId">The import that created it.</param>
/// <param name="Version">To be sent back with a change.</param>
/// <param name="MayEdit">Whether the caller may change it.</param>
public sealed record LeadDetails(LeadRow Row, string FirstName, string LastName, string? Phone, string? City, string? AccountName, DateTimeOffset? ScoredAt, DateTimeOffset UpdatedAt, Guid? ImportId, int Version, bool MayEdit);

/// <summary>Reads one lead.</summary>
public sealed class GetLead(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<LeadDetails> ExecuteAsync(TenantScope scope, Guid leadId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Lead> one = db.Leads.AsNoTracking().Reached(scope).Where(l => l.Id == leadId);
        LeadRow row = await one.Select(ListLeads.Row(db)).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The lead");
        bool mayEdit = scope.MayEdit(Area.Leads);
        return await one.Select(l => new LeadDetails(row, l.FirstName, l.LastName, l.Phone, l.City,
            db.Accounts.Where(a => a.Id == l.AccountId).Select(a => a.Name).FirstOrDefault(), l.ScoredAt, l.UpdatedAt, l.ImportId, l.Version, mayEdit)).SingleOrDefaultAsync(cancellationToken)
            ?? throw ArtisanException.NotFound("The lead");
    }
}
