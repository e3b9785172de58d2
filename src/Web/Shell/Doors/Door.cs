using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell.Doors;

/// <summary>In which shape an endpoint tells of errors.</summary>
public enum ErrorShape
{
    /// <summary>RFC 9457 ProblemDetails with a stable code.</summary>
    Problem,
    /// <summary>The OpenAI protocol's error object.</summary>
    OpenAI,
    /// <summary>The error object of Anthropic's protocol.</summary>
    Anthropic,
}

/// <summary>
/// Says who may come in at an endpoint. Every endpoint of the product has one or is marked <see cref="OpenDoor"/>; a test walks them all.
/// </summary>
/// <param name="Scope">The key scope that opens it; <see cref="KeyScopes.None"/> lets no key in.</param>
/// <param name="AllowCookie">Whether the console's session opens it too (with antiforgery on what changes state).</param>
/// <param name="Operator">Whether only operators of the deployment come in.</param>
/// <param name="Errors">The shape of errors.</param>
public sealed record Door(KeyScopes Scope, bool AllowCookie = true, bool Operator = false, ErrorShape Errors = ErrorShape.Problem);

/// <summary>Marks an endpoint that anyone may call, with the reason.</summary>
/// <param name="Why">Why it is open.</param>
public sealed record OpenDoor(string Why);

/// <summary>Puts doors on endpoints and reads who came in.</summary>
public static class DoorExtensions
{
    /// <summary>Demands this key scope, or the console's session.</summary>
    public static TBuilder RequireDoor<TBuilder>(this TBuilder builder, KeyScopes scope, bool allowCookie = true, ErrorShape errors = ErrorShape.Problem) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Door(scope, allowCookie, false, errors));

    /// <summary>Demands an operator, signed in to the console.</summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Door(KeyScopes.None, true, true));

    /// <summary>Lets anyone in.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder, string why) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new OpenDoor(why));

    /// <summary>Who came in through the endpoint's door.</summary>
    public static TenantScope Scope(this HttpContext http) =>
        http.Features.Get<TenantScope>() ?? throw new InvalidOperationException($"{http.GetEndpoint()?.DisplayName} has no door.");
}
