using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Web.Live;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Scoring;

/// <summary>The socket <c>/ws/ai/scoring</c>: each new score of a lead that the caller may see, as a text message <c>LeadScoreResponseV1</c>.</summary>
public static class ScoringSocket
{
    /// <summary>Maps it.</summary>
    public static void MapScoringSocket(this IEndpointRouteBuilder app) =>
        app.MapGet("/ws/ai/scoring", (Delegate)RunAsync).WithTags("Scoring").WithSummary("New scores as they are made (WebSocket)").ExcludeFromDescription().RequireDoor(KeyScopes.Ai);

    private static Task RunAsync(HttpContext http, LiveFeed feed, GetLeadScores scores)
    {
        TenantScope scope = http.Scope();
        scope.Demand(Area.Leads, Level.See);
        return FeedSocket.RunAsync(http, feed, [FeedTopic.Scoring], async (signal, token) =>
        {
            try
            {
                return signal.Key is { } key && Guid.TryParse(key, out Guid lead) ? await scores.LatestAsync(scope, lead, token) : null;
            }
            catch (ArtisanException e) when (e.Code == ErrorCode.NotFound)
            {
                return null; // a colleague's lead, or deleted meanwhile
            }
        });
    }
}
