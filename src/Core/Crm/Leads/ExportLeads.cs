using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Leads;

/// <summary>A lead as it is exported.</summary>
public sealed record LeadExportRow(LeadRow Row, string FirstName, string LastName, string? Phone, string? City, string? OwnerEmail, DateTimeOffset UpdatedAt);

/// <summary>Reads leads for an export, page by page by key, so that memory and the cost of a page stay the same however many there are.</summary>
public sealed class ExportLeads(IArtisanDbFactory databases, ListCustomFields fields)
{
    /// <summary>The tenant's own fields of leads, which are columns of an export.</summary>
    public Task<IReadOnlyList<CustomFieldInfo>> FieldsAsync(TenantScope scope, CancellationToken cancellationToken) => fields.ExecuteAsync(scope, CrmRecord.Lead, cancellationToken);

    /// <summary>Reads a page.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor or sort is wrong.</exception>
    public async Task<Page<LeadExportRow>> ExecuteAsync(TenantScope scope, LeadFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        (SortKey<Lead> Key, Func<LeadRow, object?> Value) sort = default;
        if (page.Sort is not (null or ListLeads.ByCreated) && !ListLeads.Sorts.TryGetValue(page.Sort, out sort))
            throw ArtisanException.Invalid("sort", $"Leads cannot be sorted by '{page.Sort}'. Use {ListLeads.ByCreated}, {string.Join(", ", ListLeads.Sorts.Keys)}.");
        await using ArtisanDb db = databases.Open(scope);
        return await filter.Apply(db, scope).ToPageAsync(l => l.Id, sort.Key, l => new LeadExportRow(
            new LeadRow(l.Id, l.Name, l.Email, l.Title, l.Company, l.AccountId, l.Stage, l.Source, l.OwnerId,
                db.Memberships.Where(m => m.Id == l.OwnerId).Select(m => m.DisplayName).FirstOrDefault(),
                l.Score, l.Grade, l.ScoreChange, l.ScoreExpiresAt, l.LastContactAt, l.NextStep, l.NextStepAt, l.Country, l.Flag, l.CreatedAt, l.CustomJson),
            l.FirstName, l.LastName, l.Phone, l.City, db.Memberships.Where(m => m.Id == l.OwnerId).Select(m => m.Email).FirstOrDefault(), l.UpdatedAt),
            r => (sort.Value?.Invoke(r.Row), r.Row.Id), page, cancellationToken);
    }
}
