using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway.Health;

/// <summary>How a provider or model was at a time: one row every five minutes for what was called or asked.</summary>
public sealed class ModelHealthMetric
{
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Whose traffic or provider instance; null for a probe of an instance of the deployment, which all tenants share.</summary>
    public Guid? TenantId { get; set; }
    /// <summary>End of the five minutes (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Provider instance.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Model; null for a probe of the instance as a whole.</summary>
    public string? Model { get; set; }
    /// <summary><c>traffic</c> or <c>probe</c>.</summary>
    public string Source { get; set; } = "";
    /// <summary>One of <see cref="HealthStatus"/>.</summary>
    public string Status { get; set; } = "";
    /// <summary>Attempts.</summary>
    public long Attempts { get; set; }
    /// <summary>Attempts that failed or broke off.</summary>
    public long Failures { get; set; }
    /// <summary>Mean milliseconds of an attempt, or of the probe; null when none answered.</summary>
    public double? AverageLatencyMs { get; set; }
    /// <summary>What went wrong, for people; null for nothing.</summary>
    public string? Message { get; set; }
}

/// <summary>The words for health.</summary>
public static class HealthStatus
{
    /// <summary>Answers as it should.</summary>
    public const string Healthy = "healthy";
    /// <summary>Answers, but fails often or has credentials set aside.</summary>
    public const string Degraded = "degraded";
    /// <summary>Does not answer, or fails more than it answers.</summary>
    public const string Unhealthy = "unhealthy";
    /// <summary>Nobody has called it lately.</summary>
    public const string Unknown = "unknown";

    private const double DegradedShare = 0.05;
    private const double UnhealthyShare = 0.5;
    private const int Enough = 5;

    /// <summary>What attempts say.</summary>
    public static string Of(long attempts, long failures) =>
        attempts == 0 ? Unknown
        : failures * 1.0 / attempts >= UnhealthyShare && (attempts >= Enough || failures == attempts) ? Unhealthy
        : failures * 1.0 / attempts >= DegradedShare ? Degraded
        : Healthy;

    /// <summary>The worse of two.</summary>
    public static string Worse(string a, string b) => Rank(a) >= Rank(b) ? a : b;

    private static int Rank(string status) => status switch { Unhealthy => 3, Degraded => 2, Healthy => 1, _ => 0 };
}

internal sealed class ModelHealthMetricModel : IEntityTypeConfiguration<ModelHealthMetric>
{
    public void Configure(EntityTypeBuilder<ModelHealthMetric> entity)
    {
        entity.HasKey(m => m.Id);
        entity.HasIndex(m => new { m.TenantId, m.At });
        entity.HasIndex(m => m.At);
        entity.Property(m => m.Provider).HasMaxLength(64);
        entity.Property(m => m.Model).HasMaxLength(200);
        entity.Property(m => m.Source).HasMaxLength(16);
        entity.Property(m => m.Status).HasMaxLength(16);
        entity.Property(m => m.Message).HasMaxLength(1000);
    }
}
