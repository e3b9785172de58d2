using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Scoring;

/// <summary>How many scores were made in a day.</summary>
/// <param name="Count">In the last 24 hours.</param>
/// <param name="Before">In the 24 hours before.</param>
/// <param name="Points">By the hour, oldest first, 24 of them.</param>
public sealed record ScoreCount(int Count, int Before, IReadOnlyList<int> Points);

/// <summary>Counts the scores of the last day, of leads that the caller reaches.</summary>
public sealed class CountScores(IArtisanDbFactory databases, TimeProvider clock)
{
    private const int Hours = 24;

    /// <summary>Counts.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<ScoreCount> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = clock.GetUtcNow(), from = now.AddHours(-2 * Hours);
        // Ids are version 7, so the primary key holds the scores by time.
        Guid least = TimeIds.Floor(from);
        IQueryable<LeadScore> scores = db.LeadScores.AsNoTracking().Where(s => s.Id.CompareTo(least) >= 0);
        if (reach != Reach.All)
        {
            IQueryable<Lead> leads = db.Leads.Reached(scope);
            scores = scores.Where(s => leads.Any(l => l.Id == s.LeadId));
        }
        // Minutes of two days are few, however many scores there are.
        var minutes = await scores.GroupBy(s => new { s.ScoredAt.Day, s.ScoredAt.Hour, s.ScoredAt.Minute }).Select(g => new { At = g.Min(s => s.ScoredAt), Count = g.Count() }).ToArrayAsync(cancellationToken);
        var points = new int[2 * Hours];
        foreach (var minute in minutes)
        {
            int hour = (int)Math.Floor((minute.At - from).TotalHours);
            if (hour is >= 0 and < 2 * Hours)
                points[hour] += minute.Count;
        }
        return new ScoreCount(points[Hours..].Sum(), points[..Hours].Sum(), points[Hours..]);
    }
}
