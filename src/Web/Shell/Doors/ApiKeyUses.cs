using System.Collections.Concurrent;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Web.Shell.Doors;

/// <summary>Notes in memory which keys were used, for <see cref="Core.Tenancy.RecordKeyUses"/> to write down in batches.</summary>
internal sealed class ApiKeyUses(RecordKeyUses record, ILogger<ApiKeyUses> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<(Guid TenantId, Guid KeyId), DateTimeOffset> _uses = new();

    public void Note(TenantScope scope) => _uses[(scope.TenantId, scope.ActorId)] = DateTimeOffset.UtcNow;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        var taken = new List<RecordKeyUses.Use>();
        foreach (var key in _uses.Keys)
        {
            if (_uses.TryRemove(key, out DateTimeOffset at))
                taken.Add(new RecordKeyUses.Use(key.TenantId, key.KeyId, at));
        }
        if (taken.Count == 0)
            return;
        try
        {
            await record.ExecuteAsync(taken, CancellationToken.None);
        }
        catch (Exception e) when (e is DbUpdateException or System.Data.Common.DbException or TimeoutException or InvalidOperationException or TenantIsolationException)
        {
            logger.LogDebug(e, "Last uses of API keys could not be written; later ones will be");
        }
    }
}
