namespace Artisan.Core.Compliance.Purges;

/// <summary>A process of this deployment that holds customers' data in memory. Not tenant-owned.</summary>
public sealed class ClusterNode
{
    /// <summary>Id of the process.</summary>
    public Guid Id { get; set; }
    /// <summary>Machine and process.</summary>
    public string Name { get; set; } = "";
    /// <summary>When it started (UTC).</summary>
    public DateTimeOffset StartedAt { get; set; }
    /// <summary>Its last sign of life (UTC).</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>This process.</summary>
public sealed class ThisNode
{
    /// <summary>Id, new with every start.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();
    /// <summary>Machine and process.</summary>
    public string Name { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";
    /// <summary>When it started (UTC).</summary>
    public DateTimeOffset StartedAt { get; } = DateTimeOffset.UtcNow;
}
