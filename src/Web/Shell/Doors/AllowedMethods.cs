using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Artisan.Web.Shell.Doors;

/// <summary>
/// The methods that an API address answers to. Routing alone does not tell them: the route of static files takes every address, too, so that GET finds
/// nothing where only POST is meant, and other methods are told that GET is possible.
/// </summary>
internal sealed class AllowedMethods(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    /// <summary>The methods at the request's address, in alphabetical order; empty where no endpoint with a door has it.</summary>
    public IReadOnlyCollection<string> At(HttpContext http)
    {
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        foreach (RouteEndpoint endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<Door>() is not null && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { } these && Matches(http, endpoint.RoutePattern))
                methods.UnionWith(these.HttpMethods);
        }
        return methods;
    }

    private bool Matches(HttpContext http, RoutePattern pattern)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(pattern), []).TryMatch(http.Request.Path, values)
            && pattern.ParameterPolicies.All(parameter => parameter.Value.All(policy => Fits(http, pattern, parameter.Key, policy, values)));
    }

    private bool Fits(HttpContext http, RoutePattern pattern, string parameter, RoutePatternParameterPolicyReference policy, RouteValueDictionary values) =>
        policies.Create(pattern.GetParameter(parameter), policy) is not IRouteConstraint constraint || constraint.Match(http, null, parameter, values, RouteDirection.IncomingRequest);
}
