using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage.Budgets;

/// <summary>Makes a budget, changes one or takes one away. All nodes keep to it within seconds.</summary>
public sealed class SaveBudget(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, LiveFeed feed)
{
    private static readonly BudgetStep[] UsualSteps = [new BudgetStep(0.9, BudgetActions.CacheFirst)];

    /// <summary>Saves.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="id">Which; null for a new one.</param>
    /// <param name="setting">What it shall be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="ArtisanException">When a value is wrong, or somebody has changed it meanwhile.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Guid? id, BudgetSetting setting, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        setting = BudgetCheck.Demand(setting, tenant, config.Current);
        await using ArtisanDb db = databases.Open(scope);
        Budget? row = id is null ? null : await db.Budgets.SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The budget");
        BudgetSetting? before = row is null ? null : BudgetSetting.Of(row);
        if (row is not null && setting.Revision is { } read && read != row.Revision)
            throw Changed();
        if (row is null)
            db.Budgets.Add(row = new Budget { TenantId = scope.TenantId, Id = Guid.CreateVersion7() });
        else if (row.Subject != setting.Subject || row.SubjectId != setting.SubjectId || row.UseCase != setting.UseCase || row.Window != setting.Window)
            throw ArtisanException.Invalid("subject", "Whose use a budget limits and over what time stays as it is, since its counts go by that. Make a new budget and switch this one off.");
        (row.Name, row.Subject, row.SubjectId, row.UseCase, row.Window) = (setting.Name, setting.Subject, setting.SubjectId, setting.UseCase, setting.Window);
        (row.LimitTokens, row.LimitUsd, row.LimitRequests, row.SoftShare, row.Hard, row.Enabled) = (setting.LimitTokens, setting.LimitUsd, setting.LimitRequests, setting.SoftShare, setting.Hard, setting.Enabled);
        row.OptionsJson = JsonSerializer.Serialize(setting.Steps ?? UsualSteps, ArtisanJson.Options);
        (row.Revision, row.UpdatedAt, row.UpdatedBy) = (row.Revision + 1, DateTimeOffset.UtcNow, scope.ActorName);
        db.Audit(scope, before is null ? "budget.created" : "budget.changed", $"Budget {row.Name}", new { row.Id, before, after = BudgetSetting.Of(row) });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw Changed();
        }
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Budgets));
        return row.Id;
    }

    /// <summary>Takes a budget away. Its counts go with time.</summary>
    /// <exception cref="ArtisanException">When it is not there.</exception>
    public async Task DeleteAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        Budget row = await db.Budgets.SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The budget");
        db.Budgets.Remove(row);
        db.Audit(scope, "budget.deleted", $"Budget {row.Name}", new { row.Id, before = BudgetSetting.Of(row) });
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Budgets));
    }

    private static ArtisanException Changed() => new(ErrorCode.Conflict, "The budget was changed by someone meanwhile. Open it again and make your change there.");
}
