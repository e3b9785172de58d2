using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Governance;

/// <summary>What a hold would keep in a store.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Title">For people.</param>
/// <param name="Rows">Rows that it would keep now.</param>
public sealed record LegalHoldStoreV1(string Store, string Title, long Rows);

/// <summary>What a hold would keep.</summary>
/// <param name="Stores">By store; those that hold nothing of it are left out.</param>
/// <param name="Rows">In all.</param>
public sealed record LegalHoldPreviewV1(IReadOnlyList<LegalHoldStoreV1> Stores, long Rows);

/// <summary>Counts what a legal hold would keep, before it is set; changes nothing.</summary>
public sealed class PreviewLegalHold(IArtisanDbFactory databases, LegalHolds holds, IEnumerable<IPersonalStore> stores)
{
    private readonly IPersonalStore[] _stores = [.. stores.OrderBy(s => s.Title, StringComparer.Ordinal)];

    /// <summary>Counts.</summary>
    /// <exception cref="ArtisanException">When the scope may not, the type is wrong, or there is no such lead, member or key.</exception>
    public async Task<LegalHoldPreviewV1> ExecuteAsync(TenantScope scope, LegalHoldRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        await holds.DemandKnownAsync(db, scope, request, cancellationToken);
        long memories = await db.Memories.LongCountAsync(m => (request.Type == null || m.Type == request.Type) && (request.LeadId == null || m.LeadId == request.LeadId) && (request.OwnerId == null || m.OwnerId == request.OwnerId), cancellationToken);
        var counted = new List<LegalHoldStoreV1> { new(PurgeScope.Memories, "Memories", memories) };
        if (request.Type is not null)
            return Of(counted);
        // A hold that is not limited to a type keeps what all stores hold of its lead or member.
        var named = new PurgeScope { TenantId = scope.TenantId, Category = PurgeScope.All, LeadIds = request.LeadId is { } lead ? [lead] : null, ContactIds = request.LeadId is null ? null : [], OwnerId = request.OwnerId, Until = DateTimeOffset.UtcNow };
        var hold = new SubjectHold(request.LeadId, request.OwnerId);
        foreach (IPersonalStore store in _stores.Where(s => s.Name != PurgeScope.Memories && s.Serves(named)))
            counted.Add(new LegalHoldStoreV1(store.Name, store.Title, (await store.CountAsync(db, named, [hold], cancellationToken)).Held));
        return Of(counted);
    }

    private static LegalHoldPreviewV1 Of(IEnumerable<LegalHoldStoreV1> counted)
    {
        LegalHoldStoreV1[] holding = [.. counted.Where(s => s.Rows > 0)];
        return new LegalHoldPreviewV1(holding, holding.Sum(s => s.Rows));
    }
}
