using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage.Rating;

/// <summary>A comparison as it is listed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Provider">The provider instance.</param>
/// <param name="FileName">Name of the report.</param>
/// <param name="CreatedAt">When (UTC).</param>
/// <param name="CreatedBy">By whom.</param>
public sealed record VendorUsageInfo(Guid Id, string Provider, string FileName, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>Compares a vendor's usage report with the ledger, and keeps what came out.</summary>
public sealed partial class CompareVendorUsage(IArtisanDbFactory databases)
{
    /// <summary>Longest report in bytes.</summary>
    public const long MostBytes = 50L * 1024 * 1024;
    private const int MostDifferences = 5000, MostListed = 100;
    // Vendors round and bill by the request; what lies nearer is taken for the same.
    private const double Tolerance = 0.01;

    /// <summary>Compares.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="provider">The provider instance whose report it is.</param>
    /// <param name="fileName">Name of the file.</param>
    /// <param name="csv">The report, UTF-8.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The comparison's id and what came out.</returns>
    /// <exception cref="ArtisanException">When the report cannot be read, or holds nothing.</exception>
    public async Task<(Guid Id, VendorComparison Result)> ExecuteAsync(TenantScope scope, string? provider, string fileName, Stream csv, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        if (string.IsNullOrWhiteSpace(provider) || provider.Length > 64)
            throw ArtisanException.Invalid("provider", "Say whose report it is: the name of a provider, such as openai.");
        var reader = new VendorUsageReader();
        await reader.ReadAsync(csv, cancellationToken);
        if (reader.Sums.Count == 0)
            throw ArtisanException.Invalid("file", reader.FaultyLines > 0 ? $"No line of the report could be read. {reader.Faults[0].Message}" : "The report has no lines.");
        await using ArtisanDb db = databases.Open(scope);
        VendorComparison result = await CompareAsync(db, provider, reader, cancellationToken);
        var row = new VendorUsageImport
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            Provider = provider,
            FileName = fileName.Length > 200 ? fileName[..200] : fileName,
            ResultJson = JsonSerializer.Serialize(result, ArtisanJson.Options),
            CreatedAt = DateTimeOffset.UtcNow,
            CreatedBy = scope.ActorName,
        };
        db.VendorUsageImports.Add(row);
        db.Audit(scope, "vendor_usage.compared", $"Usage report of {provider}", new { file = row.FileName, result.From, result.To, result.VendorUsd, result.LedgerUsd });
        await db.SaveChangesAsync(cancellationToken);
        return (row.Id, result);
    }

    /// <summary>Lists the last comparisons, the newest first.</summary>
    public async Task<IReadOnlyList<VendorUsageInfo>> ListAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.VendorUsageImports.AsNoTracking().OrderByDescending(i => i.Id).Take(MostListed).Select(i => new VendorUsageInfo(i.Id, i.Provider, i.FileName, i.CreatedAt, i.CreatedBy)).ToArrayAsync(cancellationToken);
    }

    /// <summary>Reads a comparison.</summary>
    /// <exception cref="ArtisanException">When there is none.</exception>
    public async Task<VendorComparison> GetAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        string json = await db.VendorUsageImports.AsNoTracking().Where(i => i.Id == id).Select(i => i.ResultJson).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The comparison");
        return JsonSerializer.Deserialize<VendorComparison>(json, ArtisanJson.Options)!;
    }

    private static async Task<VendorComparison> CompareAsync(ArtisanDb db, string provider, VendorUsageReader reader, CancellationToken cancellationToken)
    {
        DateOnly first = reader.Sums.Keys.Min(k => k.Day), last = reader.Sums.Keys.Max(k => k.Day);
        DateTimeOffset from = new(first, default, TimeSpan.Zero), to = new(last.AddDays(1), default, TimeSpan.Zero);
        var hours = await db.UsageHours.AsNoTracking().Where(h => h.Provider == provider && h.Hour >= from && h.Hour < to)
            .GroupBy(h => new { Day = h.Hour.Date, h.Model }).Select(g => new { g.Key.Day, g.Key.Model, Input = g.Sum(h => h.InputTokens), Output = g.Sum(h => h.OutputTokens), Usd = g.Sum(h => h.CostUsd) }).ToArrayAsync(cancellationToken);
        var ledger = hours.ToDictionary(h => (DateOnly.FromDateTime(h.Day), h.Model), h => new VendorSum { Input = h.Input, Output = h.Output, Usd = h.Usd });
        HashSet<string> models = [.. ledger.Keys.Select(k => k.Model)];
        var vendor = new Dictionary<(DateOnly, string), VendorSum>();
        foreach (((DateOnly day, string name), VendorSum sum) in reader.Sums)
        {
            // Vendors name the snapshot that served (gpt-4o-mini-2024-07-18), callers mostly the model; the ledger names models outside the catalogue with their provider.
            string plain = Snapshot().Replace(name, "");
            string model = ((string[])[name, plain, $"{provider}/{name}", $"{provider}/{plain}"]).FirstOrDefault(models.Contains) ?? name;
            if (!vendor.TryGetValue((day, model), out VendorSum? all))
                vendor[(day, model)] = all = new VendorSum();
            (all.Input, all.Output, all.Usd) = (all.Input + sum.Input, all.Output + sum.Output, all.Usd + sum.Usd);
        }
        UsageDifference[] differences =
        [
            .. vendor.Keys.Union(ledger.Keys).Select(k => Difference(k, vendor.GetValueOrDefault(k), ledger.GetValueOrDefault(k), reader.HasUsd))
                .OrderByDescending(d => d.State != "same").ThenByDescending(d => Math.Abs((d.VendorUsd ?? d.LedgerUsd) - d.LedgerUsd)).ThenByDescending(d => Math.Abs(d.VendorInput + d.VendorOutput - d.LedgerInput - d.LedgerOutput)).ThenBy(d => d.Day).ThenBy(d => d.Model, StringComparer.Ordinal).Take(MostDifferences),
        ];
        return new VendorComparison(provider, first, last, reader.Lines, reader.FaultyLines, reader.Faults, reader.Columns, reader.HasUsd ? vendor.Values.Sum(v => v.Usd) : null, ledger.Values.Sum(v => v.Usd),
            vendor.Values.Sum(v => v.Input + v.Output), ledger.Values.Sum(v => v.Input + v.Output), differences);
    }

    private static UsageDifference Difference((DateOnly Day, string Model) key, VendorSum? vendor, VendorSum? ledger, bool hasUsd)
    {
        VendorSum a = vendor ?? new VendorSum(), b = ledger ?? new VendorSum();
        bool Near(double x, double y) => Math.Abs(x - y) <= Math.Max(1e-9, Tolerance * Math.Max(Math.Abs(x), Math.Abs(y)));
        bool tokensTold = a.Input + a.Output > 0 || !hasUsd;
        bool same = (!tokensTold || Near(a.Input, b.Input) && Near(a.Output, b.Output)) && (!hasUsd || Near((double)a.Usd, (double)b.Usd));
        string state = vendor is null ? "ledger_only" : ledger is null ? "vendor_only" : same ? "same" : "differs";
        return new UsageDifference(key.Day, key.Model, state, a.Input, b.Input, a.Output, b.Output, hasUsd ? a.Usd : null, b.Usd);
    }

    [GeneratedRegex(@"-(\d{4}-\d{2}-\d{2}|\d{8})$")]
    private static partial Regex Snapshot();
}
