using Artisan.Core.Operations.Jobs;

namespace Artisan.Core.Usage.Budgets;

/// <summary>Deletes what budgets counted in windows that ended long ago.</summary>
public sealed class PruneBudgetCounts(IBudgetStore store) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "budgets.prune";

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken) => new { counts = await store.PruneAsync(cancellationToken) };
}
