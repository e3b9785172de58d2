using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Security;

/// <summary>Excerpts, evidence and notes of the security log. That something was found stays; what it was goes.</summary>
public sealed class SecurityExcerptStore(ISubjectHolds holds) : PersonalStore<SecurityEvent>
{
    private const string Nothing = "[]";

    /// <inheritdoc/>
    public override string Name => "security_excerpts";
    /// <inheritdoc/>
    public override string Title => "Excerpts of the security log";
    /// <inheritdoc/>
    public override int Order => 14;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Requests];
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<SecurityEvent, Guid>> Key => e => e.Id;
    /// <inheritdoc/>
    protected override Expression<Func<SecurityEvent, DateTimeOffset>> At => e => e.At;
    /// <inheritdoc/>
    protected override Expression<Func<SecurityEvent, Guid?>> Owner => e => e.ActorId;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.Category is PurgeScope.All or PurgeScope.Requests;

    // About whom it is says the request that it was found in.
    /// <inheritdoc/>
    protected override IQueryable<SecurityEvent> Matching(ArtisanDb db, PurgeScope scope)
    {
        IQueryable<SecurityEvent> rows = Within(db.SecurityEvents, scope).Where(e => e.Excerpt != "" || e.EvidenceJson != Nothing || e.Note != null);
        return scope.LeadIds is { } leads ? rows.Where(e => db.Requests.Any(r => r.Id == e.RequestId && r.LeadId != null && leads.Contains(r.LeadId.Value))) : rows;
    }

    /// <inheritdoc/>
    protected override IQueryable<SecurityEvent> NotHeld(ArtisanDb db, IQueryable<SecurityEvent> rows, IReadOnlyList<SubjectHold> holds)
    {
        foreach (SubjectHold hold in holds)
        {
            (Guid? lead, Guid? owner) = (hold.LeadId, hold.OwnerId);
            rows = lead is null ? rows.Where(e => owner != null && (e.ActorId == null || e.ActorId != owner))
                : rows.Where(e => (owner != null && (e.ActorId == null || e.ActorId != owner)) || !db.Requests.Any(r => r.Id == e.RequestId && r.LeadId == lead));
        }
        return rows;
    }

    /// <inheritdoc/>
    protected override Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken) =>
        db.SecurityEvents.Where(e => ids.Contains(e.Id)).ExecuteUpdateAsync(set => set.SetProperty(e => e.Excerpt, "").SetProperty(e => e.EvidenceJson, Nothing).SetProperty(e => e.Note, (string?)null).SetProperty(e => e.Fingerprint, (string?)null), cancellationToken);
}
