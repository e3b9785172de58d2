using System.Reflection;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Artisan.Core.Guardrails.Coverage;

/// <summary>
/// Passes what was kept before through the policy of today: every guarded column of every table, page by page, from where the last run stopped. Rows that
/// hold nothing are left alone. Saving does the work (<see cref="GuardedColumns"/>), so that old rows and new ones are treated alike.
/// </summary>
public sealed class CoverKeptTexts(IArtisanDbFactory databases, GuardrailPolicies policies, IKeptTextGuard guard, IEnumerable<ITextFollower> followers) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "guardrails.cover";
    private const int PageRows = 200, Attempts = 4;

    private static readonly MethodInfo s_page = typeof(CoverKeptTexts).GetMethod(nameof(PageAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>What came out.</summary>
    /// <param name="Rows">Rows looked at.</param>
    /// <param name="Changed">Rows in which something was taken out.</param>
    public sealed record Result(long Rows, long Changed);

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Guid[] tenants;
        await using (ArtisanDb db = databases.OpenDeployment())
            tenants = context.Run.TenantId is { } one ? [one] : await db.Tenants.OrderBy(t => t.Id).Select(t => t.Id).ToArrayAsync(cancellationToken);
        long rows = 0, changed = 0;
        foreach (Guid tenant in tenants)
        {
            (long looked, long taken) = await CoverAsync(tenant, context, cancellationToken);
            (rows, changed) = (rows + looked, changed + taken);
        }
        return new Result(rows, changed);
    }

    private async Task<(long Rows, long Changed)> CoverAsync(Guid tenant, JobContext context, CancellationToken cancellationToken)
    {
        string stamp = await CurrentStampAsync(tenant, cancellationToken);
        IEntityType[] stores;
        Dictionary<string, KeptCoverage> before;
        await using (ArtisanDb db = databases.OpenTenant(tenant))
        {
            stores = [.. db.Model.GetEntityTypes().Where(t => GuardedColumns.Of(t.ClrType).Count > 0).OrderBy(t => t.GetTableName(), StringComparer.Ordinal)];
            before = await db.KeptCoverage.AsNoTracking().ToDictionaryAsync(c => c.Store, cancellationToken);
        }
        long rows = 0, changed = 0;
        for (int i = 0; i < stores.Length; i++)
        {
            string store = stores[i].GetTableName()!;
            KeptCoverage state = before.GetValueOrDefault(store) is { } known && known.Version == stamp ? known : new KeptCoverage { TenantId = tenant, Store = store, Version = stamp };
            while (state.DoneAt is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // The policy was changed meanwhile: the job that came with the change begins anew.
                if (policies.Of(tenant).Stamp != stamp)
                    return (rows, changed);
                context.Report((double)i / stores.Length, $"{store}: {state.Rows:N0} rows, {state.Changed:N0} changed");
                (int looked, int taken) = await (Task<(int, int)>)s_page.MakeGenericMethod(stores[i].ClrType).Invoke(this, [tenant, state, cancellationToken])!;
                (rows, changed) = (rows + looked, changed + taken);
            }
        }
        return (rows, changed);
    }

    // The policy was changed on some node; this one must have read it before it applies it.
    private async Task<string> CurrentStampAsync(Guid tenant, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(tenant);
        int version = await db.GuardrailPolicies.Select(p => p.Version).SingleOrDefaultAsync(cancellationToken);
        for (int i = 0; i < 100 && policies.Of(tenant).Version < version; i++)
            await Task.Delay(100, cancellationToken);
        return policies.Of(tenant).Version >= version ? policies.Of(tenant).Stamp
            : throw new ArtisanException(ErrorCode.Unavailable, "This node has not read the policy yet. Try again in a moment.");
    }

    private async Task<(int Rows, int Changed)> PageAsync<T>(Guid tenant, KeptCoverage state, CancellationToken cancellationToken) where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await SavePageAsync<T>(tenant, state, cancellationToken);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // Another run was faster, or a row was deleted while it was looked at: what is there now is read again.
            }
        }
    }

    private async Task<(int Rows, int Changed)> SavePageAsync<T>(Guid tenant, KeptCoverage state, CancellationToken cancellationToken) where T : class
    {
        await using ArtisanDb db = databases.OpenTenant(tenant);
        IProperty[] keys = [.. db.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties.Where(p => p.Name != nameof(ITenantOwned.TenantId))];
        IQueryable<T> query = RowOrder<T>.After(db.Set<T>(), keys, state.Position);
        List<T> page = await query.Take(PageRows).ToListAsync(cancellationToken);
        foreach (T row in page)
        {
            foreach (GuardedColumns.Column column in GuardedColumns.Of(typeof(T)))
                GuardedColumns.Refresh(db.Entry(row).Property(column.Name), column, tenant, guard);
        }
        object[] rewritten = [.. db.ChangeTracker.Entries<T>().Where(e => e.State == EntityState.Modified).Select(e => e.Entity)];
        int changed = rewritten.Length;
        ITextFollower[] following = changed == 0 ? [] : [.. followers.Where(f => f.Row == typeof(T))];
        foreach (ITextFollower follower in following)
            await follower.FollowAsync(db, rewritten, cancellationToken);
        KeptCoverage? kept = await db.KeptCoverage.SingleOrDefaultAsync(c => c.Store == state.Store, cancellationToken);
        if (kept is null)
            db.KeptCoverage.Add(kept = new KeptCoverage { TenantId = tenant, Store = state.Store });
        kept.Version = state.Version;
        kept.Position = page.Count > 0 ? RowOrder<T>.PlaceOf(page[^1], keys) : state.Position;
        (kept.Rows, kept.Changed) = (state.Rows + page.Count, state.Changed + changed);
        kept.DoneAt = page.Count < PageRows ? DateTimeOffset.UtcNow : null;
        await db.SaveChangesAsync(cancellationToken);
        foreach (ITextFollower follower in following)
            follower.Saved(tenant, rewritten);
        // Only what was saved is done.
        (state.Position, state.Rows, state.Changed, state.DoneAt) = (kept.Position, kept.Rows, kept.Changed, kept.DoneAt);
        return (page.Count, changed);
    }
}
