using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Views;

/// <summary>A saved view in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Query">The address's query.</param>
/// <param name="Shared">Whether everybody sees it.</param>
/// <param name="Own">Whether it is the caller's.</param>
/// <param name="OwnerName">Who saved it.</param>
public sealed record SavedViewInfo(Guid Id, string Name, string Query, bool Shared, bool Own, string OwnerName);

/// <summary>Lists the caller's views of a list and the shared ones, by name.</summary>
public sealed class ListSavedViews(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    public async Task<IReadOnlyList<SavedViewInfo>> ExecuteAsync(TenantScope scope, CrmRecord record, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        Guid own = scope.ActorId;
        return await db.SavedViews.AsNoTracking().Where(v => v.Record == record && (v.Shared || v.OwnerId == own)).OrderBy(v => v.Name).Take(200).Select(v => new SavedViewInfo(v.Id, v.Name, v.Query, v.Shared, v.OwnerId == own,
            db.Memberships.Where(m => m.Id == v.OwnerId).Select(m => m.DisplayName).FirstOrDefault() ?? "")).ToArrayAsync(cancellationToken);
    }
}

/// <summary>Saves a list's filters, order and columns under a name; the same name of the same person is replaced.</summary>
public sealed class SaveView(IArtisanDbFactory databases)
{
    /// <summary>Saves.</summary>
    /// <returns>The view's id.</returns>
    /// <exception cref="ArtisanException">When the name or query is wrong, or the caller is no member.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, CrmRecord record, string name, string query, bool shared, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        if (scope.ActorKind != ActorKind.Member)
            throw ArtisanException.Forbidden("Views are saved by people; an API key gives the query with its call.");
        if (shared)
            scope.Demand(Area.Leads, Level.Edit);
        var input = new CrmInput();
        string clean = input.Required("name", name, 200), text = input.Text("query", query.TrimStart('?'), 4000) ?? "";
        input.Check();
        await using ArtisanDb db = databases.Open(scope);
        Guid own = scope.ActorId;
        SavedView? view = await db.SavedViews.SingleOrDefaultAsync(v => v.OwnerId == own && v.Record == record && v.Name == clean, cancellationToken);
        if (view is null)
        {
            view = new SavedView { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Record = record, OwnerId = own, Name = clean, CreatedAt = DateTimeOffset.UtcNow };
            db.SavedViews.Add(view);
        }
        (view.Query, view.Shared) = (text, shared);
        await db.SaveChangesAsync(cancellationToken);
        return view.Id;
    }
}

/// <summary>Deletes a view of the caller's.</summary>
public sealed class DeleteView(IArtisanDbFactory databases)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it is not the caller's.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid viewId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        Guid own = scope.ActorId;
        if (await db.SavedViews.Where(v => v.Id == viewId && v.OwnerId == own).ExecuteDeleteAsync(cancellationToken) == 0)
            throw ArtisanException.NotFound("The view");
    }
}
