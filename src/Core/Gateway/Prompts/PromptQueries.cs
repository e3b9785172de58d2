using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Lists the organisation's prompts.</summary>
public sealed class ListPrompts(IArtisanDbFactory databases, TimeProvider time)
{
    private const int Most = 500;

    /// <summary>Lists, those in use first, by name.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<PromptInfo>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        Prompt[] prompts = await db.Prompts.AsNoTracking().OrderBy(p => p.ArchivedAt != null).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(Most).ToArrayAsync(cancellationToken);
        var versions = (await db.PromptVersions.AsNoTracking().Select(v => new { v.PromptId, v.Version, v.State, v.ReleasedAt }).ToArrayAsync(cancellationToken)).ToLookup(v => v.PromptId);
        DateTimeOffset since = time.GetUtcNow().AddDays(-7);
        Dictionary<Guid, int> used = await db.Requests.Where(r => r.PromptId != null && r.At >= since).GroupBy(r => r.PromptId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return
        [
            .. prompts.Select(p => InfoOf(p,
                versions[p.Id].Where(v => v.State == ModelPolicyState.Released).OrderByDescending(v => v.ReleasedAt).ThenByDescending(v => v.Version).FirstOrDefault()?.Version,
                versions[p.Id].Count(v => v.State is ModelPolicyState.Draft or ModelPolicyState.Submitted), used.GetValueOrDefault(p.Id))),
        ];
    }

    internal static PromptInfo InfoOf(Prompt prompt, int? live, int open, int used) =>
        new(prompt.Id, prompt.Slug, prompt.Name, prompt.Description, prompt.UseCase, prompt.WorkspaceId, live, open, used, prompt.ArchivedAt is not null);
}

/// <summary>Reads a prompt with its versions.</summary>
public sealed class GetPrompt(IArtisanDbFactory databases, ControlPlane control, TimeProvider time)
{
    private const int MostVersions = 200;

    /// <summary>Reads.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="prompt">Id or slug.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When there is none.</exception>
    public async Task<PromptDetail> ExecuteAsync(TenantScope scope, string prompt, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        await using ArtisanDb db = databases.Open(scope);
        Prompt found = await FindAsync(db.Prompts.AsNoTracking(), prompt, cancellationToken);
        PromptVersion[] rows = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == found.Id).OrderByDescending(v => v.Version).Take(MostVersions).ToArrayAsync(cancellationToken);
        PromptVersion? live = LiveOf(rows);
        PromptVersionInfo[] versions = [.. rows.Select(r => InfoOf(r, live, scope))];
        DateTimeOffset since = time.GetUtcNow().AddDays(-7);
        int used = await db.Requests.CountAsync(r => r.PromptId == found.Id && r.At >= since, cancellationToken);
        return new PromptDetail(ListPrompts.InfoOf(found, live?.Version, versions.Count(v => v.State is "draft" or "submitted"), used), versions.FirstOrDefault(v => v.State == "live"), versions, GetModelPolicy.NeedsApproval(tenant));
    }

    internal static async Task<Prompt> FindAsync(IQueryable<Prompt> prompts, string prompt, CancellationToken cancellationToken) =>
        (Guid.TryParse(prompt, out Guid id) ? await prompts.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) : await prompts.SingleOrDefaultAsync(p => p.Slug == prompt, cancellationToken))
        ?? throw ArtisanException.NotFound("The prompt");

    internal static PromptVersion? LiveOf(IEnumerable<PromptVersion> rows) =>
        rows.Where(r => r.State == ModelPolicyState.Released).OrderByDescending(r => r.ReleasedAt).ThenByDescending(r => r.Version).FirstOrDefault();

    internal static PromptVersionInfo InfoOf(PromptVersion row, PromptVersion? live, TenantScope scope)
    {
        string state = row.State switch
        {
            ModelPolicyState.Released => row.Id == live?.Id ? "live" : "retired",
            ModelPolicyState.Draft => "draft",
            ModelPolicyState.Submitted => "submitted",
            ModelPolicyState.Rejected => "rejected",
            _ => "withdrawn",
        };
        return new PromptVersionInfo(row.Id, row.PromptId, row.Version, state, PromptContent.Read(row.ContentJson), row.Note, row.BasedOn, row.CreatedAt, row.CreatedBy, row.ReleasedAt, row.DecidedBy, row.DecidedAt,
            row.DecisionNote, row.Revision, row.State == ModelPolicyState.Submitted && row.CreatedById != scope.ActorId && scope.MayEdit(Area.AiControl));
    }
}
