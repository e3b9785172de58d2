using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>A prompt's own values, apart from its versions.</summary>
/// <param name="Slug">What requests call it; only for a new one.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="UseCase">The use case whose system prompt it takes the place of; null for none.</param>
/// <param name="WorkspaceId">The one workspace that it is for; null for all.</param>
public sealed record PromptSettings(string Slug, string Name, string? Description = null, string? UseCase = null, Guid? WorkspaceId = null);

/// <summary>Makes a prompt, changes its name and use, or puts it away.</summary>
public sealed partial class SavePrompt(IArtisanDbFactory databases, ControlPlane control)
{
    /// <summary>Makes or changes.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="prompt">Id or slug of the prompt that is changed; null for a new one.</param>
    /// <param name="settings">All values.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="ArtisanException">With every fault by field; with <see cref="ErrorCode.Conflict"/> when the slug is taken.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, string? prompt, PromptSettings settings, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        Check(scope, settings, prompt is null);
        await using ArtisanDb db = databases.Open(scope);
        Prompt row;
        if (prompt is null)
        {
            row = new Prompt { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Slug = settings.Slug, CreatedAt = DateTimeOffset.UtcNow, CreatedBy = scope.ActorName };
            db.Prompts.Add(row);
        }
        else
        {
            row = await GetPrompt.FindAsync(db.Prompts, scope, prompt, cancellationToken);
        }
        if (await db.Prompts.AnyAsync(p => p.Slug == row.Slug && p.WorkspaceId == settings.WorkspaceId && p.Id != row.Id, cancellationToken))
            throw Taken(row.Slug, settings.WorkspaceId, isNew: prompt is null);
        var before = new { row.Name, row.Description, row.UseCase, row.WorkspaceId };
        (row.Name, row.Description, row.UseCase, row.WorkspaceId) = (settings.Name.Trim(), string.IsNullOrWhiteSpace(settings.Description) ? null : settings.Description.Trim(), settings.UseCase, settings.WorkspaceId);
        db.Audit(scope, prompt is null ? "prompt.created" : "prompt.changed", $"Prompt {row.Slug}", new { before = prompt is null ? null : before, after = new { row.Name, row.Description, row.UseCase, row.WorkspaceId } });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (prompt is null || before.WorkspaceId != row.WorkspaceId)
        {
            // Somebody else was quicker.
            throw Taken(row.Slug, row.WorkspaceId, isNew: prompt is null);
        }
        return row.Id;
    }

    private static ArtisanException Taken(string slug, Guid? workspaceId, bool isNew) => isNew
        ? new ArtisanException(ErrorCode.Conflict, workspaceId is null ? $"The organisation has a prompt '{slug}' already. Choose another slug, or a workspace in which it shall say something else." : $"The workspace has a prompt '{slug}' already. Choose another slug, or change that one.") { Field = "slug" }
        : new ArtisanException(ErrorCode.Conflict, $"{(workspaceId is null ? "The organisation" : "That workspace")} has a prompt '{slug}' already, and slugs never change. Leave it where it is.") { Field = "workspace_id" };

    /// <summary>Puts a prompt away, or takes it out again. Requests cannot use one that was put away.</summary>
    public async Task ArchiveAsync(TenantScope scope, string prompt, bool archived, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Prompt row = await GetPrompt.FindAsync(db.Prompts, scope, prompt, cancellationToken);
        if (row.ArchivedAt is not null == archived)
            return;
        row.ArchivedAt = archived ? DateTimeOffset.UtcNow : null;
        db.Audit(scope, archived ? "prompt.archived" : "prompt.restored", $"Prompt {row.Slug}", new { });
        await db.SaveChangesAsync(cancellationToken);
    }

    private void Check(TenantScope scope, PromptSettings settings, bool isNew)
    {
        var faults = new List<PromptFault>();
        if (isNew && !Slug().IsMatch(settings.Slug ?? ""))
            faults.Add(new PromptFault("slug", "The slug has 2 to 64 lower-case letters, digits and dashes, such as follow-up-mail."));
        if (string.IsNullOrWhiteSpace(settings.Name) || settings.Name.Length > 200)
            faults.Add(new PromptFault("name", "Give the prompt a name of at most 200 characters."));
        if (settings.Description is { Length: > 2000 })
            faults.Add(new PromptFault("description", "The description is longer than 2,000 characters."));
        if (settings.UseCase is not null && (!UseCases.All.Contains(settings.UseCase) || settings.UseCase == UseCases.Gateway))
            faults.Add(new PromptFault("use_case", $"The use case is one of {string.Join(", ", UseCases.All.Where(u => u != UseCases.Gateway))}."));
        if (settings.WorkspaceId is { } workspace && control.TenantOf(scope.TenantId)?.Workspaces.ContainsKey(workspace) != true)
            faults.Add(new PromptFault("workspace_id", "There is no such workspace."));
        PromptFault.Demand(faults);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,63}$")]
    private static partial Regex Slug();
}

/// <summary>Writes a draft of a prompt, or changes one.</summary>
public sealed class SavePromptDraft(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config)
{
    /// <summary>Saves.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="prompt">Id or slug.</param>
    /// <param name="content">What it shall say.</param>
    /// <param name="note">Why; may be null.</param>
    /// <param name="draft">The draft that is changed; null for a new one.</param>
    /// <param name="revision">The draft's revision that the change was made on; null to take the risk.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The draft.</returns>
    /// <exception cref="ArtisanException">With every fault by field; with <see cref="ErrorCode.Conflict"/> when somebody else changed it meanwhile.</exception>
    public async Task<PromptVersionInfo> ExecuteAsync(TenantScope scope, string prompt, PromptContent content, string? note, Guid? draft, int? revision, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        PromptCheck.Demand(content, tenant, config.Current);
        if (note is { Length: > 2000 })
            throw ArtisanException.Invalid("note", "The note is longer than 2,000 characters.");
        await using ArtisanDb db = databases.Open(scope);
        Prompt found = await GetPrompt.FindAsync(db.Prompts.AsNoTracking(), scope, prompt, cancellationToken);
        PromptVersion row;
        if (draft is { } id)
        {
            row = await db.PromptVersions.SingleOrDefaultAsync(v => v.Id == id && v.PromptId == found.Id, cancellationToken) ?? throw ArtisanException.NotFound("The draft");
            if (row.State is not (ModelPolicyState.Draft or ModelPolicyState.Rejected))
                throw new ArtisanException(ErrorCode.Conflict, $"Version {row.Version} is no draft any more. Make a new one from it.");
            if (revision is { } seen && seen != row.Revision)
                throw Changed();
            (row.State, row.Revision) = (ModelPolicyState.Draft, row.Revision + 1);
        }
        else
        {
            row = await AddAsync(db, scope, found.Id, cancellationToken);
        }
        (row.ContentJson, row.Note) = (content.Write(), string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        db.Audit(scope, "prompt.drafted", $"Prompt {found.Slug}, version {row.Version}", new { content, note });
        await SaveAsync(db, cancellationToken);
        return GetPrompt.InfoOf(row, null, scope);
    }

    internal static async Task<PromptVersion> AddAsync(ArtisanDb db, TenantScope scope, Guid promptId, CancellationToken cancellationToken)
    {
        PromptVersion[] rows = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == promptId).Select(v => new PromptVersion { Id = v.Id, Version = v.Version, State = v.State, ReleasedAt = v.ReleasedAt }).ToArrayAsync(cancellationToken);
        var row = new PromptVersion
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            PromptId = promptId,
            Version = rows.Select(r => r.Version).DefaultIfEmpty(0).Max() + 1,
            State = ModelPolicyState.Draft,
            BasedOn = GetPrompt.LiveOf(rows)?.Version,
            CreatedAt = DateTimeOffset.UtcNow,
            CreatedBy = scope.ActorName,
            CreatedById = scope.ActorId,
        };
        db.PromptVersions.Add(row);
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
            throw Changed();
        }
    }

    private static ArtisanException Changed() => new(ErrorCode.Conflict, "The prompt was changed by someone meanwhile. Open it again and make your change there.");
}
