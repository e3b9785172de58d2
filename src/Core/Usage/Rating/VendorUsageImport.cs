using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Usage.Rating;

/// <summary>A vendor's usage report that was compared with the ledger.</summary>
public sealed class VendorUsageImport : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The provider instance whose report it is.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Name of the file.</summary>
    public string FileName { get; set; } = "";
    /// <summary>What came out, as JSON (<see cref="VendorComparison"/>).</summary>
    public string ResultJson { get; set; } = "{}";
    /// <summary>When it was read (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string CreatedBy { get; set; } = "";
}

internal sealed class VendorUsageImportModel : IEntityTypeConfiguration<VendorUsageImport>
{
    public void Configure(EntityTypeBuilder<VendorUsageImport> entity)
    {
        entity.HasKey(i => new { i.TenantId, i.Id });
        entity.Property(i => i.ResultJson).HasMaxLength(20_000_000);
    }
}

/// <summary>A day of a model, as the vendor counted it and as the ledger did.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Model">The model, as the ledger names it where it knows it.</param>
/// <param name="State"><c>same</c>, <c>differs</c>, <c>vendor_only</c>, <c>ledger_only</c>.</param>
/// <param name="VendorInput">Prompt tokens, all kinds, by the vendor.</param>
/// <param name="LedgerInput">By the ledger.</param>
/// <param name="VendorOutput">Answer tokens by the vendor.</param>
/// <param name="LedgerOutput">By the ledger.</param>
/// <param name="VendorUsd">USD by the vendor; null where the report has none.</param>
/// <param name="LedgerUsd">By the ledger, corrections included.</param>
public sealed record UsageDifference(DateOnly Day, string Model, string State, long VendorInput, long LedgerInput, long VendorOutput, long LedgerOutput, decimal? VendorUsd, decimal LedgerUsd);

/// <summary>A line of a report that could not be read.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record UsageLineFault(int Line, string Message);

/// <summary>What came out of a comparison.</summary>
/// <param name="Provider">The provider instance.</param>
/// <param name="From">First day of the report.</param>
/// <param name="To">Its last day.</param>
/// <param name="Lines">Lines that were read.</param>
/// <param name="FaultyLines">Lines that could not be read, and were left out.</param>
/// <param name="Faults">The first of them.</param>
/// <param name="Columns">Which column was taken for what.</param>
/// <param name="VendorUsd">USD by the vendor; null where the report has none.</param>
/// <param name="LedgerUsd">USD by the ledger for the same days.</param>
/// <param name="VendorTokens">Tokens by the vendor.</param>
/// <param name="LedgerTokens">By the ledger.</param>
/// <param name="Differences">Day by day and model by model, the largest difference first.</param>
public sealed record VendorComparison(string Provider, DateOnly From, DateOnly To, int Lines, int FaultyLines, IReadOnlyList<UsageLineFault> Faults, IReadOnlyDictionary<string, string> Columns, decimal? VendorUsd, decimal LedgerUsd,
    long VendorTokens, long LedgerTokens, IReadOnlyList<UsageDifference> Differences);
