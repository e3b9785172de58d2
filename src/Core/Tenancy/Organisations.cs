using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>An organisation in the operator's list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Slug">Slug.</param>
/// <param name="TimeZone">Time zone.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
/// <param name="SuspendedAt">Since when its members and keys are locked out (UTC).</param>
/// <param name="Members">How many members.</param>
/// <param name="Workspaces">How many open workspaces.</param>
/// <param name="Keys">How many keys that are not revoked.</param>
public sealed record TenantInfo(Guid Id, string Name, string Slug, string TimeZone, DateTimeOffset CreatedAt, DateTimeOffset? SuspendedAt, int Members, int Workspaces, int Keys);

/// <summary>Lists the deployment's organisations by name. For operators.</summary>
public sealed class ListTenants(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope is no operator's.</exception>
    public async Task<IReadOnlyList<TenantInfo>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.DemandOperator();
        await using ArtisanDb db = databases.OpenDeployment();
        Tenant[] tenants = await db.Tenants.AsNoTracking().OrderBy(t => t.Name).ThenBy(t => t.Id).ToArrayAsync(cancellationToken);
        var members = await db.OfAllTenants<Membership>().Where(m => m.RemovedAt == null).GroupBy(m => m.TenantId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var workspaces = await db.OfAllTenants<Workspace>().Where(w => w.ArchivedAt == null).GroupBy(w => w.TenantId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var keys = await db.OfAllTenants<ApiKey>().Where(k => k.RevokedAt == null).GroupBy(k => k.TenantId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return tenants.Select(t => new TenantInfo(t.Id, t.Name, t.Slug, t.TimeZone, t.CreatedAt, t.SuspendedAt,
            members.GetValueOrDefault(t.Id), workspaces.GetValueOrDefault(t.Id), keys.GetValueOrDefault(t.Id))).ToArray();
    }
}

/// <summary>Creates an organisation with its first admin: an existing account by its e-mail, or a new one with a first password. For operators.</summary>
public sealed class CreateOrganisation(CreateTenant create, IAccounts accounts)
{
    /// <summary>What to create.</summary>
    /// <param name="Name">The organisation's name.</param>
    /// <param name="TimeZone">IANA time zone of its days.</param>
    /// <param name="AdminEmail">The first admin's e-mail.</param>
    /// <param name="AdminName">The first admin's name; ignored when the account exists.</param>
    /// <param name="AdminPassword">First password of a new account; ignored when the account exists.</param>
    public sealed record Request(string Name, string TimeZone, string AdminEmail, string? AdminName = null, string? AdminPassword = null);

    /// <summary>Creates.</summary>
    /// <returns>What was created, and whether an account was made.</returns>
    /// <exception cref="ArtisanException">When a value is wrong or the scope is no operator's.</exception>
    public async Task<(CreateTenant.Created Tenant, bool NewAccount)> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        scope.DemandOperator();
        // What can be refused is refused before an account is made, so that none is left behind.
        if (request.Name?.Trim() is not { Length: > 0 and <= 200 } name)
            throw ArtisanException.Invalid("name", "Give the organisation a name of 1 to 200 characters.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone ?? "", out _))
            throw ArtisanException.Invalid("time_zone", $"'{request.TimeZone}' is no time zone. Use an IANA name such as Europe/Berlin.");
        AccountInfo? admin = await accounts.FindAsync(request.AdminEmail ?? "", cancellationToken);
        bool made = admin is null;
        if (admin is null)
        {
            if (request.AdminName?.Trim() is not { Length: > 0 and <= 200 } person)
                throw ArtisanException.Invalid("display_name", "There is no account of this e-mail yet: give the admin's name, 1 to 200 characters.");
            admin = await accounts.CreateAsync(request.AdminEmail ?? "", person, request.AdminPassword ?? "", isOperator: false, cancellationToken);
        }
        return (await create.ExecuteAsync(scope.ActorName, new CreateTenant.Request(name, request.TimeZone!, admin), cancellationToken), made);
    }
}
