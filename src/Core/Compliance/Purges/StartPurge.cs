using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Compliance.Purges;

/// <summary>What the job of a purge is given.</summary>
/// <param name="PurgeId">The purge.</param>
/// <param name="Actor">In whose name.</param>
internal sealed record PurgeOrder(Guid PurgeId, JobActor Actor);

/// <summary>Tells what a purge would delete, or begins it.</summary>
public sealed class StartPurge(IArtisanDbFactory databases, IEnumerable<IPersonalStore> stores, ISubjectHolds holds, ISubjectRecords records, StartJob jobs)
{
    private readonly IPersonalStore[] _stores = [.. stores.OrderBy(s => s.Order)];

    /// <summary>Counts what a purge would delete; changes nothing.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or a value is wrong.</exception>
    public async Task<PurgePreviewV1> PreviewAsync(TenantScope scope, PurgeRequestV1 request, bool record, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        PurgeScope criteria = await records.MarkAsync(db, await ReadAsync(db, scope, request, record, cancellationToken), cancellationToken);
        IReadOnlyList<SubjectHold> active = await holds.ActiveAsync(db, cancellationToken);
        var counted = new List<PurgeStoreV1>();
        foreach (IPersonalStore store in _stores.Where(s => s.Serves(criteria)))
        {
            StoreMatch match = await store.CountAsync(db, criteria, active, cancellationToken);
            counted.Add(new PurgeStoreV1(store.Name, store.Title, match.Matched, match.Held));
        }
        return new PurgePreviewV1(true, counted, counted.Sum(s => s.Matched), counted.Sum(s => s.Held), criteria.LeadIds?.Count ?? 0, criteria.ContactIds?.Count ?? 0);
    }

    /// <summary>Begins a purge.</summary>
    /// <param name="scope">Who wants it.</param>
    /// <param name="request">What is deleted, and why.</param>
    /// <param name="record">Whether the records of the person go too.</param>
    /// <param name="cancellationToken">Ends it before it has begun.</param>
    /// <exception cref="ArtisanException">When the scope may not, or a value is wrong.</exception>
    public async Task<PurgeStartedV1> ExecuteAsync(TenantScope scope, PurgeRequestV1 request, bool record, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        PurgeScope criteria = await ReadAsync(db, scope, request, record, cancellationToken);
        var purge = new Purge { Id = Guid.CreateVersion7(), CriteriaJson = PurgeJson.Write(criteria), Reason = request.Reason!.Trim(), CreatedAt = DateTimeOffset.UtcNow, CreatedBy = scope.ActorName };
        db.Purges.Add(purge);
        db.Audit(scope, record ? "data_subject.erasure_started" : "memory.purge_started", $"Purge {purge.Id:N}", new { criteria = PurgeCriteriaV1.Of(criteria), criteria.LeadIds, criteria.ContactIds });
        await db.SaveChangesAsync(cancellationToken);
        try
        {
            purge.JobId = await jobs.ExecuteAsync(scope, RunPurge.JobKind, record ? "Erase a person's data" : $"Purge {criteria.Category.Replace('_', ' ')}", new PurgeOrder(purge.Id, JobActor.Of(scope)), CancellationToken.None);
        }
        catch
        {
            purge.State = PurgeState.Failed;
            await db.SaveChangesAsync(CancellationToken.None);
            throw;
        }
        // The job may run already: only its id is written.
        db.Entry(purge).Property(p => p.State).IsModified = false;
        await db.SaveChangesAsync(CancellationToken.None);
        return new PurgeStartedV1(purge.Id, purge.JobId.Value);
    }

    private async Task<PurgeScope> ReadAsync(ArtisanDb db, TenantScope scope, PurgeRequestV1 request, bool record, CancellationToken cancellationToken)
    {
        scope.Demand(Area.MemoryPurge, Level.Edit);
        if (request.Reason?.Trim() is not { Length: >= 3 and <= 2000 })
            throw ArtisanException.Invalid("reason", "Say why in 3 to 2,000 characters, for instance the request's number; it stands in the certificate.");
        string category = request.Category?.Trim().ToLowerInvariant() is { Length: > 0 } named ? named : record ? PurgeScope.All : PurgeScope.Memories;
        string[] known = [PurgeScope.All, .. _stores.SelectMany(s => s.Categories).Distinct().Order(StringComparer.Ordinal)];
        if (!known.Contains(category))
            throw ArtisanException.Invalid("category", $"There is no such category. Take one of {string.Join(", ", known)}.");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (request.BeforeDate > now)
            throw ArtisanException.Invalid("before_date", "The date lies ahead. Leave it out to delete everything up to now.");
        ResolvedSubject? subject = request.Subject?.Trim() is { Length: > 0 } who ? await records.ResolveAsync(db, who, cancellationToken) : null;
        if (record && subject is null)
            throw ArtisanException.Invalid("subject", "Name the person: id of a lead or contact, or an e-mail address.");
        var criteria = new PurgeScope
        {
            TenantId = scope.TenantId,
            Category = category,
            LeadIds = subject?.LeadIds,
            ContactIds = subject?.ContactIds,
            OwnerId = request.Member,
            Until = request.BeforeDate?.ToUniversalTime() ?? now,
            Record = record,
        };
        if (!_stores.Any(s => s.Serves(criteria)))
            throw ArtisanException.Invalid("category", "Nothing of this category can be told apart by these criteria. Leave one of them out.");
        return criteria;
    }
}
