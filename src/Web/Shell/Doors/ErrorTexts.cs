using Artisan.Core.Data;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell.Doors;

/// <summary>Errors often quote what was wrong, and travel on into other programs' logs: they pass the tenant's policy on personal data like what is kept.</summary>
internal static class ErrorTexts
{
    /// <summary>The failure as it may be told.</summary>
    public static Failure Guarded(this Failure failure, HttpContext http) => failure with { Message = Text(http, failure.Message) };

    /// <summary>Faults by field as they may be told.</summary>
    public static IReadOnlyDictionary<string, string[]> Guarded(this IReadOnlyDictionary<string, string[]> faults, HttpContext http) =>
        faults.ToDictionary(f => f.Key, f => f.Value.Select(m => Text(http, m)).ToArray());

    private static string Text(HttpContext http, string text) =>
        http.RequestServices.GetService<IKeptTextGuard>()?.Text(http.Features.Get<TenantScope>()?.TenantId ?? Guid.Empty, KeptPlace.Requests, text) ?? text;
}
