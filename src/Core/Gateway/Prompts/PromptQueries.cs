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
        Prompt[] prompts = await db.Prompts.AsNoTracking().OrderBy(p => p.ArchivedAt != null).ThenBy(p => p.Name).ThenBy(p => p.WorkspaceId != null).ThenBy(p => p.Id).Take(Most).ToArrayAsync(cancellationToken);
        ILookup<string, Prompt> namesakes = prompts.Where(p => p.ArchivedAt is null).ToLookup(p => p.Slug);
        var versions = (await db.PromptVersions.AsNoTracking().Select(v => new { v.PromptId, v.Version, v.State, v.ReleasedAt }).ToArrayAsync(cancellationToken)).ToLookup(v => v.PromptId);
        DateTimeOffset since = time.GetUtcNow().AddDays(-7);
        Dictionary<Guid, int> used = await db.Requests.Where(r => r.PromptId != null && r.At >= since).GroupBy(r => r.PromptId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return
        [
            .. prompts.Select(p => InfoOf(p,
                versions[p.Id].Where(v => v.State == ModelPolicyState.Released).OrderByDescending(v => v.ReleasedAt).ThenByDescending(v => v.Version).FirstOrDefault()?.Version,
                versions[p.Id].Count(v => v.State is ModelPolicyState.Draft or ModelPolicyState.Submitted), used.GetValueOrDefault(p.Id),
                [.. namesakes[p.Slug].Where(n => n.Id != p.Id).Select(n => (n, versions[n.Id].Any(v => v.State == ModelPolicyState.Released)))])),
        ];
    }

    /// <summary>Tells of a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="live">The version that holds; null for none.</param>
    /// <param name="open">Drafts and versions that wait.</param>
    /// <param name="used">Requests of the last 7 days.</param>
    /// <param name="namesakes">The other prompts of its slug that are in use, and whether a version of them holds.</param>
    internal static PromptInfo InfoOf(Prompt prompt, int? live, int open, int used, IReadOnlyList<(Prompt Prompt, bool Holds)> namesakes) =>
        new(prompt.Id, prompt.Slug, prompt.Name, prompt.Description, prompt.UseCase, prompt.WorkspaceId, live, open, used, prompt.ArchivedAt is not null,
            prompt.WorkspaceId is null ? null : namesakes.FirstOrDefault(n => n.Prompt.WorkspaceId is null).Prompt?.Id,
            prompt.WorkspaceId is null ? [.. namesakes.Where(n => n.Holds && n.Prompt.WorkspaceId is not null).Select(n => new PromptOverrideInfo(n.Prompt.Id, n.Prompt.WorkspaceId!.Value))] : []);
}

/// <summary>Reads a prompt with its versions.</summary>
public sealed class GetPrompt(IArtisanDbFactory databases, ControlPlane control, TimeProvider time)
{
    private const int MostVersions = 200;

    /// <summary>Reads.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="prompt">Id or slug; of several with the slug the one of the caller's workspace is meant, then the organisation's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When there is none; with <see cref="ErrorCode.Conflict"/> when the slug could mean several.</exception>
    public async Task<PromptDetail> ExecuteAsync(TenantScope scope, string prompt, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        await using ArtisanDb db = databases.Open(scope);
        Prompt found = await FindAsync(db.Prompts.AsNoTracking(), scope, prompt, cancellationToken);
        PromptVersion[] rows = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == found.Id).OrderByDescending(v => v.Version).Take(MostVersions).ToArrayAsync(cancellationToken);
        PromptVersion? live = LiveOf(rows);
        PromptVersionInfo[] versions = [.. rows.Select(r => InfoOf(r, live, scope))];
        DateTimeOffset since = time.GetUtcNow().AddDays(-7);
        int used = await db.Requests.CountAsync(r => r.PromptId == found.Id && r.At >= since, cancellationToken);
        var namesakes = await db.Prompts.AsNoTracking().Where(p => p.Slug == found.Slug && p.Id != found.Id && p.ArchivedAt == null)
            .Select(p => new { Prompt = p, Holds = db.PromptVersions.Any(v => v.PromptId == p.Id && v.State == ModelPolicyState.Released) }).ToArrayAsync(cancellationToken);
        PromptInfo info = ListPrompts.InfoOf(found, live?.Version, versions.Count(v => v.State is "draft" or "submitted"), used, [.. namesakes.Select(n => (n.Prompt, n.Holds))]);
        return new PromptDetail(info, versions.FirstOrDefault(v => v.State == "live"), versions, GetModelPolicy.NeedsApproval(tenant));
    }

    /// <summary>Finds a prompt by id, or by slug as a request of the caller would: his workspace's own, else the organisation's, else the only one of another workspace.</summary>
    internal static async Task<Prompt> FindAsync(IQueryable<Prompt> prompts, TenantScope scope, string prompt, CancellationToken cancellationToken)
    {
        // A slug may look like an id.
        if (Guid.TryParse(prompt, out Guid id) && await prompts.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is { } exact)
            return exact;
        Prompt[] found = await prompts.Where(p => p.Slug == prompt).ToArrayAsync(cancellationToken);
        return found.FirstOrDefault(p => p.WorkspaceId == scope.WorkspaceId) ?? found.FirstOrDefault(p => p.WorkspaceId is null) ?? found.Length switch
        {
            0 => throw ArtisanException.NotFound("The prompt"),
            1 => found[0],
            _ => throw new ArtisanException(ErrorCode.Conflict, $"{found.Length} workspaces have a prompt '{prompt}'. Name the one that you mean by its id; GET /api/v1/ai/prompts lists them."),
        };
    }

    internal static PromptVersion? LiveOf(IEnumerable<PromptVersion> rows) =>
        rows.Where(r => r.State == ModelPolicyState.Released).OrderByDescending(r => r.ReleasedAt).ThenByDescending(r => r.Version).FirstOrDefault();

    internal static string StateOf(PromptVersion row, PromptVersion? live) => row.State switch
    {
        ModelPolicyState.Released => row.Id == live?.Id ? "live" : "retired",
        ModelPolicyState.Draft => "draft",
        ModelPolicyState.Submitted => "submitted",
        ModelPolicyState.Rejected => "rejected",
        _ => "withdrawn",
    };

    internal static PromptVersionInfo InfoOf(PromptVersion row, PromptVersion? live, TenantScope scope) =>
        new(row.Id, row.PromptId, row.Version, StateOf(row, live), PromptContent.Read(row.ContentJson), row.Note, row.BasedOn, row.CreatedAt, row.CreatedBy, row.ReleasedAt, row.DecidedBy, row.DecidedAt,
            row.DecisionNote, row.Revision, row.State == ModelPolicyState.Submitted && row.CreatedById != scope.ActorId && scope.MayEdit(Area.AiControl));
}
