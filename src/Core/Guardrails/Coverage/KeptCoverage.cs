using Artisan.Core.Data;

namespace Artisan.Core.Guardrails.Coverage;

/// <summary>How far what a table keeps has been looked at under the tenant's policy of today.</summary>
public sealed class KeptCoverage : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The table, by the name of its rows.</summary>
    public string Store { get; set; } = "";
    /// <summary>The engine and policy that it was looked at with.</summary>
    public string Version { get; set; } = "";
    /// <summary>The last row that was looked at; null before the first.</summary>
    public string? Position { get; set; }
    /// <summary>Rows looked at.</summary>
    public long Rows { get; set; }
    /// <summary>Rows in which something was taken out.</summary>
    public long Changed { get; set; }
    /// <summary>When all were looked at (UTC); null before.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}
