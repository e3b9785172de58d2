using System.Text.Json.Serialization;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>Which leads; null or empty leaves a condition out. As JSON, a condition that is not known is refused: left out, it would mean all leads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LeadFilter
{
    /// <summary>Words that name, company, e-mail or title contain, each of them.</summary>
    public string? Query { get; init; }
    /// <summary>In one of these stages.</summary>
    public IReadOnlyList<LeadStage> Stages { get; init; } = [];
    /// <summary>With one of these grades (A, B, C, D, F).</summary>
    public IReadOnlyList<string> Grades { get; init; } = [];
    /// <summary>Of this owner.</summary>
    public Guid? OwnerId { get; init; }
    /// <summary>Of nobody.</summary>
    public bool Unassigned { get; init; }
    /// <summary>From one of these sources.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];
    /// <summary>Of this account.</summary>
    public Guid? AccountId { get; init; }
    /// <summary>In this campaign.</summary>
    public Guid? CampaignId { get; init; }
    /// <summary>Created by this import.</summary>
    public Guid? ImportId { get; init; }
    /// <summary>With this flag, for instance <c>no_email</c>.</summary>
    public string? Flag { get; init; }
    /// <summary>At least this score.</summary>
    public int? MinScore { get; init; }
    /// <summary>Never scored, or the score has expired.</summary>
    public bool NeedsScore { get; init; }
    /// <summary>The next step is due by this time (UTC).</summary>
    public DateTimeOffset? DueBy { get; init; }
    /// <summary>Last contact before this time (UTC), or never.</summary>
    public DateTimeOffset? SilentSince { get; init; }
    /// <summary>Created from this time on (UTC).</summary>
    public DateTimeOffset? CreatedFrom { get; init; }
    /// <summary>Created before this time (UTC).</summary>
    public DateTimeOffset? CreatedTo { get; init; }
    /// <summary>These leads only, for actions on chosen rows; null for all.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }
    /// <summary>All but these, for actions on all that match less some rows.</summary>
    public IReadOnlyList<Guid> ExceptIds { get; init; } = [];

    /// <summary>Compared by content, so that a list reads anew only when something changed.</summary>
    public bool Equals(LeadFilter? other) => other is not null && Words(this) == Words(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Words(this).GetHashCode(StringComparison.Ordinal);

    private static string Words(LeadFilter f) => System.Text.Json.JsonSerializer.Serialize(f, ArtisanJson.Options);

    /// <summary>Narrows a query to the filter and to what the scope reaches.</summary>
    internal IQueryable<Lead> Apply(ArtisanDb db, TenantScope scope, Level level = Level.See)
    {
        IQueryable<Lead> leads = db.Leads.AsNoTracking().Reached(scope, level);
        foreach (string pattern in SearchWords.Patterns(Query))
            leads = leads.Where(l => EF.Functions.Like(l.SearchText, pattern, "\\"));
        if (Stages.Count > 0)
            leads = leads.Where(l => Stages.Contains(l.Stage));
        if (Grades.Count > 0)
            leads = leads.Where(l => Grades.Contains(l.Grade!));
        if (Unassigned)
            leads = leads.Where(l => l.OwnerId == null);
        else if (OwnerId is { } owner)
            leads = leads.Where(l => l.OwnerId == owner);
        if (Sources.Count > 0)
            leads = leads.Where(l => Sources.Contains(l.Source!));
        if (AccountId is { } account)
            leads = leads.Where(l => l.AccountId == account);
        if (CampaignId is { } campaign)
            leads = leads.Where(l => db.CampaignLeads.Any(c => c.CampaignId == campaign && c.LeadId == l.Id));
        if (ImportId is { } import)
            leads = leads.Where(l => l.ImportId == import);
        if (Flag is not null)
            leads = leads.Where(l => l.Flag == Flag);
        if (MinScore is { } score)
            leads = leads.Where(l => l.Score >= score);
        if (NeedsScore)
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            leads = leads.Where(l => l.ScoreExpiresAt == null || l.ScoreExpiresAt < now);
        }
        if (DueBy is { } due)
            leads = leads.Where(l => l.NextStepAt <= due);
        if (SilentSince is { } silent)
            leads = leads.Where(l => l.LastContactAt == null || l.LastContactAt < silent);
        // Ids are version 7: their order is the order of time, and the primary key serves the range.
        if (CreatedFrom is { } from)
        {
            Guid least = TimeIds.Floor(from);
            leads = leads.Where(l => l.Id.CompareTo(least) >= 0);
        }
        if (CreatedTo is { } to)
        {
            Guid end = TimeIds.Floor(to);
            leads = leads.Where(l => l.Id.CompareTo(end) < 0);
        }
        if (Ids is { } ids)
            leads = leads.Where(l => ids.Contains(l.Id));
        if (ExceptIds.Count > 0)
            leads = leads.Where(l => !ExceptIds.Contains(l.Id));
        return leads;
    }
}
