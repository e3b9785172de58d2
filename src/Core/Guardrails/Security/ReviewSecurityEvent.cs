using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Security;

/// <summary>Says what a security event was. A false alarm can teach the policy: its passage goes onto the allow-list.</summary>
public sealed class ReviewSecurityEvent(IArtisanDbFactory databases, GetGuardrailPolicy get, ChangeGuardrailPolicy change, LiveFeed feed)
{
    /// <summary>Reviews.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="eventId">Which event.</param>
    /// <param name="review">What it was; <see cref="SecurityReview.Open"/> takes an earlier verdict back.</param>
    /// <param name="note">Why; null or empty for nothing.</param>
    /// <param name="allow">For a false alarm: the passage that shall not count again; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When the scope may not, the event does not exist, or a value is wrong.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid eventId, SecurityReview review, string? note, string? allow, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.Edit);
        if (!Enum.IsDefined(review))
            throw ArtisanException.Invalid("review", "Use open, confirmed or false_alarm.");
        note = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (note is { Length: > 4000 })
            throw ArtisanException.Invalid("note", "A note has at most 4,000 characters.");
        allow = string.IsNullOrWhiteSpace(allow) ? null : allow.Trim();
        if (allow is not null && review != SecurityReview.FalseAlarm)
            throw ArtisanException.Invalid("allow", "Only the passage of a false alarm can be allowed.");
        if (allow is { Length: > 2000 })
            throw ArtisanException.Invalid("allow", "A passage has at most 2,000 characters.");
        await using (ArtisanDb db = databases.Open(scope))
        {
            SecurityEvent item = await db.SecurityEvents.SingleOrDefaultAsync(e => e.Id == eventId, cancellationToken) ?? throw ArtisanException.NotFound("The security event");
            SecurityReview before = item.Review;
            item.Review = review;
            item.Note = note ?? item.Note;
            bool open = review == SecurityReview.Open;
            (item.ReviewedBy, item.ReviewedAt) = (open ? null : scope.ActorName, open ? null : DateTimeOffset.UtcNow);
            db.Audit(scope, "security_event.reviewed", $"Security event {eventId.ToString("N")[^12..]}", new { before, after = review, kind = item.Kind, allowed = allow is not null });
            await db.SaveChangesAsync(cancellationToken);
        }
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Security));
        if (allow is null)
            return;
        GuardrailPolicyInfo current = await get.ExecuteAsync(scope, cancellationToken);
        InjectionPolicy injection = current.Policy.Injection;
        if (!injection.Allowed.Contains(allow, StringComparer.OrdinalIgnoreCase))
            await change.ExecuteAsync(scope, current.Policy with { Injection = injection with { Allowed = [.. injection.Allowed, allow] } }, current.Version, null, cancellationToken);
    }
}
