using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>A workspace in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Slug.</param>
/// <param name="Name">Name.</param>
/// <param name="AllowNamedModels">Whether requests may name a model.</param>
/// <param name="Members">How many members belong to it.</param>
/// <param name="Keys">How many valid keys it has.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
public sealed record WorkspaceInfo(Guid Id, string Slug, string Name, bool AllowNamedModels, int Members, int Keys, DateTimeOffset CreatedAt);

/// <summary>Lists the tenant's open workspaces.</summary>
public sealed class ListWorkspaces(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    public async Task<IReadOnlyList<WorkspaceInfo>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.Workspaces.AsNoTracking().Where(w => w.ArchivedAt == null).OrderBy(w => w.Id).Select(w => new WorkspaceInfo(
            w.Id, w.Slug, w.Name, w.AllowNamedModels,
            db.WorkspaceMembers.Count(m => m.WorkspaceId == w.Id),
            db.ApiKeys.Count(k => k.WorkspaceId == w.Id && k.RevokedAt == null), w.CreatedAt)).ToArrayAsync(cancellationToken);
    }
}

/// <summary>Creates a workspace, or changes its name and whether requests may name models.</summary>
public sealed partial class SaveWorkspace(IArtisanDbFactory databases)
{
    /// <summary>What to save.</summary>
    /// <param name="Id">Null for a new one.</param>
    /// <param name="Slug">Short name; fixed once created.</param>
    /// <param name="Name">Name.</param>
    /// <param name="AllowNamedModels">Whether requests may name a model.</param>
    public sealed record Request(Guid? Id, string Slug, string Name, bool AllowNamedModels);

    /// <summary>Saves.</summary>
    /// <returns>The workspace's id.</returns>
    /// <exception cref="ArtisanException">When a value is wrong or the slug is taken.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        string name = request.Name?.Trim() ?? "", slug = request.Slug?.Trim() ?? "";
        if (name.Length is 0 or > 200)
            throw ArtisanException.Invalid("name", "Give the workspace a name of 1 to 200 characters.");
        await using ArtisanDb db = databases.Open(scope);
        Workspace workspace;
        if (request.Id is { } id)
        {
            workspace = await db.Workspaces.SingleOrDefaultAsync(w => w.Id == id && w.ArchivedAt == null, cancellationToken) ?? throw ArtisanException.NotFound("The workspace");
            db.Audit(scope, "workspace.changed", $"Workspace {workspace.Slug}", new { before = new { workspace.Name, workspace.AllowNamedModels }, after = new { name, request.AllowNamedModels } });
        }
        else
        {
            if (!Slug().IsMatch(slug))
                throw ArtisanException.Invalid("slug", "A slug has 1 to 63 small letters, digits and hyphens, and begins with a letter.");
            if (await db.Workspaces.AnyAsync(w => w.Slug == slug, cancellationToken))
                throw new ArtisanException(ErrorCode.Conflict, $"There is a workspace '{slug}' already.") { Field = "slug" };
            workspace = new Workspace { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Slug = slug, CreatedAt = DateTimeOffset.UtcNow };
            db.Workspaces.Add(workspace);
            db.Audit(scope, "workspace.created", $"Workspace {slug}");
        }
        (workspace.Name, workspace.AllowNamedModels) = (name, request.AllowNamedModels);
        await db.SaveChangesAsync(cancellationToken);
        return workspace.Id;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex Slug();
}
