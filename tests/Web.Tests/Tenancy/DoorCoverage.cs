using System.Reflection;
using System.Text.Json;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>Finds what is mapped and not in <see cref="DoorCases"/>.</summary>
internal static class DoorCoverage
{
    /// <summary>Everything that the walk would leave out, in words.</summary>
    internal static IReadOnlyList<string> Gaps(IEnumerable<RouteEndpoint> endpoints) => endpoints.SelectMany(GapsOf).Distinct().ToArray();

    /// <summary>Names in the query of a handler that take an id.</summary>
    internal static IEnumerable<string> QueryIds(RouteEndpoint endpoint)
    {
        var route = endpoint.RoutePattern.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return ParametersOf(endpoint)
            .SelectMany(p => p.GetCustomAttribute<AsParametersAttribute>() is null ? [(p.Name!, p.ParameterType)] : p.ParameterType.GetProperties().Select(q => (q.Name, q.PropertyType)))
            .Where(p => IsId(p.Item2) && !route.Contains(p.Item1)).Select(p => p.Item1.ToLowerInvariant());
    }

    /// <summary>Fields in the body of a handler that take ids.</summary>
    internal static IEnumerable<string> BodyIds(RouteEndpoint endpoint) => ParametersOf(endpoint)
        .Where(p => p.GetCustomAttribute<AsParametersAttribute>() is null && p.ParameterType.Namespace?.StartsWith("Artisan", StringComparison.Ordinal) == true && p.ParameterType.GetMethod("<Clone>$") is not null)
        .SelectMany(p => p.ParameterType.GetProperties()).Where(p => IsId(p.PropertyType) || typeof(IEnumerable<Guid>).IsAssignableFrom(p.PropertyType))
        .Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name));

    internal static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static IEnumerable<string> GapsOf(RouteEndpoint endpoint)
    {
        string pattern = PatternOf(endpoint);
        if (endpoint.Metadata.GetMetadata<HubMetadata>() is { } hub)
            return HubGaps(endpoint, pattern, hub.HubType);
        if (endpoint.Metadata.GetMetadata<OpenDoor>() is not null)
            return DoorCases.Open.Contains(pattern) ? [] : [$"open to all, but not in the list: {pattern}"];
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || IsFramework(endpoint, pattern))
            return [];
        if (DoorCases.AccountPosts.Contains(pattern))
            return endpoint.Metadata.GetMetadata<IAuthorizeData>() is null ? [$"no sign-in demanded: {pattern}"] : [];
        return EndpointGaps(endpoint, pattern);
    }

    private static IEnumerable<string> EndpointGaps(RouteEndpoint endpoint, string pattern)
    {
        if (endpoint.Metadata.GetMetadata<Door>() is null)
            yield return $"no door: {pattern}";
        foreach (string method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])
        {
            DoorCase[] cases = DoorCases.All.Where(c => c.Method == method && c.Pattern == pattern).ToArray();
            if (cases.Length == 0)
                yield return $"no case: {method} {pattern}";
            else
            {
                foreach (string field in BodyIds(endpoint).Where(f => !cases.Any(c => c.Id is not null && c.Body?.Contains($"\"{f}\":", StringComparison.Ordinal) == true && c.Body.Contains("{id}", StringComparison.Ordinal))))
                    yield return $"no case with another tenant's id in the body's {field}: {method} {pattern}";
            }
        }
    }

    private static IEnumerable<string> HubGaps(RouteEndpoint endpoint, string pattern, Type hub)
    {
        // Blazor's circuit is the way of the pages, which are walked by themselves.
        if (hub.Assembly == typeof(CircuitOptions).Assembly)
            yield break;
        string address = pattern.EndsWith("/negotiate", StringComparison.Ordinal) ? pattern[..^"/negotiate".Length] : pattern;
        if (endpoint.Metadata.GetMetadata<Door>() is null && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null)
            yield return $"no door: hub {pattern}";
        foreach (MethodInfo method in hub.GetMethods(BindingFlags.Instance | BindingFlags.Public).Where(m => m.GetBaseDefinition().DeclaringType == hub))
        {
            if (!DoorCases.HubMethods.ContainsKey($"{address} {method.Name}"))
                yield return $"no case: hub {address} {method.Name}";
        }
    }

    private static bool IsFramework(RouteEndpoint endpoint, string pattern) =>
        pattern.StartsWith("/_blazor", StringComparison.Ordinal) || pattern.StartsWith("/_framework", StringComparison.Ordinal) || pattern == "/{**path:file}"
        || endpoint.Metadata.Any(m => m.GetType().Name is "StaticAssetDescriptor");

    private static ParameterInfo[] ParametersOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];

    private static bool IsId(Type type) => type == typeof(Guid) || type == typeof(Guid?);
}
