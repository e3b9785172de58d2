using Artisan.Core.Compliance;

namespace Artisan.Web.Shell.Doors;

/// <summary>Says which audit entry an endpoint writes that hands out a file.</summary>
/// <param name="Action">For instance <c>export.leads</c>.</param>
public sealed record AuditedExport(string Action);

/// <summary>Endpoints that hand out files.</summary>
internal static class AuditedExports
{
    // What people write into these can be a name or an address.
    private static readonly HashSet<string> s_free = ["query", "q", "search", "text", "actor"];

    /// <summary>Writes an audit entry before the first byte of a file leaves; one that is refused writes none.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="action">For instance <c>export.leads</c>.</param>
    /// <param name="title">What is exported, for people.</param>
    public static RouteHandlerBuilder AuditedAs(this RouteHandlerBuilder endpoint, string action, string title) => endpoint.RecordedAs(action).AddEndpointFilter((context, next) =>
    {
        HttpContext http = context.HttpContext;
        http.Response.OnStarting(async () =>
        {
            if (http.Response.StatusCode == StatusCodes.Status200OK)
                await http.RequestServices.GetRequiredService<RecordExport>().ExecuteAsync(http.Scope(), action, title, Filters(http.Request.Query), http.RequestAborted);
        });
        return next(context);
    });

    /// <summary>Declares that the endpoint's use case writes the entry itself.</summary>
    public static RouteHandlerBuilder RecordedAs(this RouteHandlerBuilder endpoint, string action) => endpoint.WithMetadata(new AuditedExport(action));

    private static Dictionary<string, string> Filters(IQueryCollection query) =>
        query.Where(q => q.Value.Count > 0 && !string.IsNullOrEmpty(q.Value[0])).Take(20).ToDictionary(q => q.Key, q => s_free.Contains(q.Key) ? "(text)" : Cut(q.Value.ToString()));

    private static string Cut(string text) => text.Length > 200 ? text[..200] : text;
}
