namespace Artisan.Web.Shell;

/// <summary>Tells a person's page from a program's call.</summary>
public static class BrowserNavigation
{
    private static readonly string[] Programs = ["/api", "/v1", "/ws", "/voice", "/hubs", "/webhooks", "/metrics", "/health", "/ready", "/_blazor", "/_framework", "/_content", "/openapi"];

    /// <summary>Whether a browser asks for a page to show.</summary>
    public static bool IsOne(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsPost(context.Request.Method))
        && !Array.Exists(Programs, p => context.Request.Path.StartsWithSegments(p))
        && context.Request.Headers.Accept.Any(a => a is not null && a.Contains("text/html", StringComparison.OrdinalIgnoreCase));
}
