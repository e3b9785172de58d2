using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>Where an import stands.</summary>
public enum ImportStatus
{
    /// <summary>The file is stored and read; the mapping can be changed.</summary>
    Draft = 1,
    /// <summary>Waits for a node.</summary>
    Queued = 2,
    /// <summary>Runs.</summary>
    Running = 3,
    /// <summary>Done; rows with errors are in the error file.</summary>
    Completed = 4,
    /// <summary>Stopped by an error that concerns the file as a whole.</summary>
    Failed = 5,
    /// <summary>Stopped by a person; what was done stays.</summary>
    Cancelled = 6,
}

/// <summary>An import of leads from a file.</summary>
public sealed class LeadImport : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The file's name.</summary>
    public string FileName { get; set; } = "";
    /// <summary>The stored file.</summary>
    public Guid BlobId { get; set; }
    /// <summary>SHA-256 of the file, to recognise it when it is imported again.</summary>
    public byte[] Sha256 { get; set; } = [];
    /// <summary>How the file is read and what goes where, as JSON.</summary>
    public string OptionsJson { get; set; } = "{}";
    /// <summary>Where it stands.</summary>
    public ImportStatus Status { get; set; } = ImportStatus.Draft;
    /// <summary>The job that runs it; null before it is started.</summary>
    public Guid? JobId { get; set; }
    /// <summary>Rows in the file; null before they are counted.</summary>
    public int? Total { get; set; }
    /// <summary>Rows that are done, so that another node can go on there.</summary>
    public int Done { get; set; }
    /// <summary>Leads created.</summary>
    public int Created { get; set; }
    /// <summary>Leads changed.</summary>
    public int Updated { get; set; }
    /// <summary>Rows that changed nothing, or that the choices leave out.</summary>
    public int Skipped { get; set; }
    /// <summary>Rows with errors.</summary>
    public int Failed { get; set; }
    /// <summary>What stopped it; null for nothing.</summary>
    [Guarded(KeptPlace.Records)]
    public string? Error { get; set; }
    /// <summary>Who.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>The membership that imports; null for a key.</summary>
    public Guid? MembershipId { get; set; }
    /// <summary>When the file came (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it ended (UTC).</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>A row of an import that could not be taken, kept until the error file is made and for the report.</summary>
public sealed class ImportError : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The import.</summary>
    public Guid ImportId { get; set; }
    /// <summary>Line in the file where the row begins, from 1, the header included.</summary>
    public int Line { get; set; }
    /// <summary>The column at fault; null where it is the row as a whole.</summary>
    public string? Column { get; set; }
    /// <summary>What is wrong and what to do.</summary>
    [Guarded(KeptPlace.Records)]
    public string Message { get; set; } = "";
    /// <summary>The row's cells as a JSON array, for the error file.</summary>
    [Guarded(KeptPlace.Records, Json = true)]
    public string CellsJson { get; set; } = "[]";
}
