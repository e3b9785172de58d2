using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>
/// Lets a version of a prompt hold. Where the organisation demands a second person it is submitted instead, and holds once somebody else has approved.
/// </summary>
public sealed class ReleasePrompt(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, TimeProvider time)
{
    /// <summary>Releases a draft, or submits it.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="id">The version.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The version as it stands now.</returns>
    /// <exception cref="ArtisanException">When it is no draft, or cannot be filled in with its samples.</exception>
    public async Task<PromptVersionInfo> ExecuteAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        await using ArtisanDb db = databases.Open(scope);
        (PromptVersion row, Prompt prompt) = await FindAsync(db, id, cancellationToken);
        if (row.State is not (ModelPolicyState.Draft or ModelPolicyState.Rejected))
            throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} is no draft any more.");
        PromptCheck.DemandReleasable(prompt, PromptCheck.Demand(PromptContent.Read(row.ContentJson), tenant, config.Current));
        bool submits = GetModelPolicy.NeedsApproval(tenant);
        DateTimeOffset now = time.GetUtcNow();
        if (submits)
            (row.State, row.DecidedBy, row.DecidedAt, row.DecisionNote) = (ModelPolicyState.Submitted, null, null, null);
        else
            (row.State, row.ReleasedAt, row.DecidedBy, row.DecidedAt) = (ModelPolicyState.Released, now, scope.ActorName, now);
        return await SaveAsync(db, scope, row, prompt, submits ? "prompt.submitted" : "prompt.released", cancellationToken);
    }

    /// <summary>Approves or rejects a submitted version.</summary>
    /// <exception cref="ArtisanException">When it was not submitted, or by the one who decides.</exception>
    public async Task<PromptVersionInfo> DecideAsync(TenantScope scope, Guid id, bool approve, string? note, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        (PromptVersion row, Prompt prompt) = await FindAsync(db, id, cancellationToken);
        if (row.State != ModelPolicyState.Submitted)
            throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} does not wait for approval.");
        if (row.CreatedById == scope.ActorId)
            throw ArtisanException.Forbidden("Somebody else has to approve what you have written.");
        DateTimeOffset now = time.GetUtcNow();
        (row.State, row.DecidedBy, row.DecidedAt, row.DecisionNote) = (approve ? ModelPolicyState.Released : ModelPolicyState.Rejected, scope.ActorName, now, note is { Length: > 2000 } ? note[..2000] : note);
        if (approve)
            row.ReleasedAt = now;
        return await SaveAsync(db, scope, row, prompt, approve ? "prompt.approved" : "prompt.rejected", cancellationToken);
    }

    /// <summary>Takes back a version that never held.</summary>
    /// <exception cref="ArtisanException">When it holds or held: release another instead.</exception>
    public async Task WithdrawAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        (PromptVersion row, Prompt prompt) = await FindAsync(db, id, cancellationToken);
        if (row.State == ModelPolicyState.Released)
            throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} holds or has held. Release another version instead.");
        if (row.State == ModelPolicyState.Withdrawn)
            return;
        (row.State, row.DecidedBy, row.DecidedAt) = (ModelPolicyState.Withdrawn, scope.ActorName, time.GetUtcNow());
        await SaveAsync(db, scope, row, prompt, "prompt.withdrawn", cancellationToken);
    }

    /// <summary>Releases what an earlier version said as a new version.</summary>
    /// <returns>The new version.</returns>
    public async Task<PromptVersionInfo> RollBackAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        Guid made;
        await using (ArtisanDb db = databases.Open(scope))
        {
            (PromptVersion old, Prompt prompt) = await FindAsync(db, id, cancellationToken);
            PromptVersion row = await SavePromptDraft.AddAsync(db, scope, prompt.Id, cancellationToken);
            (row.ContentJson, row.Note, row.BasedOn) = (old.ContentJson, $"Back to version {old.Version}", old.Version);
            await SavePromptDraft.SaveAsync(db, cancellationToken);
            made = row.Id;
        }
        return await ExecuteAsync(scope, made, cancellationToken);
    }

    private static async Task<(PromptVersion, Prompt)> FindAsync(ArtisanDb db, Guid id, CancellationToken cancellationToken)
    {
        PromptVersion row = await db.PromptVersions.SingleOrDefaultAsync(v => v.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The version of the prompt");
        return (row, await db.Prompts.AsNoTracking().SingleAsync(p => p.Id == row.PromptId, cancellationToken));
    }

    private static async Task<PromptVersionInfo> SaveAsync(ArtisanDb db, TenantScope scope, PromptVersion row, Prompt prompt, string action, CancellationToken cancellationToken)
    {
        row.Revision++;
        db.Audit(scope, action, $"Prompt {prompt.Slug}, version {row.Version}", new { content = PromptContent.Read(row.ContentJson), note = row.DecisionNote ?? row.Note });
        await SavePromptDraft.SaveAsync(db, cancellationToken);
        PromptVersion[] released = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == prompt.Id && v.State == ModelPolicyState.Released).ToArrayAsync(cancellationToken);
        return GetPrompt.InfoOf(row, GetPrompt.LiveOf(released), scope);
    }
}
