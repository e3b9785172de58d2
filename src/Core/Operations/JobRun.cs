using Artisan.Core.Data;

namespace Artisan.Core.Operations;

/// <summary>Where a job stands.</summary>
public enum JobStatus
{
    /// <summary>Waits for a node.</summary>
    Queued = 1,
    /// <summary>Runs.</summary>
    Running = 2,
    /// <summary>Done.</summary>
    Succeeded = 3,
    /// <summary>Failed; can be tried again.</summary>
    Failed = 4,
    /// <summary>Cancelled by a person.</summary>
    Cancelled = 5,
}

/// <summary>One piece of background work: durable, with progress, cancel, result and error. Rows of the deployment's own work have no tenant.</summary>
public sealed class JobRun
{
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Whose; null for the deployment's own.</summary>
    public Guid? TenantId { get; set; }
    /// <summary>The workspace that it works for; null where none.</summary>
    public Guid? WorkspaceId { get; set; }
    /// <summary>Which handler does it, for instance <c>usage.prune</c>.</summary>
    public string Kind { get; set; } = "";
    /// <summary>What it does, for people.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Title { get; set; } = "";
    /// <summary>Where it stands.</summary>
    public JobStatus Status { get; set; }
    /// <summary>0 to 1; null when unknown.</summary>
    public double? Progress { get; set; }
    /// <summary>What it is doing now.</summary>
    public string? Step { get; set; }
    /// <summary>What to do, as JSON.</summary>
    [Guarded(KeptPlace.Records, Json = true)]
    public string InputJson { get; set; } = "{}";
    /// <summary>What came out, as JSON.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public string? ResultJson { get; set; }
    /// <summary>What went wrong, for people.</summary>
    [Guarded(KeptPlace.Requests)]
    public string? Error { get; set; }
    /// <summary>Whether someone asked to cancel it.</summary>
    public bool CancelRequested { get; set; }
    /// <summary>1 for the first run; a retry is the same row.</summary>
    public int Attempt { get; set; } = 1;
    /// <summary>Who started it.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>When it was asked for (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it began (UTC).</summary>
    public DateTimeOffset? StartedAt { get; set; }
    /// <summary>When it ended (UTC).</summary>
    public DateTimeOffset? FinishedAt { get; set; }
    /// <summary>The node's last sign of life (UTC); a running job without one is taken over.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }
    /// <summary>Which node runs it.</summary>
    public string? Node { get; set; }
}
