using System.Globalization;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>Deletes prompts, answers and requests that are older than each tenant keeps them, in small pieces.</summary>
public sealed class PruneRequests(IArtisanDbFactory databases) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "requests.prune";
    private const int Piece = 5000;

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Guid[] tenants;
        await using (ArtisanDb db = databases.OpenDeployment())
            tenants = await db.Tenants.OrderBy(t => t.Id).Select(t => t.Id).ToArrayAsync(cancellationToken);
        long contents = 0, requests = 0;
        for (int i = 0; i < tenants.Length; i++)
        {
            context.Report((double)i / tenants.Length, $"Organisation {i + 1} of {tenants.Length}");
            await using ArtisanDb db = databases.OpenTenant(tenants[i]);
            DateTimeOffset contentEnd = DateTimeOffset.UtcNow.AddDays(-await DaysAsync(db, TenantSettings.ContentRetentionDays, cancellationToken));
            Guid requestEnd = TimeIds.Floor(DateTimeOffset.UtcNow.AddDays(-await DaysAsync(db, TenantSettings.RequestRetentionDays, cancellationToken)));
            int deleted;
            do
            {
                deleted = await db.RequestContents.Where(c => db.RequestContents.Where(o => o.At < contentEnd).OrderBy(o => o.At).Take(Piece).Select(o => o.RequestId).Contains(c.RequestId)).ExecuteDeleteAsync(cancellationToken);
                contents += deleted;
            }
            while (deleted == Piece);
            do
            {
                deleted = await db.Requests.Where(r => db.Requests.Where(o => o.Id.CompareTo(requestEnd) < 0).OrderBy(o => o.Id).Take(Piece).Select(o => o.Id).Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
                requests += deleted;
            }
            while (deleted == Piece);
        }
        return new { contents, requests };
    }

    internal static async Task<double> DaysAsync(ArtisanDb db, string key, CancellationToken cancellationToken)
    {
        string? json = await db.TenantSettings.Where(s => s.Key == key).Select(s => s.ValueJson).SingleOrDefaultAsync(cancellationToken);
        return double.Parse(json ?? TenantSettings.All.Single(s => s.Key == key).DefaultJson, CultureInfo.InvariantCulture);
    }
}
