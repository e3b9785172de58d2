using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Guardrails.Security;

/// <summary>Raises an alert for tenants with more security events within the last hour than their policy has set; one an hour at most. What comes again is one event.</summary>
public sealed partial class RaiseSecurityAlerts(IArtisanDbFactory databases, IGuardrailStore store, GuardrailPolicies policies, LiveFeed feed, ILogger<RaiseSecurityAlerts> logger)
{
    /// <summary>Looks at tenants that have new events.</summary>
    public async Task ExecuteAsync(IEnumerable<Guid> tenants, CancellationToken cancellationToken)
    {
        foreach (Guid tenant in tenants)
        {
            int limit = policies.Of(tenant).Policy.AlertPerHour;
            DateTimeOffset now = DateTimeOffset.UtcNow, since = now.AddHours(-1);
            if (limit == 0)
                continue;
            await using ArtisanDb db = databases.OpenTenant(tenant);
            IQueryable<SecurityEvent> lately = db.SecurityEvents.AsNoTracking().Where(e => e.At > since);
            int count = await lately.Where(e => e.Kind == SecurityEventKind.Injection).Take(10_000).CountAsync(cancellationToken);
            if (count <= limit || await lately.AnyAsync(e => e.Kind == SecurityEventKind.Alert, cancellationToken))
                continue;
            string excerpt = $"{count:N0} attempts of injection within an hour, more than the {limit:N0} that the policy allows before it alerts.";
            await store.WriteAsync([new SecurityEvent { TenantId = tenant, Id = IdOf(tenant, now), At = now, Kind = SecurityEventKind.Alert, Source = "", Action = "alert", Score = 1, Excerpt = excerpt }], [], cancellationToken);
            LogAlert(tenant, count, limit);
            feed.Publish(new FeedSignal(tenant, FeedTopic.Security));
        }
    }

    // Two nodes that see it at once write the same row.
    private static Guid IdOf(Guid tenant, DateTimeOffset now)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant:N}|{now.UtcDateTime:yyyyMMddHH}"));
        Guid time = TimeIds.Floor(new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.Hour), TimeSpan.Zero));
        byte[] id = time.ToByteArray(bigEndian: true);
        hash.AsSpan(0, 8).CopyTo(id.AsSpan(8));
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    [LoggerMessage(20, LogLevel.Warning, "Security alert: {count} attempts of injection within an hour in organisation {org_id}, limit {limit}")]
    private partial void LogAlert(Guid org_id, int count, int limit);
}
