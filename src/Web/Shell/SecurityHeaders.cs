using Microsoft.Extensions.Primitives;

namespace Artisan.Web.Shell;

/// <summary>
/// Says on every answer what the browser may do. Scripts come from our own files only; styles may be inline, since components set sizes and
/// colours that way.
/// </summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>The content security policy of every page.</summary>
    public const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly KeyValuePair<string, StringValues>[] Headers =
    [
        new("Content-Security-Policy", ContentPolicy),
        new("X-Content-Type-Options", "nosniff"),
        new("X-Frame-Options", "DENY"),
        new("Referrer-Policy", "same-origin"),
        new("Cross-Origin-Opener-Policy", "same-origin"),
        new("Cross-Origin-Resource-Policy", "same-origin"),
        new("Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)"),
    ];

    /// <summary>Sets the headers before the answer starts; an endpoint that has set one itself keeps it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            IHeaderDictionary headers = ((HttpContext)state).Response.Headers;
            foreach ((string name, StringValues value) in Headers)
                headers.TryAdd(name, value);
            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
