using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Guardrails.Counts;

/// <summary>How much personal data of a type was found in a place on a day, and what was done about it. Figures only: it names nobody.</summary>
public sealed class PiiCount : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The day (UTC).</summary>
    public DateOnly Day { get; set; }
    /// <summary>Where: a table of texts, or one of <see cref="PiiPlaces"/>.</summary>
    public string Place { get; set; } = "";
    /// <summary>The type, as <see cref="Pii.PiiTypes"/> names it.</summary>
    public string Type { get; set; } = "";
    /// <summary>What was done: <c>redact</c>, <c>mask</c>, <c>replace</c>, <c>hash</c>, <c>token</c>, <c>keep</c>, <c>block</c>.</summary>
    public string Action { get; set; } = "";
    /// <summary>How many.</summary>
    public long Count { get; set; }
}

/// <summary>Places where personal data is met that are no table of texts.</summary>
public static class PiiPlaces
{
    /// <summary>Prompts on their way to a model.</summary>
    public const string ToModels = "to_models";
    /// <summary>Answers on their way to the caller.</summary>
    public const string ToCallers = "to_callers";
    /// <summary>Prompts and answers that are kept with their request.</summary>
    public const string Contents = "ai_request_contents";
    /// <summary>Traces and errors of requests.</summary>
    public const string Requests = "ai_requests";
    /// <summary>What is remembered.</summary>
    public const string Memories = "memories";
    /// <summary>Excerpts of the security log.</summary>
    public const string SecurityLog = "security_events";
    /// <summary>Log lines.</summary>
    public const string Logs = "logs";
}

/// <summary>What was done that is no operator.</summary>
public static class PiiDone
{
    /// <summary>It stayed, and was noted.</summary>
    public const string Kept = "keep";
    /// <summary>The call was refused or the answer withheld.</summary>
    public const string Blocked = "block";
    /// <summary>A placeholder took its place.</summary>
    public const string Replaced = "replace";
}

internal sealed class PiiCountModel : IEntityTypeConfiguration<PiiCount>
{
    public void Configure(EntityTypeBuilder<PiiCount> entity)
    {
        entity.ToTable("pii_counts");
        entity.HasKey(c => new { c.TenantId, c.Day, c.Place, c.Type, c.Action });
        entity.HasIndex(c => c.Day);
        entity.Property(c => c.Place).HasMaxLength(64);
        entity.Property(c => c.Type).HasMaxLength(64);
        entity.Property(c => c.Action).HasMaxLength(16);
    }
}
