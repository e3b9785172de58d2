using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Context;

/// <summary>How full a model's context window was.</summary>
/// <param name="Model">The model.</param>
/// <param name="Window">Its window in tokens.</param>
/// <param name="Requests">How many requests are counted.</param>
/// <param name="Median">Share of the window that half of the prompts stay under.</param>
/// <param name="P95">Share that 95 of 100 stay under.</param>
/// <param name="Most">Share of the longest.</param>
public sealed record ContextUse(string Model, int Window, int Requests, double Median, double P95, double Most);

/// <summary>Tells how full the context windows of a use case's models were, by the vendors' own counts of its last answered requests.</summary>
public sealed class GetContextUse(IArtisanDbFactory databases, IAiConfigSource config)
{
    /// <summary>Requests that are looked at, at most.</summary>
    public const int MostRequests = 1000;

    /// <summary>Counts.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="useCase">The use case.</param>
    /// <param name="since">Older requests do not count.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>By model of the catalogue, the most used first.</returns>
    public async Task<IReadOnlyList<ContextUse>> ExecuteAsync(TenantScope scope, string useCase, DateTimeOffset since, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        // Tokens are summed over attempts, so that only requests with one tell a prompt's length.
        var rows = await db.Requests.AsNoTracking().Where(r => r.UseCase == useCase && r.At >= since).OrderByDescending(r => r.Id).Take(MostRequests)
            .Where(r => r.Status == RequestStatus.Ok && r.Attempts == 1 && r.InputTokens > 0).Select(r => new { r.Model, r.InputTokens }).ToArrayAsync(cancellationToken);
        AiConfig current = config.Current;
        return
        [
            .. rows.Where(r => r.Model is not null && current.Models.TryGetValue(r.Model, out ModelCard? card) && card.ContextWindow is not null)
                .GroupBy(r => r.Model!).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Of(g.Key, current.Models[g.Key].ContextWindow!.Value, [.. g.Select(r => r.InputTokens).Order()])),
        ];
    }

    private static ContextUse Of(string model, int window, long[] sorted)
    {
        double At(double share) => (double)sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] / window;
        return new ContextUse(model, window, sorted.Length, At(0.5), At(0.95), (double)sorted[^1] / window);
    }
}
