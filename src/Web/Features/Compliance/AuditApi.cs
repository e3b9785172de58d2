using Artisan.Core.Compliance;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Compliance;

/// <summary>The audit for programs and for spreadsheets.</summary>
public static class AuditApi
{
    private const int PageSize = 500;

    /// <summary>Maps the list, its export, its verification and how long it is kept.</summary>
    public static void MapAuditApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/admin/audit").WithTags("Administration").RequireDoor(KeyScopes.Admin);
        group.MapGet("", async (HttpContext http, ListAuditEntries list, [AsParameters] AuditQuery query, CancellationToken c) =>
            ListOf<AuditEntryInfo>.Of(await list.ExecuteAsync(http.Scope(), query.Filter(), new PageRequest(query.Cursor, query.Limit ?? 50), c)))
            .WithSummary("Audit entries, newest first; action is the begin of their action such as api_key., several with commas; actor ids with commas or a part of a name; text a part of what it was done to");
        group.MapGet("/export", ExportAsync).WithSummary("The filtered audit entries as CSV, as many as there are").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text))).AuditedAs("export.audit", "Audit entries");
        group.MapPost("/verify", async (HttpContext http, VerifyAuditChain verify, CancellationToken c) => await verify.ExecuteAsync(http.Scope(), c)).WithSummary("Reads the whole chain and checks every checkpoint, link, text and seal");
        group.MapGet("/retention", async (HttpContext http, AuditRetentions retention, CancellationToken c) => await retention.GetAsync(http.Scope(), c)).WithSummary("How long audit entries are kept");
        group.MapPut("/retention", async (HttpContext http, AuditRetentionRequestV1 body, AuditRetentions retention, CancellationToken c) => await retention.SetAsync(http.Scope(), body, c))
            .WithSummary("Sets how long audit entries are kept; what is older goes with the next daily job, and a sealed checkpoint takes its place");
    }

    // Page by page: memory stays the same however many there are.
    private static async Task ExportAsync(HttpContext http, ListAuditEntries list, [AsParameters] AuditQuery query, CancellationToken cancellationToken)
    {
        TenantScope scope = http.Scope();
        AuditFilter filter = query.Filter();
        // What cannot be answered is refused before the first byte; afterwards only breaking off would tell.
        Page<AuditEntryInfo> page = await list.ExecuteAsync(scope, filter, new PageRequest(null, PageSize), cancellationToken);
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"audit-{DateTime.UtcNow:yyyyMMdd-HHmm}.csv");
        await csv.RowAsync("id", "number", "at", "actor", "actor_kind", "action", "target", "details");
        while (true)
        {
            foreach (AuditEntryInfo entry in page.Items)
            {
                string kind = entry.ActorKind switch { ActorKind.Member => "member", ActorKind.ApiKey => "api_key", _ => "system" };
                await csv.RowAsync(entry.Id, entry.Sequence, entry.At, entry.Actor, kind, entry.Action, entry.Target, entry.DetailsJson);
            }
            await csv.FlushAsync();
            if (page.NextCursor is null)
                return;
            page = await list.ExecuteAsync(scope, filter, new PageRequest(page.NextCursor, PageSize), cancellationToken);
        }
    }
}

/// <summary>Query of the audit.</summary>
public sealed record AuditQuery(string? Action, string? Actor, DateTimeOffset? From, DateTimeOffset? To, string? Text, string? Cursor, int? Limit)
{
    /// <summary>As the use case takes it.</summary>
    /// <param name="within">Begin that every action must have; what is asked for then comes behind it.</param>
    public AuditFilter Filter(string within = "")
    {
        string[] actions = [.. (Action ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(a => within + a)];
        string[] actors = (Actor ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // Names may hold commas; ids do not.
        bool ids = actors.Length > 0 && actors.All(a => Guid.TryParse(a, out _));
        return new AuditFilter
        {
            Actions = actions.Length > 0 ? actions : within.Length > 0 ? [within] : [],
            ActorIds = ids ? [.. actors.Select(Guid.Parse)] : [],
            Actor = ids ? null : Actor,
            From = From?.ToUniversalTime(),
            To = To?.ToUniversalTime(),
            Text = Text,
        };
    }
}
