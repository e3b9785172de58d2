using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>A task in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="LeadId">Lead.</param>
/// <param name="LeadName">The lead's name.</param>
/// <param name="Title">What.</param>
/// <param name="DueAt">Until when (UTC).</param>
/// <param name="AssigneeId">Who is to do it; null for the lead's owner.</param>
/// <param name="AssigneeName">That member's name.</param>
/// <param name="DoneAt">When it was done (UTC).</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
public sealed record TaskRow(Guid Id, Guid LeadId, string LeadName, string Title, DateTimeOffset? DueAt, Guid? AssigneeId, string? AssigneeName, DateTimeOffset? DoneAt, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>Lists tasks: of one lead, all; else the caller's open ones, the earliest due first.</summary>
public sealed class ListLeadTasks(IArtisanDbFactory databases)
{
    private const int Most = 200;

    /// <summary>Lists, at most 200.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public async Task<IReadOnlyList<TaskRow>> ExecuteAsync(TenantScope scope, Guid? leadId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Lead> leads = db.Leads.AsNoTracking().Reached(scope);
        IQueryable<LeadTask> tasks = db.LeadTasks.AsNoTracking();
        if (leadId is { } id)
        {
            if (!await leads.AnyAsync(l => l.Id == id, cancellationToken))
                throw ArtisanException.NotFound("The lead");
            tasks = tasks.Where(t => t.LeadId == id);
        }
        else
        {
            Guid own = scope.ActorId;
            tasks = tasks.Where(t => t.DoneAt == null && (t.AssigneeId == own || (t.AssigneeId == null && db.Leads.Any(l => l.Id == t.LeadId && l.OwnerId == own))));
        }
        return await tasks.OrderBy(t => t.DoneAt != null).ThenBy(t => t.DueAt ?? DateTimeOffset.MaxValue).ThenBy(t => t.Id).Take(Most).Select(t => new TaskRow(t.Id, t.LeadId,
            db.Leads.Where(l => l.Id == t.LeadId).Select(l => l.Name).First(), t.Title, t.DueAt, t.AssigneeId,
            db.Memberships.Where(m => m.Id == t.AssigneeId).Select(m => m.DisplayName).FirstOrDefault(), t.DoneAt, t.CreatedBy, t.CreatedAt)).ToArrayAsync(cancellationToken);
    }
}

/// <summary>Makes a task, changes it, or marks it done or open again. The earliest open one becomes the lead's next step.</summary>
public sealed class SaveLeadTask(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>What to save.</summary>
    /// <param name="Id">Null for a new one.</param>
    /// <param name="LeadId">The lead.</param>
    /// <param name="Title">What.</param>
    /// <param name="DueAt">Until when.</param>
    /// <param name="AssigneeId">Who is to do it; null for the lead's owner.</param>
    /// <param name="Done">Whether it is done.</param>
    public sealed record Request(Guid? Id, Guid LeadId, string Title, DateTimeOffset? DueAt = null, Guid? AssigneeId = null, bool Done = false);

    /// <summary>Saves.</summary>
    /// <returns>The task's id.</returns>
    /// <exception cref="ArtisanException">When a field is wrong or the lead or task does not exist for the caller.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        Lead lead = await db.Leads.Reached(scope, Level.Edit).SingleOrDefaultAsync(l => l.Id == request.LeadId, cancellationToken) ?? throw ArtisanException.NotFound("The lead");
        var input = new CrmInput();
        string title = input.Required("title", request.Title);
        await input.OwnerAsync(db, "assignee_id", request.AssigneeId, cancellationToken);
        input.Check();
        LeadTask task;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (request.Id is { } id)
        {
            task = await db.LeadTasks.SingleOrDefaultAsync(t => t.Id == id && t.LeadId == lead.Id, cancellationToken) ?? throw ArtisanException.NotFound("The task");
        }
        else
        {
            task = new LeadTask { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), LeadId = lead.Id, CreatedBy = scope.ActorName, CreatedById = scope.ActorId, CreatedAt = now };
            db.LeadTasks.Add(task);
            db.LeadEvents.Add(LeadTimelineEntry.Event(scope, lead.Id, LeadEventKind.Task, $"Task added: {title}"));
        }
        if (request.Done && task.DoneAt is null)
            db.LeadEvents.Add(LeadTimelineEntry.Event(scope, lead.Id, LeadEventKind.Task, $"Task done: {title}"));
        (task.Title, task.DueAt, task.AssigneeId, task.DoneAt) = (title, request.DueAt?.ToUniversalTime(), request.AssigneeId, request.Done ? task.DoneAt ?? now : null);
        await db.SaveChangesAsync(cancellationToken);
        await NextStep.RefreshAsync(db, lead.Id, cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, lead.Id.ToString("N")));
        return task.Id;
    }
}

/// <summary>Deletes a task.</summary>
public sealed class DeleteLeadTask(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid taskId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Lead> leads = db.Leads.Reached(scope, Level.Edit);
        LeadTask task = await db.LeadTasks.SingleOrDefaultAsync(t => t.Id == taskId && leads.Any(l => l.Id == t.LeadId), cancellationToken) ?? throw ArtisanException.NotFound("The task");
        db.LeadTasks.Remove(task);
        await db.SaveChangesAsync(cancellationToken);
        await NextStep.RefreshAsync(db, task.LeadId, cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, task.LeadId.ToString("N")));
    }
}

/// <summary>Keeps a lead's next step at its earliest open task.</summary>
internal static class NextStep
{
    internal static async Task RefreshAsync(ArtisanDb db, Guid leadId, CancellationToken cancellationToken)
    {
        var next = await db.LeadTasks.AsNoTracking().Where(t => t.LeadId == leadId && t.DoneAt == null)
            .OrderBy(t => t.DueAt ?? DateTimeOffset.MaxValue).ThenBy(t => t.Id).Select(t => new { t.Title, t.DueAt }).FirstOrDefaultAsync(cancellationToken);
        string? title = next?.Title;
        DateTimeOffset? dueAt = next?.DueAt;
        await db.Leads.Where(l => l.Id == leadId).ExecuteUpdateAsync(set => set.SetProperty(l => l.NextStep, title).SetProperty(l => l.NextStepAt, dueAt), cancellationToken);
    }
}
