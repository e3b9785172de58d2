using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>A member in lists.</summary>
/// <param name="Id">Membership id.</param>
/// <param name="DisplayName">Name.</param>
/// <param name="Email">E-mail.</param>
/// <param name="Role">Role.</param>
/// <param name="Workspaces">Workspaces that the member belongs to.</param>
/// <param name="CreatedAt">When he joined (UTC).</param>
public sealed record MemberInfo(Guid Id, string DisplayName, string Email, Role Role, IReadOnlyList<Guid> Workspaces, DateTimeOffset CreatedAt);

/// <summary>Lists the tenant's members by name.</summary>
public sealed class ListMembers(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    public async Task<IReadOnlyList<MemberInfo>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        var belongings = (await db.WorkspaceMembers.AsNoTracking().Select(m => new { m.MembershipId, m.WorkspaceId }).ToArrayAsync(cancellationToken)).ToLookup(m => m.MembershipId, m => m.WorkspaceId);
        Membership[] members = await db.Memberships.AsNoTracking().Where(m => m.RemovedAt == null).OrderBy(m => m.DisplayName).ThenBy(m => m.Id).ToArrayAsync(cancellationToken);
        return members.Select(m => new MemberInfo(m.Id, m.DisplayName, m.Email, m.Role, belongings[m.Id].ToArray(), m.CreatedAt)).ToArray();
    }
}

/// <summary>Adds a member: an existing account by its e-mail, or a new one with a first password.</summary>
public sealed class AddMember(IArtisanDbFactory databases, IAccounts accounts)
{
    /// <summary>Whom to add.</summary>
    /// <param name="Email">E-mail.</param>
    /// <param name="DisplayName">Name.</param>
    /// <param name="Role">Role.</param>
    /// <param name="Workspaces">Workspaces; empty for the tenant's first.</param>
    /// <param name="Password">First password of a new account; ignored when the account exists.</param>
    public sealed record Request(string Email, string DisplayName, Role Role, IReadOnlyList<Guid>? Workspaces = null, string? Password = null);

    /// <summary>Adds.</summary>
    /// <returns>The membership's id, and whether an account was made.</returns>
    /// <exception cref="ArtisanException">When a value is wrong, or the person is a member already.</exception>
    public async Task<(Guid MembershipId, bool NewAccount)> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        if (!Enum.IsDefined(request.Role))
            throw ArtisanException.Invalid("role", "Choose a role: admin, compliance, manager, rep, viewer.");
        string name = request.DisplayName?.Trim() ?? "";
        if (name.Length is 0 or > 200)
            throw ArtisanException.Invalid("display_name", "Give the member a name of 1 to 200 characters.");
        await using ArtisanDb db = databases.Open(scope);
        Guid[] open = await db.Workspaces.Where(w => w.ArchivedAt == null).OrderBy(w => w.Id).Select(w => w.Id).ToArrayAsync(cancellationToken);
        IReadOnlyList<Guid> workspaces = request.Workspaces is { Count: > 0 } chosen ? chosen : open[..1];
        if (workspaces.Except(open).Any())
            throw ArtisanException.NotFound("The workspace");
        AccountInfo? account = await accounts.FindAsync(request.Email ?? "", cancellationToken);
        bool made = account is null;
        account ??= await accounts.CreateAsync(request.Email ?? "", name, request.Password ?? "", isOperator: false, cancellationToken);
        Membership? member = await db.Memberships.SingleOrDefaultAsync(m => m.AccountId == account.Id, cancellationToken);
        if (member is { RemovedAt: null })
            throw new ArtisanException(ErrorCode.Conflict, $"{account.Email} is a member already.");
        if (member is null)
        {
            member = new Membership { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), AccountId = account.Id, CreatedAt = DateTimeOffset.UtcNow };
            db.Memberships.Add(member);
        }
        else
        {
            member.RemovedAt = null;
            member.Epoch++;
        }
        (member.DisplayName, member.Email, member.Role) = (name, account.Email, request.Role);
        await SetWorkspacesAsync(db, member.Id, workspaces, cancellationToken);
        db.Audit(scope, "member.added", $"{name} <{account.Email}>", new { request.Role, new_account = made });
        await db.SaveChangesAsync(cancellationToken);
        return (member.Id, made);
    }

    internal static async Task SetWorkspacesAsync(ArtisanDb db, Guid membershipId, IReadOnlyList<Guid> workspaces, CancellationToken cancellationToken)
    {
        WorkspaceMember[] there = await db.WorkspaceMembers.Where(m => m.MembershipId == membershipId).ToArrayAsync(cancellationToken);
        db.WorkspaceMembers.RemoveRange(there.Where(m => !workspaces.Contains(m.WorkspaceId)));
        foreach (Guid workspaceId in workspaces.Distinct().Except(there.Select(m => m.WorkspaceId)))
            db.WorkspaceMembers.Add(new WorkspaceMember { MembershipId = membershipId, WorkspaceId = workspaceId });
    }
}

/// <summary>Changes a member's role and workspaces; open tabs lose what was taken within seconds.</summary>
public sealed class ChangeMember(IArtisanDbFactory databases)
{
    /// <summary>Changes.</summary>
    /// <exception cref="ArtisanException">When the member is not the tenant's, or the last admin would lose his role.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid membershipId, Role role, IReadOnlyList<Guid> workspaces, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        if (!Enum.IsDefined(role))
            throw ArtisanException.Invalid("role", "Choose a role: admin, compliance, manager, rep, viewer.");
        await using ArtisanDb db = databases.Open(scope);
        Membership member = await db.Memberships.SingleOrDefaultAsync(m => m.Id == membershipId && m.RemovedAt == null, cancellationToken) ?? throw ArtisanException.NotFound("The member");
        if (member.Role == Role.Admin && role != Role.Admin)
            await DemandAnotherAdminAsync(db, member, cancellationToken);
        Guid[] open = await db.Workspaces.Where(w => w.ArchivedAt == null).Select(w => w.Id).ToArrayAsync(cancellationToken);
        if (workspaces.Except(open).Any())
            throw ArtisanException.NotFound("The workspace");
        Role before = member.Role;
        member.Role = role;
        member.Epoch++;
        await AddMember.SetWorkspacesAsync(db, member.Id, workspaces, cancellationToken);
        db.Audit(scope, "member.changed", $"{member.DisplayName} <{member.Email}>", new { before, after = role, workspaces });
        await db.SaveChangesAsync(cancellationToken);
    }

    internal static async Task DemandAnotherAdminAsync(ArtisanDb db, Membership member, CancellationToken cancellationToken)
    {
        if (!await db.Memberships.AnyAsync(m => m.Id != member.Id && m.Role == Role.Admin && m.RemovedAt == null, cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, $"{member.DisplayName} is the last admin. Make someone else an admin first.");
    }
}

/// <summary>Takes a member out of the tenant; the account stays.</summary>
public sealed class RemoveMember(IArtisanDbFactory databases)
{
    /// <summary>Removes.</summary>
    /// <exception cref="ArtisanException">When the member is not the tenant's or is its last admin.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid membershipId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Membership member = await db.Memberships.SingleOrDefaultAsync(m => m.Id == membershipId && m.RemovedAt == null, cancellationToken) ?? throw ArtisanException.NotFound("The member");
        if (member.Role == Role.Admin)
            await ChangeMember.DemandAnotherAdminAsync(db, member, cancellationToken);
        member.RemovedAt = DateTimeOffset.UtcNow;
        member.Epoch++;
        db.Audit(scope, "member.removed", $"{member.DisplayName} <{member.Email}>", new { member.Role });
        await db.SaveChangesAsync(cancellationToken);
    }
}
