using Artisan.Core.Gateway.Prices;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Usage.Rating;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Usage;

/// <summary>Prices, re-rating and vendors' reports for programs.</summary>
public static class PricesApi
{
    /// <summary>Maps it.</summary>
    public static void MapPricesApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/admin/prices").WithTags("Prices").RequireDoor(Core.Tenancy.KeyScopes.Admin);
        group.MapGet("", (HttpContext http, ListPrices list) => new ListOf<PriceRow>(list.Execute(http.Scope()))).WithSummary("What the organisation pays for models, and since when");
        group.MapPost("/preview", async (HttpContext http, PriceChangeV1 body, SetPrice set, CancellationToken c) => await set.PreviewAsync(http.Scope(), body, c)).WithSummary("What a price would have meant for the last 30 days, without setting it");
        group.MapPost("", async (HttpContext http, PriceChangeV1 body, SetPrice set, CancellationToken c) => TypedResults.Created((string?)null, new PriceSetV1(await set.ExecuteAsync(http.Scope(), body, c)))).WithSummary("Sets a price of the organisation's own from a time on");
        group.MapPost("/re-rate/preview", async (HttpContext http, RatingRequestV1 body, RerateUsage rerate, CancellationToken c) => new ListOf<RatingChange>(await rerate.PreviewAsync(http.Scope(), body, c))).WithSummary("What re-rating a period would change");
        group.MapPost("/re-rate", async (HttpContext http, RatingRequestV1 body, RerateUsage rerate, CancellationToken c) => TypedResults.Accepted((string?)null, new RatingStartedV1(await rerate.StartAsync(http.Scope(), body, c)))).WithSummary("Re-rates a period by the prices that hold for it, as a job");
        group.MapGet("/re-rate/{id:guid}", async (HttpContext http, Guid id, RerateUsage rerate, CancellationToken c) => RatingV1.Of(await rerate.GetAsync(http.Scope(), id, c))).WithSummary("How far a re-rating is, and what came out");
        group.MapDelete("/re-rate/{id:guid}", async (HttpContext http, Guid id, RerateUsage rerate, CancellationToken c) => RatingV1.Of(await rerate.CancelAsync(http.Scope(), id, c))).WithSummary("Stops a re-rating; what was corrected stays");
        group.MapGet("/vendor-usage", async (HttpContext http, CompareVendorUsage compare, CancellationToken c) => new ListOf<VendorUsageInfo>(await compare.ListAsync(http.Scope(), c))).WithSummary("Vendors' usage reports that were compared with the ledger");
        group.MapPost("/vendor-usage", CompareAsync).WithSummary("Compares a vendor's usage report with the ledger").WithMetadata(new Operations.OpenApiShape(Operations.OpenApiShapes.Text) { RequestType = "text/csv" });
        group.MapGet("/vendor-usage/{id:guid}", async (HttpContext http, Guid id, CompareVendorUsage compare, CancellationToken c) => await compare.GetAsync(http.Scope(), id, c)).WithSummary("A comparison: differences by day and model");
        group.MapGet("/vendor-usage/{id:guid}/export", ExportAsync).WithSummary("The differences as CSV").WithMetadata(new Operations.OpenApiShape(null, ("text/csv", Operations.OpenApiShapes.Text))).AuditedAs("export.usage_differences", "Differences to a vendor's usage report");
    }

    private static async Task<Created<VendorComparedV1>> CompareAsync(HttpContext http, CompareVendorUsage compare, string? provider, string? file_name, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength > CompareVendorUsage.MostBytes)
            throw TooLarge();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = CompareVendorUsage.MostBytes;
        try
        {
            (Guid id, VendorComparison result) = await compare.ExecuteAsync(http.Scope(), provider, file_name ?? "usage.csv", http.Request.Body, cancellationToken);
            return TypedResults.Created((string?)null, new VendorComparedV1(id, result));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
    }

    private static async Task ExportAsync(HttpContext http, Guid id, CompareVendorUsage compare, CancellationToken cancellationToken)
    {
        VendorComparison result = await compare.GetAsync(http.Scope(), id, cancellationToken);
        await using CsvAnswer csv = CsvAnswer.Begin(http, $"usage-differences-{id:N}.csv");
        await csv.RowAsync("day", "model", "state", "vendor_input_tokens", "ledger_input_tokens", "vendor_output_tokens", "ledger_output_tokens", "vendor_usd", "ledger_usd");
        foreach (UsageDifference d in result.Differences)
            await csv.RowAsync(d.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), d.Model, d.State, d.VendorInput, d.LedgerInput, d.VendorOutput, d.LedgerOutput, d.VendorUsd, d.LedgerUsd);
        await csv.FlushAsync();
    }

    private static ArtisanException TooLarge() => new(ErrorCode.PayloadTooLarge, $"The report is larger than {CompareVendorUsage.MostBytes / (1024 * 1024)} MB. Export a shorter time.");
}

/// <summary>A price that was set.</summary>
/// <param name="Version">Its name in usage records; <c>catalogue</c> where the catalogue's applies again.</param>
public sealed record PriceSetV1(string Version);

/// <summary>A re-rating that has begun.</summary>
/// <param name="Id">To ask for it.</param>
public sealed record RatingStartedV1(Guid Id);

/// <summary>A re-rating as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Result">What came out; absent until it has succeeded.</param>
public sealed record RatingV1(Guid Id, JobStatus Status, double? Progress, string? Error, RatingResult? Result)
{
    /// <summary>Of its job.</summary>
    public static RatingV1 Of(JobInfo job) => new(job.Id, job.Status, job.Progress, job.Error, RerateUsage.ResultOf(job));
}

/// <summary>A comparison that was made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Result">What came out.</param>
public sealed record VendorComparedV1(Guid Id, VendorComparison Result);
