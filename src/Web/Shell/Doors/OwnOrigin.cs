namespace Artisan.Web.Shell.Doors;

/// <summary>Browsers send Origin with every cross-site request that carries cookies; a foreign one is never ours.</summary>
internal static class OwnOrigin
{
    /// <summary>Whether the request names no origin, as programs do, or this site's own.</summary>
    public static bool Allows(HttpContext http)
    {
        string? origin = http.Request.Headers.Origin;
        return origin is null || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && string.Equals(from.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
