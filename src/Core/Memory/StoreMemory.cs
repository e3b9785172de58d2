using System.Data.Common;
using System.Runtime.InteropServices;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>Remembers something, in the caller's own namespace, as the policies let it be kept.</summary>
public sealed class StoreMemory(IArtisanDbFactory databases, ControlPlane control, MemoryGate gate, MemoryScrubber scrubber, MemoryIndexes indexes, MemoryQueue unread, LiveFeed feed, TimeProvider time)
{
    private const double NearMeaning = 0.8;
    private const double NothingNew = 0.9;

    /// <summary>Stores it.</summary>
    /// <exception cref="ArtisanException">
    /// With <see cref="ErrorCode.InvalidInput"/> naming the field, <see cref="ErrorCode.InjectionDetected"/>, <see cref="ErrorCode.FeatureDisabled"/> where the policy remembers
    /// nothing of this kind, <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.
    /// </exception>
    public async Task<MemoryStoreResponseV1> ExecuteAsync(TenantScope scope, MemoryStoreRequestV1 request, MemoryOrigin origin, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Memory, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        MemoryTypeRules rules = RulesFor(tenant.Memory, request.Type);
        var warnings = new List<string>();
        string content = MemoryInput.Content(request.Content);
        (content, bool cut) = await gate.PassAsync(scope, tenant.Guardrails, origin, content, request.Fields, cancellationToken);
        if (cut)
            warnings.Add("sentences_removed");
        ScrubbedMemory scrubbed = scrubber.Scrub(scope.TenantId, tenant.Guardrails, rules, content, request.Fields?.WriteFor(request.Type));
        DateTimeOffset now = time.GetUtcNow();
        (MemoryRetention retention, DateTimeOffset? expires) = MemoryInput.Expiry(request.Type, rules, request.Retention, request.TtlSeconds, now, warnings);
        await using ArtisanDb db = databases.Open(scope);
        if (request.LeadId is { } lead)
            await MemoryReach.DemandLeadAsync(db, scope, lead, cancellationToken);
        string words = MemoryFields.Read(scrubbed.FieldsJson)?.Words() ?? "";
        MemoryTrace trace = MemoryText.Of(scrubbed.Content + "\n" + words);
        var memory = new MemoryItem
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            WorkspaceId = scope.WorkspaceId,
            OwnerKind = scope.ActorKind,
            OwnerId = scope.ActorId,
            OwnerName = scope.ActorName,
            Type = request.Type,
            Namespace = MemoryItem.NamespaceOf(scope.TenantId, scope.ActorId, request.Type),
            LeadId = request.LeadId,
            Content = scrubbed.Content,
            FieldsJson = scrubbed.FieldsJson,
            Retention = retention,
            ExpiresAt = expires,
            Pinned = request.Pinned,
            Redacted = scrubbed.Redactions.Count > 0,
            ContainsPii = scrubbed.ContainsPii,
            Source = origin.Source,
            SourceUseCase = origin.UseCase,
            SourceRequestId = origin.RequestId,
            SourceReference = MemoryInput.Reference(request.Reference),
            ContentHash = MemoryText.HashOf(request.LeadId, scrubbed.Content, words),
            Vector = MemoryMarshal.AsBytes<sbyte>(trace.Vector).ToArray(),
            VectorModel = MemoryText.LocalModel,
            CreatedAt = now,
            UpdatedAt = now,
            Revision = 1,
        };
        if (await SameAsync(db, memory, now, cancellationToken) is { } same)
            return Answer(MemoryStoreStatus.Duplicate, same);
        if (await NearAsync(db, memory, trace, origin, now, cancellationToken) is { } near)
            return Answer(MemoryStoreStatus.NearDuplicate, near);
        db.Memories.Add(memory);
        if (tenant.Memory.Audited.Contains("add"))
            db.Audit(scope, "memory.added", $"Memory {memory.Id:N}", new { type = memory.Type, memory.LeadId, source = origin.Source, origin.RequestId, memory.ExpiresAt, redactions = scrubbed.Redactions });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is DbException { SqlState: "23505" })
        {
            // The same was stored in this moment.
            db.ChangeTracker.Clear();
            if (await SameAsync(db, memory, now, cancellationToken) is { } meanwhile)
                return Answer(MemoryStoreStatus.Duplicate, meanwhile);
            throw;
        }
        scrubber.Count(scope.TenantId, scrubbed);
        indexes.Put(memory);
        unread.Note(scope.TenantId, memory.Id);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Memories));
        return Answer(MemoryStoreStatus.Stored, memory);

        MemoryStoreResponseV1 Answer(MemoryStoreStatus status, MemoryItem item) => new(status, MemoryV1.Of(item, scope), scrubbed.Redactions, warnings);
    }

    internal static MemoryTypeRules RulesFor(MemoryGovernance policy, MemoryType type)
    {
        if (!Enum.IsDefined(type))
            throw ArtisanException.Invalid("type", $"A memory is one of {string.Join(", ", Enum.GetValues<MemoryType>().Select(MemoryItem.NameOf))}.");
        MemoryTypeRules rules = policy.RulesOf(type);
        return policy.Enabled && rules.Enabled ? rules
            : throw new ArtisanException(ErrorCode.FeatureDisabled, $"Your organisation does not remember {MemoryItem.NameOf(type).Replace('_', ' ')}s. A compliance officer sets it in the compliance center.");
    }

    private static async Task<MemoryItem?> SameAsync(ArtisanDb db, MemoryItem memory, DateTimeOffset now, CancellationToken cancellationToken)
    {
        MemoryItem? same = await db.Memories.AsNoTracking().SingleOrDefaultAsync(m => m.Namespace == memory.Namespace && m.ContentHash == memory.ContentHash, cancellationToken);
        if (same is null || same.ExpiresAt is null || same.ExpiresAt > now)
            return same;
        // It has ended and only waits to be deleted.
        await db.Memories.Where(m => m.Id == same.Id).ExecuteDeleteAsync(cancellationToken);
        return null;
    }

    private async Task<MemoryItem?> NearAsync(ArtisanDb db, MemoryItem memory, MemoryTrace trace, MemoryOrigin origin, DateTimeOffset now, CancellationToken cancellationToken)
    {
        MemoryIndex index = await indexes.OfAsync(memory.TenantId, cancellationToken);
        Guid lead = memory.LeadId ?? Guid.Empty;
        float[] weights = new float[trace.Terms.Length];
        Array.Fill(weights, 1f);
        // What was recalled may be anybody's; a near duplicate is one of the own namespace.
        IReadOnlyList<MemoryCandidate> near = index.Find(trace, weights, (in IndexedMemory m) => m.LeadId == lead && (origin.Recalled is not null || m.OwnerId == memory.OwnerId && m.Type == memory.Type), now.UtcTicks, 3);
        Guid[] ids = [.. near.Where(c => c.Meaning >= NearMeaning || origin.Recalled is not null).Select(c => c.Id)];
        if (ids.Length == 0)
            return null;
        foreach (MemoryItem other in await db.Memories.AsNoTracking().Where(m => ids.Contains(m.Id) && (m.ExpiresAt == null || m.ExpiresAt > now)).ToArrayAsync(cancellationToken))
        {
            if (MemoryText.ContainedIn(memory.Content, other.Content) >= NothingNew && Adds(memory.FieldsJson, other) == false)
                return other;
        }
        return null;
    }

    // Fields that say something which the other does not.
    private static bool Adds(string? fieldsJson, MemoryItem other)
    {
        string words = MemoryFields.Read(fieldsJson)?.Words() ?? "";
        return words.Length > 0 && MemoryText.ContainedIn(words, other.Content + "\n" + MemoryFields.Read(other.FieldsJson)?.Words()) < NothingNew;
    }
}
