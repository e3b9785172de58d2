using System.Net;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Operations;

/// <summary>What orchestrators, monitors and people ask about the process.</summary>
internal static class HealthApi
{
    public static void MapHealthApi(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health", () => Results.Json(new { status = "ok" })).OpenToAll("liveness: says only that the process answers").WithTags("Operating").WithSummary("Liveness: the process answers").WithMetadata(new OpenApiShape(null, ("application/json", OpenApiShapes.Health)));
        app.MapGet("/ready", ReadyAsync).OpenToAll("readiness: says which parts are up, no data").WithTags("Operating").WithSummary("Readiness: database and journal").WithMetadata(new OpenApiShape(null, ("application/json", OpenApiShapes.Ready)));
        app.MapGet("/metrics", MetricsAsync).OpenToAll("checked in the handler: loopback or an operator").WithTags("Operating").WithSummary("Metrics in Prometheus' text format; from this machine, or for operators").WithMetadata(new OpenApiShape(null, ("text/plain", OpenApiShapes.Text)));
        app.MapGet("/api/v1/ai/health", AiHealth).RequireDoor(KeyScopes.Ai).WithTags("Operating").WithSummary("AI services: configuration, providers, faults of the last reload").WithMetadata(new OpenApiShape(null, ("application/json", OpenApiShapes.AiHealth)));
    }

    private static async Task<IResult> ReadyAsync(ISystemStatus system, CancellationToken cancellationToken)
    {
        SystemStatus now = await system.GetAsync(cancellationToken);
        // Calls go on from memory while the database is away, so the node stays in service as long as the journal takes records.
        string status = now.JournalWritable ? now.DatabaseUp ? "ready" : "degraded" : "unavailable";
        return Results.Json(new
        {
            status,
            database = new { up = now.DatabaseUp, latency_ms = Math.Round(now.DatabaseMs, 1) },
            journal = new { writable = now.JournalWritable, pending_bytes = now.JournalPendingBytes },
            ledger = new { up_to_date = now.LedgerUpToDate },
        }, statusCode: now.JournalWritable ? 200 : 503);
    }

    private static async Task<IResult> MetricsAsync(HttpContext http, MetricsScrape scrape, ICurrentOperator operators)
    {
        bool local = http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !http.Request.Headers.ContainsKey("X-Forwarded-For");
        if (!local && !await operators.IsOperatorAsync(http))
            throw ArtisanException.Forbidden("Metrics are for this machine and for operators of the deployment.");
        return Results.Text(scrape.Collect(), "text/plain; version=0.0.4; charset=utf-8");
    }

    private static IResult AiHealth(HttpContext http, ControlPlane control, IAiConfigSource config)
    {
        TenantControl tenant = control.TenantOf(http.Scope().TenantId)!;
        AiConfig current = config.Current;
        string[] names = current.Providers.Keys.Union(tenant.Providers.Keys).Order(StringComparer.Ordinal).ToArray();
        return Results.Json(new
        {
            status = config.ReloadFaults.Count == 0 ? "ok" : "degraded",
            configuration = new { version = current.Version, loaded_at = config.LoadedAt, reload_faults = config.ReloadFaults },
            providers = names.Select(name => tenant.ProviderOf(name, current) is { } p
                ? new { name, kind = p.Kind, usable = p.IsUsable, origin = p.Origin }
                : new { name, kind = "", usable = false, origin = "switched off" }),
            models = current.Models.Count,
            use_cases = current.UseCases.Count,
        }, ArtisanJson.Options);
    }
}
