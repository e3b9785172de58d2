using Artisan.Core.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Artisan.Web.Shell.Doors;

/// <summary>
/// Lets a program that came in with an API key go from the door straight to its endpoint. What lies between, the console's session, pages' rights, tokens of
/// forms, the API's own pages, has nothing to say about such a call. An endpoint that asks for any of it is reached the long way.
/// </summary>
internal static class KeyPath
{
    /// <summary>Adds the short way; comes right after the doors.</summary>
    public static void UseKeyPath(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Features.Get<TenantScope>() is { ActorKind: ActorKind.ApiKey } && context.GetEndpoint() is { RequestDelegate: { } run } endpoint && AsksForNothing(endpoint.Metadata) ? run(context) : next(context));

    private static bool AsksForNothing(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<Door>() is not null && metadata.GetMetadata<IAuthorizeData>() is null && metadata.GetMetadata<IAntiforgeryMetadata>() is null && metadata.GetMetadata<ICorsMetadata>() is null;
}
