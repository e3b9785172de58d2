using Artisan.Core.Compliance.Retention;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Compliance;

/// <summary>What personal data was found where, and what ends when, for programs.</summary>
public static class ComplianceReportsApi
{
    /// <summary>Maps them.</summary>
    public static void MapComplianceReportsApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/admin").WithTags("Compliance").RequireDoor(KeyScopes.Admin);
        group.MapGet("/pii", async (HttpContext http, GetPiiReport report, TimeProvider time, string? from, string? to, CancellationToken c) =>
        {
            (DateOnly first, DateOnly last) = Days(from, to, time);
            return await report.ExecuteAsync(http.Scope(), first, last, c);
        }).WithSummary("What personal data was found, by type over time, by place and by what was done; from and to are days such as 2026-11-01 (UTC), the last 30 where they are left out");
        group.MapGet("/pii/export", ExportAsync).WithSummary("The same by day as CSV").WithMetadata(new OpenApiShape(null, ("text/csv", OpenApiShapes.Text))).AuditedAs("export.personal_data_counts", "Counts of personal data");
        group.MapGet("/retention", async (HttpContext http, GetRetentionOverview overview, CancellationToken c) => await overview.ExecuteAsync(http.Scope(), c)).WithSummary("What is kept, by which rule, and what of it ends when");
    }

    private static async Task ExportAsync(HttpContext http, GetPiiReport report, TimeProvider time, string? from, string? to, CancellationToken cancellationToken)
    {
        TenantScope scope = http.Scope();
        (DateOnly first, DateOnly last) = Days(from, to, time);
        await using IAsyncEnumerator<PiiDayV1> days = report.DaysAsync(scope, first, last, cancellationToken).GetAsyncEnumerator(cancellationToken);
        // What cannot be answered is refused before the first byte.
        bool any = await days.MoveNextAsync();
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"personal-data-{first:yyyyMMdd}-{last:yyyyMMdd}.csv");
        await csv.RowAsync("day", "place", "type", "action", "count");
        for (; any; any = await days.MoveNextAsync())
            await csv.RowAsync(days.Current.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), days.Current.Place, days.Current.Type, days.Current.Action, days.Current.Count);
        await csv.FlushAsync();
    }

    private static (DateOnly From, DateOnly To) Days(string? from, string? to, TimeProvider time)
    {
        DateOnly last = Day("to", to) ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return (Day("from", from) ?? last.AddDays(-29), last);
    }

    // Times are taken, too: their day counts.
    private static DateOnly? Day(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out DateOnly day))
            return day;
        return DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? DateOnly.FromDateTime(at.UtcDateTime)
            : throw ArtisanException.Invalid(name, "Give a day such as 2026-11-01.");
    }
}
