using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Routing;

/// <summary>Reads a workspace's model policy with its versions.</summary>
public sealed class GetModelPolicy(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, TimeProvider time)
{
    private const int MostVersions = 200;

    /// <summary>Reads.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="workspace">Slug or id; null for the caller's own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When there is no such workspace.</exception>
    public async Task<WorkspaceModelPolicy> ExecuteAsync(TenantScope scope, string? workspace, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        WorkspaceControl found = WorkspaceOf(scope, tenant, workspace);
        await using ArtisanDb db = databases.Open(scope);
        ModelPolicyVersion[] rows = await db.ModelPolicyVersions.AsNoTracking().Where(v => v.WorkspaceId == found.Id).OrderByDescending(v => v.Version).Take(MostVersions).ToArrayAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        ModelPolicyVersion? live = LiveOf(rows, now);
        ModelPolicyInfo[] versions = rows.Select(row => InfoOf(row, live, now, scope)).ToArray();
        ModelPolicyInfo? holding = versions.FirstOrDefault(v => v.State == "live");
        return new WorkspaceModelPolicy(found.Id, found.Slug, holding, versions, holding is null ? [] : ModelPolicyCheck.Doubts(holding.Policy, tenant, config.Current), NeedsApproval(tenant));
    }

    internal static bool NeedsApproval(TenantControl tenant) => tenant.Settings.TryGetValue(TenantSettings.PolicyApproval, out string? json) && json == "true";

    internal static WorkspaceControl WorkspaceOf(TenantScope scope, TenantControl tenant, string? workspace)
    {
        WorkspaceControl? found = string.IsNullOrEmpty(workspace) ? tenant.Workspaces.GetValueOrDefault(scope.WorkspaceId)
            : Guid.TryParse(workspace, out Guid id) ? tenant.Workspaces.GetValueOrDefault(id)
            : tenant.Workspaces.Values.FirstOrDefault(w => w.Slug == workspace);
        return found ?? throw ArtisanException.NotFound($"The workspace '{workspace}'");
    }

    internal static ModelPolicyVersion? LiveOf(IEnumerable<ModelPolicyVersion> rows, DateTimeOffset now) =>
        rows.Where(r => r.State == ModelPolicyState.Released && r.ReleaseAt <= now).OrderByDescending(r => r.ReleaseAt).ThenByDescending(r => r.Version).FirstOrDefault();

    internal static ModelPolicyInfo InfoOf(ModelPolicyVersion row, ModelPolicyVersion? live, DateTimeOffset now, TenantScope scope)
    {
        string state = row.State switch
        {
            ModelPolicyState.Released when row.Id == live?.Id => "live",
            ModelPolicyState.Released when row.ReleaseAt > now => "scheduled",
            ModelPolicyState.Released => "retired",
            ModelPolicyState.Draft => "draft",
            ModelPolicyState.Submitted => "submitted",
            ModelPolicyState.Rejected => "rejected",
            _ => "withdrawn",
        };
        return new ModelPolicyInfo(row.Id, row.WorkspaceId, row.Version, state, ModelPolicyJson.Read(row.PolicyJson), row.Note, row.BasedOn, row.CreatedAt, row.CreatedBy,
            row.ReleaseAt, row.DecidedBy, row.DecidedAt, row.DecisionNote, MayDecide: row.State == ModelPolicyState.Submitted && row.CreatedById != scope.ActorId && scope.MayEdit(Area.AiControl));
    }
}

/// <summary>Writes a draft of a workspace's model policy, or changes one.</summary>
public sealed class SaveModelPolicyDraft(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config)
{
    /// <summary>Saves.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="workspace">Slug or id; null for the caller's own.</param>
    /// <param name="policy">The whole policy.</param>
    /// <param name="note">Why; may be null.</param>
    /// <param name="draft">The draft that is changed; null for a new one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The draft's id.</returns>
    /// <exception cref="ArtisanException">With every fault by field.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, string? workspace, ModelPolicy policy, string? note, Guid? draft, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        WorkspaceControl found = GetModelPolicy.WorkspaceOf(scope, tenant, workspace);
        ModelPolicyCheck.Demand(policy, tenant, config.Current);
        if (note is { Length: > 2000 })
            throw ArtisanException.Invalid("note", "The note is longer than 2,000 characters.");
        await using ArtisanDb db = databases.Open(scope);
        ModelPolicyVersion row;
        if (draft is { } id)
        {
            row = await db.ModelPolicyVersions.SingleOrDefaultAsync(v => v.Id == id && v.WorkspaceId == found.Id, cancellationToken) ?? throw ArtisanException.NotFound("The draft");
            if (row.State is not (ModelPolicyState.Draft or ModelPolicyState.Rejected))
                throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} is no draft any more. Make a new one from it.");
            (row.State, row.Revision) = (ModelPolicyState.Draft, row.Revision + 1);
        }
        else
        {
            row = await AddAsync(db, scope, found, cancellationToken);
        }
        (row.PolicyJson, row.Note) = (ModelPolicyJson.Write(policy), string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        db.Audit(scope, "model_policy.drafted", $"Model policy of {found.Slug}, version {row.Version}", new { policy, note });
        await SaveAsync(db, cancellationToken);
        return row.Id;
    }

    internal static async Task<ModelPolicyVersion> AddAsync(ArtisanDb db, TenantScope scope, WorkspaceControl workspace, CancellationToken cancellationToken)
    {
        int last = await db.ModelPolicyVersions.Where(v => v.WorkspaceId == workspace.Id).MaxAsync(v => (int?)v.Version, cancellationToken) ?? 0;
        int? live = GetModelPolicy.LiveOf(await db.ModelPolicyVersions.AsNoTracking().Where(v => v.WorkspaceId == workspace.Id && v.State == ModelPolicyState.Released).ToArrayAsync(cancellationToken), DateTimeOffset.UtcNow)?.Version;
        var row = new ModelPolicyVersion
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            WorkspaceId = workspace.Id,
            Version = last + 1,
            State = ModelPolicyState.Draft,
            BasedOn = live,
            CreatedAt = DateTimeOffset.UtcNow,
            CreatedBy = scope.ActorName,
            CreatedById = scope.ActorId,
        };
        db.ModelPolicyVersions.Add(row);
        return row;
    }

    internal static async Task SaveAsync(ArtisanDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            throw new ArtisanException(ErrorCode.Conflict, "The policy was changed by someone meanwhile. Open it again and make your change there.");
        }
    }
}
