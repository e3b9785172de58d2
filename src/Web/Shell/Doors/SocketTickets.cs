using System.Security.Cryptography;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;

namespace Artisan.Web.Shell.Doors;

/// <summary>
/// Short-lived tickets for browsers' sockets, which can send neither a key nor a header. A ticket is the caller's scope, sealed and good for half a minute
/// on any node; it stands in the address as <c>?ticket=</c>, so that a leaked address is soon worth nothing.
/// </summary>
internal sealed class SocketTickets(IDataProtectionProvider protection)
{
    /// <summary>How long a ticket opens a socket.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Artisan.SocketTickets.v1").ToTimeLimitedDataProtector();

    /// <summary>Seals a scope.</summary>
    public string Seal(TenantScope scope) => _protector.Protect(JsonSerializer.Serialize(Sealed.Of(scope), ArtisanJson.Options), Lifetime);

    /// <summary>The scope of a ticket; null when it is not ours, too old, or its holder has lost the rights of it.</summary>
    public TenantScope? Open(string ticket, ControlPlane control)
    {
        try
        {
            TenantScope? scope = JsonSerializer.Deserialize<Sealed>(_protector.Unprotect(ticket), ArtisanJson.Options)?.Scope();
            return scope is not null && ScopeCheck.StillHolds(control, scope) ? scope : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private sealed record Sealed(Guid TenantId, Guid WorkspaceId, ActorKind Kind, Guid ActorId, string Name, Guid? AccountId, Role? Role, KeyScopes Scopes, int Epoch, Guid[] Workspaces)
    {
        public static Sealed Of(TenantScope s) => new(s.TenantId, s.WorkspaceId, s.ActorKind, s.ActorId, s.ActorName, s.AccountId, s.Role, s.KeyScopes, s.Epoch, [.. s.Workspaces]);

        public TenantScope Scope() => new()
        {
            TenantId = TenantId,
            WorkspaceId = WorkspaceId,
            ActorKind = Kind,
            ActorId = ActorId,
            ActorName = Name,
            AccountId = AccountId,
            Role = Role,
            KeyScopes = Scopes,
            Epoch = Epoch,
            Workspaces = Workspaces.ToHashSet(),
        };
    }
}

/// <summary>Gives tickets out.</summary>
public static class SocketTicketsApi
{
    /// <summary>Maps <c>POST /api/v1/tickets</c>.</summary>
    public static void MapSocketTickets(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/tickets", (HttpContext http, SocketTickets tickets) => new TicketResponseV1(tickets.Seal(http.Scope()), (int)SocketTickets.Lifetime.TotalSeconds))
            .WithTags("Live").WithSummary("A ticket that opens one of the WebSockets from a browser: append ?ticket=").RequireDoor(KeyScopes.Ai);
}

/// <summary>A ticket.</summary>
/// <param name="Ticket">To be sent as <c>?ticket=</c>.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record TicketResponseV1(string Ticket, int ExpiresIn);
