using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>What requests can be filtered by: the names that occur.</summary>
/// <param name="Models">Models.</param>
/// <param name="Providers">Provider instances.</param>
/// <param name="UseCases">Use cases.</param>
/// <param name="Workspaces">Workspaces by name.</param>
/// <param name="Callers">Members and keys by name, removed and revoked ones included; none where the caller sees only his own.</param>
public sealed record RequestFacets(IReadOnlyList<string> Models, IReadOnlyList<string> Providers, IReadOnlyList<string> UseCases, IReadOnlyList<WorkspaceName> Workspaces, IReadOnlyList<CallerName> Callers)
{
    /// <summary>Before anything was called.</summary>
    public static readonly RequestFacets None = new([], [], [], [], []);

    /// <summary>Prompts by name; none where the caller may not see them.</summary>
    public IReadOnlyList<PromptName> Prompts { get; init; } = [];
}

/// <summary>A workspace to choose.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
public sealed record WorkspaceName(Guid Id, string Name);

/// <summary>A prompt to choose.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
public sealed record PromptName(Guid Id, string Name);

/// <summary>A member or key to choose.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
public sealed record CallerName(Guid Id, string Name);

/// <summary>Reads what requests can be filtered by.</summary>
public sealed class GetRequestFacets(IArtisanDbFactory databases)
{
    private const int MostPrompts = 500;
    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(90);

    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<RequestFacets> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.RequestFigures, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        (IEnumerable<string> models, IEnumerable<string> providers, IEnumerable<string> useCases) = reach == Reach.All
            ? await OfAllAsync(db.Requests.AsNoTracking(), cancellationToken)
            : await OfPartAsync(db, scope, reach, cancellationToken);
        IQueryable<Workspace> workspaces = db.Workspaces.AsNoTracking();
        if (reach != Reach.All)
        {
            Guid[] own = scope.Workspaces.ToArray();
            workspaces = workspaces.Where(w => own.Contains(w.Id));
        }
        return new RequestFacets(
            Sorted(models), Sorted(providers), Sorted(useCases),
            await workspaces.OrderBy(w => w.Name).Select(w => new WorkspaceName(w.Id, w.Name)).ToArrayAsync(cancellationToken),
            reach == Reach.Own ? [] : await CallersAsync(db, scope, reach, cancellationToken))
        {
            Prompts = scope.MaySee(Area.AiControl) ? await db.Prompts.AsNoTracking().OrderBy(p => p.Name).ThenBy(p => p.Id).Take(MostPrompts).Select(p => new PromptName(p.Id,
                // A workspace's own is called like the organisation's that it overrides.
                p.WorkspaceId == null ? p.Name : p.Name + " (" + db.Workspaces.Where(w => w.Id == p.WorkspaceId).Select(w => w.Name).FirstOrDefault() + ")")).ToArrayAsync(cancellationToken) : [],
        };
    }

    private static async Task<CallerName[]> CallersAsync(ArtisanDb db, TenantScope scope, Reach reach, CancellationToken cancellationToken)
    {
        Guid[] ids = await HoursOf(db, scope, reach).Select(h => h.ActorId).Distinct().ToArrayAsync(cancellationToken);
        IReadOnlyDictionary<Guid, string> names = await ActorNames.OfAsync(db, ids, cancellationToken);
        return [.. ids.Select(id => new CallerName(id, ActorNames.Of(names, id))).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Id)];
    }

    private static async Task<(IEnumerable<string>, IEnumerable<string>, IEnumerable<string>)> OfAllAsync(IQueryable<RequestRecord> requests, CancellationToken cancellationToken) =>
        (await RequestNames.OfAsync(requests.Select(r => r.Model), cancellationToken),
         await RequestNames.OfAsync(requests.Select(r => r.Provider), cancellationToken),
         await RequestNames.OfAsync(requests.Select(r => (string?)r.UseCase), cancellationToken));

    // Of a part of the requests the hourly sums tell the names: they hold each a few times an hour, the requests hold it a million times.
    private static async Task<(IEnumerable<string>, IEnumerable<string>, IEnumerable<string>)> OfPartAsync(ArtisanDb db, TenantScope scope, Reach reach, CancellationToken cancellationToken)
    {
        var names = await HoursOf(db, scope, reach).Select(h => new { h.Model, h.Provider, h.UseCase }).Distinct().ToArrayAsync(cancellationToken);
        return (names.Select(n => n.Model), names.Select(n => n.Provider), names.Select(n => n.UseCase));
    }

    private static IQueryable<UsageHour> HoursOf(ArtisanDb db, TenantScope scope, Reach reach)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new UsageFilter(now - LookedBack, now.AddHours(1)).Apply(db.UsageHours.AsNoTracking(), scope, reach);
    }

    private static string[] Sorted(IEnumerable<string> names) => names.Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase).ToArray();
}
