using System.Security.Claims;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell.Account;

/// <summary>The scope behind a console session. The cookie names account and tenant only; role and workspaces are those of this moment.</summary>
internal static class SessionScopes
{
    /// <summary>Claim: the tenant that the session is in.</summary>
    public const string TenantClaim = "artisan:tenant";
    /// <summary>Claim: present when the account is an operator.</summary>
    public const string OperatorClaim = "artisan:operator";

    public static Guid? AccountOf(ClaimsPrincipal? principal) =>
        Guid.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), out Guid id) ? id : null;

    public static (TenantControl Tenant, MemberControl Member)? MemberOf(ControlPlane control, ClaimsPrincipal? principal)
    {
        if (AccountOf(principal) is not { } accountId)
            return null;
        if (!Guid.TryParse(principal!.FindFirstValue(TenantClaim), out Guid tenantId) || control.TenantOf(tenantId) is not { Suspended: false } tenant)
            return null;
        MemberControl? member = tenant.Members.Values.FirstOrDefault(m => m.AccountId == accountId);
        return member is null ? null : (tenant, member);
    }

    /// <summary>The scope now; null when the account is no member of the tenant any more.</summary>
    public static TenantScope? ScopeOf(ControlPlane control, ClaimsPrincipal? principal, Guid? workspaceId)
    {
        if (MemberOf(control, principal) is not var (tenant, member))
            return null;
        IEnumerable<WorkspaceControl> open = WorkspacesOf(tenant, member);
        WorkspaceControl? workspace = open.FirstOrDefault(w => w.Id == workspaceId) ?? open.FirstOrDefault();
        return workspace is null ? null : new TenantScope
        {
            TenantId = tenant.TenantId,
            WorkspaceId = workspace.Id,
            ActorKind = ActorKind.Member,
            ActorId = member.Id,
            ActorName = member.Name,
            AccountId = member.AccountId,
            Role = member.Role,
            Epoch = member.Epoch,
            IsOperator = principal!.HasClaim(c => c.Type == OperatorClaim),
            Workspaces = member.Workspaces,
        };
    }

    /// <summary>The workspaces that a member may work in: managers and reps in their own, the others in all.</summary>
    public static IReadOnlyList<WorkspaceControl> WorkspacesOf(TenantControl tenant, MemberControl member)
    {
        IEnumerable<WorkspaceControl> open = tenant.Workspaces.Values.OrderBy(w => w.Id);
        return member.Role is Role.Manager or Role.Rep ? open.Where(w => member.Workspaces.Contains(w.Id)).ToArray() : open.ToArray();
    }
}
