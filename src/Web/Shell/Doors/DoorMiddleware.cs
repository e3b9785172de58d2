using System.Security.Claims;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Account;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Artisan.Web.Shell.Doors;

/// <summary>Makes the scope at the door of each endpoint that has one: of an API key, else of the console's session. No database is asked.</summary>
internal sealed class DoorMiddleware(RequestDelegate next, ControlPlane control, ApiKeyUses uses, IAntiforgery antiforgery, SocketTickets tickets)
{
    public async Task InvokeAsync(HttpContext http)
    {
        Door? door = http.GetEndpoint()?.Metadata.GetMetadata<Door>();
        if (door is null)
        {
            await next(http);
            return;
        }
        TenantScope scope = KeyOf(http) is { } key ? ByKey(http, door, key) : TicketOf(http) is { } ticket ? ByTicket(door, ticket) : await BySessionAsync(http, door);
        http.Features.Set(scope);
        await next(http);
    }

    private TenantScope ByKey(HttpContext http, Door door, string key)
    {
        TenantScope scope = control.ScopeOfKey(key, DateTimeOffset.UtcNow)
            ?? throw new ArtisanException(ErrorCode.Unauthorized, "The API key is unknown, expired or revoked. Make a new one in Settings → API keys.");
        if (door.Operator || door.Scope == KeyScopes.None)
            throw ArtisanException.Forbidden("API keys may not do this; it is for people signed in to the console.");
        if ((scope.KeyScopes & door.Scope) != door.Scope)
            throw ArtisanException.Forbidden($"This API key lacks the scope '{door.Scope.ToString().ToLowerInvariant()}'. Make a key with it in Settings → API keys.");
        uses.Note(scope);
        return scope;
    }

    private TenantScope ByTicket(Door door, string ticket)
    {
        TenantScope scope = tickets.Open(ticket, control) ?? throw new ArtisanException(ErrorCode.Unauthorized, "The ticket is unknown or older than half a minute. Get a new one from POST /api/v1/tickets.");
        if (door.Operator || (scope.ActorKind == ActorKind.ApiKey && (scope.KeyScopes & door.Scope) != door.Scope))
            throw ArtisanException.Forbidden($"The key behind this ticket lacks the scope '{door.Scope.ToString().ToLowerInvariant()}'.");
        return scope;
    }

    private async Task<TenantScope> BySessionAsync(HttpContext http, Door door)
    {
        if (!door.AllowCookie)
            throw new ArtisanException(ErrorCode.Unauthorized, "Send an API key: Authorization: Bearer ak_… or x-api-key: ak_…");
        AuthenticateResult session = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!session.Succeeded || SessionScopes.ScopeOf(control, session.Principal, WorkspaceOf(http)) is not { } scope)
            throw new ArtisanException(ErrorCode.Unauthorized, "Send an API key (Authorization: Bearer ak_… or x-api-key: ak_…), or sign in to the console.");
        http.User = session.Principal ?? new ClaimsPrincipal();
        bool changes = !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method));
        if (http.WebSockets.IsWebSocketRequest || changes)
            DemandOwnOrigin(http);
        if (changes && !await antiforgery.IsRequestValidAsync(http))
            throw ArtisanException.Forbidden("The console's session may change state only with its antiforgery token (header RequestVerificationToken). Programs use an API key.");
        if (door.Operator)
            scope.DemandOperator();
        return scope;
    }

    private static void DemandOwnOrigin(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest && http.Request.Headers.Origin.Count == 0)
            throw ArtisanException.Forbidden("A socket of the console's session needs its Origin.");
        if (!OwnOrigin.Allows(http))
            throw ArtisanException.Forbidden("This came from a page of another site.");
    }

    private static string? TicketOf(HttpContext http) => http.WebSockets.IsWebSocketRequest && http.Request.Query["ticket"].ToString() is { Length: > 0 } ticket ? ticket : null;

    private static Guid? WorkspaceOf(HttpContext http) =>
        Guid.TryParse(http.Request.Headers["X-Artisan-Workspace"], out Guid id) ? id : null;

    private static string? KeyOf(HttpContext http)
    {
        string? authorization = http.Request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return authorization[7..].Trim();
        string? key = http.Request.Headers["x-api-key"];
        return string.IsNullOrEmpty(key) ? null : key;
    }
}
