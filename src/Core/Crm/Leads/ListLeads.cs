using System.Linq.Expressions;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>A lead in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Whole name.</param>
/// <param name="Email">E-mail.</param>
/// <param name="Title">Position.</param>
/// <param name="Company">Company.</param>
/// <param name="AccountId">Account.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Source">Source.</param>
/// <param name="OwnerId">Owner's membership.</param>
/// <param name="OwnerName">Owner's name.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="ScoreChange">Points against the score before.</param>
/// <param name="ScoreExpiresAt">Until when the score is current (UTC).</param>
/// <param name="LastContactAt">Last interaction (UTC).</param>
/// <param name="NextStep">Next step.</param>
/// <param name="NextStepAt">When it is due (UTC).</param>
/// <param name="Country">Country.</param>
/// <param name="Flag">What needs a look.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
/// <param name="CustomJson">Own fields as a JSON object.</param>
public sealed record LeadRow(Guid Id, string Name, string? Email, string? Title, string? Company, Guid? AccountId, LeadStage Stage, string? Source, Guid? OwnerId, string? OwnerName,
    int? Score, string? Grade, int? ScoreChange, DateTimeOffset? ScoreExpiresAt, DateTimeOffset? LastContactAt, string? NextStep, DateTimeOffset? NextStepAt, string? Country, string? Flag,
    DateTimeOffset CreatedAt, string CustomJson);

/// <summary>Lists leads, newest first or by a column.</summary>
public sealed class ListLeads(IArtisanDbFactory databases)
{
    /// <summary>Columns that leads can be sorted by, besides <c>created</c>.</summary>
    internal static readonly IReadOnlyDictionary<string, (SortKey<Lead> Key, Func<LeadRow, object?> Value)> Sorts = new (SortKey<Lead> Key, Func<LeadRow, object?> Value)[]
    {
        (SortKey<Lead>.Text("name", l => l.Name), r => r.Name),
        (SortKey<Lead>.Text("company", l => l.Company), r => r.Company),
        (SortKey<Lead>.Number("score", l => l.Score), r => r.Score),
        (SortKey<Lead>.Time("last_contact", l => l.LastContactAt), r => r.LastContactAt),
        (SortKey<Lead>.Time("next_step", l => l.NextStepAt), r => r.NextStepAt),
    }.ToDictionary(s => s.Key.Name);

    /// <summary>Sorts by creation.</summary>
    public const string ByCreated = "created";

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor or sort is wrong.</exception>
    public async Task<Page<LeadRow>> ExecuteAsync(TenantScope scope, LeadFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        (SortKey<Lead> Key, Func<LeadRow, object?> Value) sort = default;
        if (page.Sort is not (null or ByCreated) && !Sorts.TryGetValue(page.Sort, out sort))
            throw ArtisanException.Invalid("sort", $"Leads cannot be sorted by '{page.Sort}'. Use {ByCreated}, {string.Join(", ", Sorts.Keys)}.");
        await using ArtisanDb db = databases.Open(scope);
        return await filter.Apply(db, scope).ToPageAsync(l => l.Id, sort.Key, Row(db), r => (sort.Value?.Invoke(r), r.Id), page, cancellationToken);
    }

    /// <summary>How many leads there are, counted to a limit, since nobody reads an exact count of a million.</summary>
    public async Task<int> CountAsync(TenantScope scope, LeadFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await filter.Apply(db, scope).Take(limit).CountAsync(cancellationToken);
    }

    /// <summary>The names of leads that the caller reaches.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(TenantScope scope, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return new Dictionary<Guid, string>();
        Guid[] wanted = [.. ids];
        await using ArtisanDb db = databases.Open(scope);
        return await db.Leads.AsNoTracking().Reached(scope).Where(l => wanted.Contains(l.Id)).Select(l => new { l.Id, l.Name }).ToDictionaryAsync(l => l.Id, l => l.Name, cancellationToken);
    }

    internal static Expression<Func<Lead, LeadRow>> Row(ArtisanDb db) => l => new LeadRow(l.Id, l.Name, l.Email, l.Title, l.Company, l.AccountId, l.Stage, l.Source, l.OwnerId,
        db.Memberships.Where(m => m.Id == l.OwnerId).Select(m => m.DisplayName).FirstOrDefault(),
        l.Score, l.Grade, l.ScoreChange, l.ScoreExpiresAt, l.LastContactAt, l.NextStep, l.NextStepAt, l.Country, l.Flag, l.CreatedAt, l.CustomJson);
}
