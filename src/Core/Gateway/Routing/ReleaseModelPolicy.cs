using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Routing;

/// <summary>
/// Lets a version of a model policy hold, now or from a time on. Where the organisation demands a second person it is submitted instead, and holds once
/// somebody else has approved.
/// </summary>
public sealed class ReleaseModelPolicy(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, TimeProvider time)
{
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(366);

    /// <summary>Releases a draft, or submits it.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="id">The version.</param>
    /// <param name="at">From when on it holds (UTC); null for at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The version as it stands now.</returns>
    /// <exception cref="ArtisanException">When it is no draft, is faulty by today's catalogue, or the time lies in the past.</exception>
    public async Task<ModelPolicyInfo> ExecuteAsync(TenantScope scope, Guid id, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        DateTimeOffset now = time.GetUtcNow();
        if (at is { } wanted && (wanted < now.AddMinutes(-5) || wanted > now + Furthest))
            throw ArtisanException.Invalid("release_at", "Choose a time from now to a year ahead.");
        await using ArtisanDb db = databases.Open(scope);
        ModelPolicyVersion row = await FindAsync(db, id, cancellationToken);
        if (row.State is not (ModelPolicyState.Draft or ModelPolicyState.Rejected))
            throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} is no draft any more.");
        ModelPolicyCheck.Demand(ModelPolicyJson.Read(row.PolicyJson), tenant, config.Current);
        if (GetModelPolicy.NeedsApproval(tenant))
            (row.State, row.ReleaseAt, row.DecidedBy, row.DecidedAt, row.DecisionNote) = (ModelPolicyState.Submitted, at, null, null, null);
        else
            (row.State, row.ReleaseAt, row.DecidedBy, row.DecidedAt) = (ModelPolicyState.Released, at is { } later && later > now ? later : now, scope.ActorName, now);
        await SaveAsync(db, scope, tenant, row, row.State == ModelPolicyState.Submitted ? "model_policy.submitted" : "model_policy.released", cancellationToken);
        return await InfoAsync(db, scope, row, cancellationToken);
    }

    /// <summary>Approves or rejects a submitted version.</summary>
    /// <exception cref="ArtisanException">When it was not submitted, or by the one who decides.</exception>
    public async Task<ModelPolicyInfo> DecideAsync(TenantScope scope, Guid id, bool approve, string? note, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        await using ArtisanDb db = databases.Open(scope);
        ModelPolicyVersion row = await FindAsync(db, id, cancellationToken);
        if (row.State != ModelPolicyState.Submitted)
            throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} does not wait for approval.");
        if (row.CreatedById == scope.ActorId)
            throw ArtisanException.Forbidden("Somebody else has to approve what you have written.");
        DateTimeOffset now = time.GetUtcNow();
        (row.State, row.DecidedBy, row.DecidedAt, row.DecisionNote) = (approve ? ModelPolicyState.Released : ModelPolicyState.Rejected, scope.ActorName, now, note is { Length: > 2000 } ? note[..2000] : note);
        if (approve && (row.ReleaseAt is null || row.ReleaseAt < now))
            row.ReleaseAt = now;
        await SaveAsync(db, scope, tenant, row, approve ? "model_policy.approved" : "model_policy.rejected", cancellationToken);
        return await InfoAsync(db, scope, row, cancellationToken);
    }

    /// <summary>Takes back a version that does not hold yet.</summary>
    /// <exception cref="ArtisanException">When it holds or held: release another instead.</exception>
    public async Task WithdrawAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        await using ArtisanDb db = databases.Open(scope);
        ModelPolicyVersion row = await FindAsync(db, id, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        if (row.State == ModelPolicyState.Released && row.ReleaseAt <= now)
            throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} holds or has held. Release another version instead.");
        if (row.State == ModelPolicyState.Withdrawn)
            return;
        (row.State, row.DecidedBy, row.DecidedAt) = (ModelPolicyState.Withdrawn, scope.ActorName, now);
        await SaveAsync(db, scope, tenant, row, "model_policy.withdrawn", cancellationToken);
    }

    /// <summary>Releases what an earlier version said as a new version.</summary>
    /// <returns>The new version.</returns>
    public async Task<ModelPolicyInfo> RollBackAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        Guid made;
        await using (ArtisanDb db = databases.Open(scope))
        {
            ModelPolicyVersion old = await FindAsync(db, id, cancellationToken);
            ModelPolicyVersion row = await SaveModelPolicyDraft.AddAsync(db, scope, WorkspaceOf(tenant, old), cancellationToken);
            (row.PolicyJson, row.Note, row.BasedOn) = (old.PolicyJson, $"Back to version {old.Version}", old.Version);
            await SaveModelPolicyDraft.SaveAsync(db, cancellationToken);
            made = row.Id;
        }
        return await ExecuteAsync(scope, made, null, cancellationToken);
    }

    private static async Task<ModelPolicyVersion> FindAsync(ArtisanDb db, Guid id, CancellationToken cancellationToken) =>
        await db.ModelPolicyVersions.SingleOrDefaultAsync(v => v.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The version of the model policy");

    private static WorkspaceControl WorkspaceOf(TenantControl tenant, ModelPolicyVersion row) =>
        tenant.Workspaces.GetValueOrDefault(row.WorkspaceId) ?? throw new ArtisanException(ErrorCode.Conflict, "The workspace is closed.");

    private static async Task SaveAsync(ArtisanDb db, TenantScope scope, TenantControl tenant, ModelPolicyVersion row, string action, CancellationToken cancellationToken)
    {
        row.Revision++;
        db.Audit(scope, action, $"Model policy of {WorkspaceOf(tenant, row).Slug}, version {row.Version}", new { row.ReleaseAt, policy = ModelPolicyJson.Read(row.PolicyJson), note = row.DecisionNote ?? row.Note });
        await SaveModelPolicyDraft.SaveAsync(db, cancellationToken);
    }

    private async Task<ModelPolicyInfo> InfoAsync(ArtisanDb db, TenantScope scope, ModelPolicyVersion row, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        ModelPolicyVersion[] released = await db.ModelPolicyVersions.AsNoTracking().Where(v => v.WorkspaceId == row.WorkspaceId && v.State == ModelPolicyState.Released).ToArrayAsync(cancellationToken);
        return GetModelPolicy.InfoOf(row, GetModelPolicy.LiveOf(released, now), now, scope);
    }
}
