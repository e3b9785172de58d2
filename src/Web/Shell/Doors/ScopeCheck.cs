using Artisan.Core.Gateway.Control;
using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell.Doors;

/// <summary>Asks whether a scope made at the door a while ago still holds, for connections that stay open.</summary>
internal static class ScopeCheck
{
    /// <summary>Whether the member still has the same rights, or the key is still valid. Answered from memory.</summary>
    public static bool StillHolds(ControlPlane control, TenantScope scope)
    {
        if (control.TenantOf(scope.TenantId) is not { Suspended: false } tenant)
            return false;
        return scope.ActorKind switch
        {
            ActorKind.Member => tenant.Members.TryGetValue(scope.ActorId, out MemberControl? member) && member.Epoch == scope.Epoch,
            ActorKind.ApiKey => tenant.Keys.Any(k => k.Scope.ActorId == scope.ActorId && !(k.ExpiresAt <= DateTimeOffset.UtcNow)),
            _ => true,
        };
    }
}
