using System.Text.Json.Serialization;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Governance;

/// <summary>A hold to be set.</summary>
/// <param name="Reason">Why, for instance the matter's number, 3 to 2,000 characters.</param>
/// <param name="LeadId">Only what is about this lead; null for any.</param>
/// <param name="OwnerId">Only what this member or key owns; null for anyone's.</param>
/// <param name="Type">Only this type of memory; null for all.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LegalHoldRequestV1(string? Reason, Guid? LeadId = null, Guid? OwnerId = null, MemoryType? Type = null);

/// <summary>A hold.</summary>
/// <param name="Id">Id.</param>
/// <param name="Reason">Why.</param>
/// <param name="LeadId">Which lead; null for any.</param>
/// <param name="OwnerId">Whose; null for anyone's.</param>
/// <param name="Type">Which type; null for all.</param>
/// <param name="CreatedAt">When it was set (UTC).</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ReleasedAt">When it was lifted (UTC); null while it lasts.</param>
/// <param name="ReleasedBy">By whom.</param>
/// <param name="Memories">Memories that it holds now; 0 when it was lifted.</param>
public sealed record LegalHoldV1(Guid Id, string Reason, Guid? LeadId, Guid? OwnerId, MemoryType? Type, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ReleasedAt, string? ReleasedBy, int Memories);

/// <summary>Sets, lists and lifts what keeps memories from being deleted.</summary>
public sealed class LegalHolds(IArtisanDbFactory databases, ControlPlane control)
{
    /// <summary>Whether a hold keeps a memory.</summary>
    public static bool Covers(LegalHold hold, MemoryItem memory) =>
        hold.ReleasedAt is null && (hold.LeadId is null || hold.LeadId == memory.LeadId) && (hold.OwnerId is null || hold.OwnerId == memory.OwnerId) && (hold.Type is null || hold.Type == memory.Type);

    /// <summary>Memories that no hold keeps.</summary>
    public static IQueryable<MemoryItem> NotHeld(ArtisanDb db, IQueryable<MemoryItem> memories) => memories.Where(m => !db.LegalHolds.Any(h => h.TenantId == m.TenantId && h.ReleasedAt == null
        && (h.LeadId == null || h.LeadId == m.LeadId) && (h.OwnerId == null || h.OwnerId == m.OwnerId) && (h.Type == null || h.Type == m.Type)));

    /// <summary>Lists, those that last first.</summary>
    public async Task<IReadOnlyList<LegalHoldV1>> ListAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await db.LegalHolds.AsNoTracking().OrderBy(h => h.ReleasedAt != null).ThenByDescending(h => h.Id).Take(500)
            .Select(h => new LegalHoldV1(h.Id, h.Reason, h.LeadId, h.OwnerId, h.Type, h.CreatedAt, h.CreatedBy, h.ReleasedAt, h.ReleasedBy,
                h.ReleasedAt != null ? 0 : db.Memories.Count(m => (h.LeadId == null || h.LeadId == m.LeadId) && (h.OwnerId == null || h.OwnerId == m.OwnerId) && (h.Type == null || h.Type == m.Type))))
            .ToArrayAsync(cancellationToken);
    }

    /// <summary>Sets one.</summary>
    /// <exception cref="ArtisanException">When the scope may not, the reason is missing, or there is no such lead, member or key.</exception>
    public async Task<Guid> SetAsync(TenantScope scope, LegalHoldRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        string reason = request.Reason?.Trim() ?? "";
        if (reason.Length is < 3 or > 2000)
            throw ArtisanException.Invalid("reason", "Say why in 3 to 2,000 characters, for instance the matter's number.");
        await using ArtisanDb db = databases.Open(scope);
        await DemandKnownAsync(db, scope, request, cancellationToken);
        var hold = new LegalHold { Id = Guid.CreateVersion7(), Reason = reason, LeadId = request.LeadId, OwnerId = request.OwnerId, Type = request.Type, CreatedAt = DateTimeOffset.UtcNow, CreatedBy = scope.ActorName };
        db.LegalHolds.Add(hold);
        db.Audit(scope, "legal_hold.set", $"Legal hold {hold.Id:N}", new { reason, hold.LeadId, hold.OwnerId, hold.Type });
        await db.SaveChangesAsync(cancellationToken);
        return hold.Id;
    }

    /// <summary>Demands that what a hold names is there.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> for a lead, member or key that there is not; when the type is wrong.</exception>
    internal async Task DemandKnownAsync(ArtisanDb db, TenantScope scope, LegalHoldRequestV1 request, CancellationToken cancellationToken)
    {
        if (request.Type is { } type && !Enum.IsDefined(type))
            throw ArtisanException.Invalid("type", "There is no such type of memory.");
        // Who keeps the law's papers may not be one who works on leads.
        if (request.LeadId is { } lead && !await db.Leads.AnyAsync(l => l.Id == lead, cancellationToken))
            throw ArtisanException.NotFound("The lead");
        if (request.OwnerId is { } owner && !await IsOwnerAsync(db, scope, owner, cancellationToken))
            throw ArtisanException.NotFound("The member or key");
    }

    // Members and keys that are gone may have left memories behind.
    private async Task<bool> IsOwnerAsync(ArtisanDb db, TenantScope scope, Guid owner, CancellationToken cancellationToken) =>
        control.TenantOf(scope.TenantId) is { } tenant && (tenant.Members.ContainsKey(owner) || tenant.Keys.Any(k => k.Scope.ActorId == owner)) || await db.Memories.AnyAsync(m => m.OwnerId == owner, cancellationToken);

    /// <summary>Lifts one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> when it was lifted before.</exception>
    public async Task LiftAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        LegalHold hold = await db.LegalHolds.SingleOrDefaultAsync(h => h.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The legal hold");
        if (hold.ReleasedAt is not null)
            throw new ArtisanException(ErrorCode.Conflict, $"The hold was lifted by {hold.ReleasedBy} already.");
        (hold.ReleasedAt, hold.ReleasedBy) = (DateTimeOffset.UtcNow, scope.ActorName);
        db.Audit(scope, "legal_hold.lifted", $"Legal hold {hold.Id:N}", new { hold.Reason });
        await db.SaveChangesAsync(cancellationToken);
    }
}
