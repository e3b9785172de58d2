using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Tenancy;

/// <summary>Creates a tenant with its first workspace and, where given, its first admin. For operators and the set-up.</summary>
public sealed partial class CreateTenant(IArtisanDbFactory databases)
{
    /// <summary>What to create.</summary>
    /// <param name="Name">The organisation's name.</param>
    /// <param name="TimeZone">IANA time zone of its days.</param>
    /// <param name="Admin">Its first admin; null for none.</param>
    public sealed record Request(string Name, string TimeZone = "UTC", AccountInfo? Admin = null);

    /// <summary>What was created.</summary>
    /// <param name="TenantId">The tenant.</param>
    /// <param name="WorkspaceId">Its workspace <c>default</c>.</param>
    /// <param name="MembershipId">The admin's membership; null without one.</param>
    public sealed record Created(Guid TenantId, Guid WorkspaceId, Guid? MembershipId);

    /// <summary>Creates. The caller has checked that the actor is an operator or the one-time set-up.</summary>
    /// <exception cref="ArtisanException">When the name or time zone is wrong.</exception>
    public async Task<Created> ExecuteAsync(string actor, Request request, CancellationToken cancellationToken)
    {
        string name = request.Name.Trim();
        if (name.Length is 0 or > 200)
            throw ArtisanException.Invalid("name", "Give the organisation a name of 1 to 200 characters.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out _))
            throw ArtisanException.Invalid("time_zone", $"'{request.TimeZone}' is no time zone. Use an IANA name such as Europe/Berlin.");
        await using ArtisanDb db = databases.OpenDeployment();
        Guid tenantId = Guid.CreateVersion7(), workspaceId = Guid.CreateVersion7();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        db.Tenants.Add(new Tenant { Id = tenantId, Name = name, Slug = await FreeSlugAsync(db, name, cancellationToken), TimeZone = request.TimeZone, CreatedAt = now });
        db.ControlVersions.Add(new ControlVersion { TenantId = tenantId, Version = 1 });
        db.Workspaces.Add(new Workspace { TenantId = tenantId, Id = workspaceId, Slug = "default", Name = "Default", CreatedAt = now });
        Guid? membershipId = null;
        if (request.Admin is { } admin)
        {
            membershipId = Guid.CreateVersion7();
            db.Memberships.Add(new Membership { TenantId = tenantId, Id = membershipId.Value, AccountId = admin.Id, DisplayName = admin.DisplayName, Email = admin.Email, Role = Role.Admin, CreatedAt = now });
            db.WorkspaceMembers.Add(new WorkspaceMember { TenantId = tenantId, WorkspaceId = workspaceId, MembershipId = membershipId.Value });
        }
        db.AuditEntries.Add(AuditLog.Create(tenantId, actor, (int)ActorKind.System, Guid.Empty, "tenant.created", $"Organisation {name}", new { name, request.TimeZone, admin = request.Admin?.Email }));
        await db.SaveChangesAsync(cancellationToken);
        return new Created(tenantId, workspaceId, membershipId);
    }

    private static async Task<string> FreeSlugAsync(ArtisanDb db, string name, CancellationToken cancellationToken)
    {
        string slug = NoWord().Replace(name.ToLowerInvariant(), "-").Trim('-');
        slug = slug.Length == 0 ? "tenant" : slug[..Math.Min(slug.Length, 50)];
        string free = slug;
        for (int i = 2; await db.Tenants.AnyAsync(t => t.Slug == free, cancellationToken); i++)
            free = $"{slug}-{i}";
        return free;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoWord();
}
