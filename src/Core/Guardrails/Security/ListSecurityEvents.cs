using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Security;

/// <summary>Which security events.</summary>
public sealed record SecurityFilter
{
    /// <summary>Kinds; null for all.</summary>
    public IReadOnlyList<SecurityEventKind>? Kinds { get; init; }
    /// <summary>What people think of them; null for all.</summary>
    public SecurityReview? Review { get; init; }
    /// <summary>What was done; null for all.</summary>
    public string? Action { get; init; }
    /// <summary>Where the text came from; null for all.</summary>
    public string? Source { get; init; }
    /// <summary>A kind of evidence; null for all.</summary>
    public string? Family { get; init; }
    /// <summary>Not before (UTC).</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Before (UTC).</summary>
    public DateTimeOffset? To { get; init; }

    internal IQueryable<SecurityEvent> Apply(IQueryable<SecurityEvent> events)
    {
        if (Kinds is { Count: > 0 } kinds)
            events = events.Where(e => kinds.Contains(e.Kind));
        if (Review is { } review)
            events = events.Where(e => e.Review == review);
        if (Action is { Length: > 0 } action)
            events = events.Where(e => e.Action == action);
        if (Source is { Length: > 0 } source)
            events = events.Where(e => e.Source == source);
        if (Family is { Length: > 0 } family)
            events = events.Where(e => e.Families == family || e.Families.StartsWith(family + ",") || e.Families.EndsWith("," + family) || e.Families.Contains("," + family + ","));
        if (From is { } from)
            events = events.Where(e => e.At >= from);
        if (To is { } to)
            events = events.Where(e => e.At < to);
        return events;
    }
}

/// <summary>A security event for people and programs.</summary>
/// <param name="Id">Id.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Kind">What.</param>
/// <param name="Source">Where the text came from.</param>
/// <param name="Action">What was done.</param>
/// <param name="Score">How sure, 0 to 1.</param>
/// <param name="Families">The kinds of evidence, the heaviest first.</param>
/// <param name="Evidence">The evidence, with places in the excerpt.</param>
/// <param name="Excerpt">The text around it; null for callers who may not see prompts.</param>
/// <param name="RequestId">The AI request.</param>
/// <param name="UseCase">The use case.</param>
/// <param name="ActorName">Who called.</param>
/// <param name="Review">What a person thinks of it.</param>
/// <param name="ReviewedBy">Who.</param>
/// <param name="ReviewedAt">When (UTC).</param>
/// <param name="Note">What the person wrote.</param>
/// <param name="Times">How often the same caller sent the same within a day.</param>
/// <param name="LastSeenAt">When it was last found (UTC).</param>
public sealed record SecurityEventInfo(Guid Id, DateTimeOffset At, SecurityEventKind Kind, string Source, string Action, double Score, IReadOnlyList<string> Families, IReadOnlyList<SecurityEvidence> Evidence,
    string? Excerpt, Guid? RequestId, string UseCase, string ActorName, SecurityReview Review, string? ReviewedBy, DateTimeOffset? ReviewedAt, string? Note, int Times = 1, DateTimeOffset? LastSeenAt = null);

/// <summary>Lists what the guardrails found, newest first.</summary>
public sealed class ListSecurityEvents(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor is wrong.</exception>
    public async Task<Page<SecurityEventInfo>> ExecuteAsync(TenantScope scope, SecurityFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.See);
        bool mayRead = scope.AccessTo(Area.RequestContent).Reach == Reach.All;
        await using ArtisanDb db = databases.Open(scope);
        return await filter.Apply(db.SecurityEvents.AsNoTracking()).ToPageAsync(e => e.Id, null, e => Of(e, mayRead), row => (null, row.Id), page, cancellationToken);
    }

    /// <summary>One event.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or with <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<SecurityEventInfo> GetAsync(TenantScope scope, Guid eventId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        SecurityEvent item = await db.SecurityEvents.AsNoTracking().SingleOrDefaultAsync(e => e.Id == eventId, cancellationToken) ?? throw ArtisanException.NotFound("The security event");
        return Of(item, scope.AccessTo(Area.RequestContent).Reach == Reach.All);
    }

    private static SecurityEventInfo Of(SecurityEvent e, bool mayRead) => new(e.Id, e.At, e.Kind, e.Source, e.Action, e.Score,
        e.Families.Split(',', StringSplitOptions.RemoveEmptyEntries), ReadEvidence(e.EvidenceJson), mayRead ? e.Excerpt : null, e.RequestId, e.UseCase, e.ActorName, e.Review, e.ReviewedBy, e.ReviewedAt, e.Note, e.Times, e.LastSeenAt ?? e.At);

    /// <summary>How many events there are, by kind and by what was done about them, with the open ones.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<IReadOnlyList<SecurityCount>> CountAsync(TenantScope scope, SecurityFilter filter, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return await filter.Apply(db.SecurityEvents.AsNoTracking()).GroupBy(e => new { e.Kind, e.Action })
            .Select(g => new SecurityCount(g.Key.Kind, g.Key.Action, g.Count(), g.Count(e => e.Review == SecurityReview.Open), g.Count(e => e.Review == SecurityReview.FalseAlarm))).ToArrayAsync(cancellationToken);
    }

    private static SecurityEvidence[] ReadEvidence(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SecurityEvidence[]>(json, ArtisanJson.Options) ?? [];
        }
        catch (JsonException)
        {
            return []; // cut to its column
        }
    }
}

/// <summary>A count of security events.</summary>
/// <param name="Kind">What.</param>
/// <param name="Action">What was done.</param>
/// <param name="Count">How many.</param>
/// <param name="Open">How many nobody has looked at.</param>
/// <param name="FalseAlarms">How many were found harmless.</param>
public sealed record SecurityCount(SecurityEventKind Kind, string Action, int Count, int Open, int FalseAlarms);
