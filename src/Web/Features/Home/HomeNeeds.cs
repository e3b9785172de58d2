using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Core.Usage.Budgets;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Home;

/// <summary>Gathers what needs the caller, the worst first, as far as his rights go: nobody is told of what he may not open.</summary>
public sealed class HomeNeeds(ListJobs jobs, ListProviders providers, GetUsageBreakdown usage, GetUsageQuota quota, ListApiKeys keys, ListLeadTasks tasks, ListSecurityEvents security, ListBudgetAlerts budgets, DecideBudgetRequest asked, IAiConfigSource config, TimeProvider clock)
{
    private const int FewestCalls = 5;
    private const int TasksNamed = 3;
    private const int MostTasks = 200;
    private const double SickShare = 0.2;
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>Reads.</summary>
    public async Task<IReadOnlyList<Need>> ReadAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var needs = new List<Need>();
        // Only who can connect a provider needs to hear that one waits for it.
        if (scope.MayEdit(Area.AiControl))
        {
            needs.AddRange(Unusable(await providers.ExecuteAsync(scope, cancellationToken)));
            needs.AddRange(Asked(await asked.ListAsync(scope, cancellationToken)));
            needs.AddRange(Budgets(await budgets.ExecuteAsync(scope, cancellationToken)));
        }
        if (scope.MaySee(Area.Settings))
            needs.AddRange(Configuration(config.ReloadFaults));
        if (scope.MaySee(Area.Usage))
        {
            DateTimeOffset now = clock.GetUtcNow();
            needs.AddRange(Sick(await usage.ExecuteAsync(scope, new UsageFilter(now.AddHours(-1), now), UsageGroup.Provider, cancellationToken)));
            if (scope.AccessTo(Area.Usage).Reach == Reach.All)
                needs.AddRange(Caps(await quota.ExecuteAsync(scope, cancellationToken)));
        }
        if (scope.MaySee(Area.Guardrails))
            needs.AddRange(Attacked(await security.CountAsync(scope, new SecurityFilter { From = clock.GetUtcNow().AddDays(-1), Review = SecurityReview.Open }, cancellationToken)));
        if (scope.MaySee(Area.Jobs) || scope.IsOperator)
            needs.AddRange(Failed((await jobs.ExecuteAsync(scope, JobStatus.Failed, new PageRequest(null, 20), cancellationToken)).Items));
        if (scope.MayEdit(Area.Leads))
            needs.AddRange(Overdue(await tasks.ExecuteAsync(scope, null, cancellationToken), clock.GetUtcNow()));
        if (scope.MaySee(Area.Settings))
            needs.AddRange(Expiring((await keys.ExecuteAsync(scope, new PageRequest(null, 500), cancellationToken)).Items, clock.GetUtcNow()));
        return [.. needs.OrderByDescending(n => n.Tone)];
    }

    internal static IEnumerable<Need> Configuration(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            yield return new Need(Tone.Bad, "file-json", $"The configuration file has {Format.Plural(faults.Count, "fault")}; the last good one still holds.", faults[0], "Show configuration", "/settings?tab=configuration");
    }

    internal static IEnumerable<Need> Unusable(IReadOnlyList<ProviderInfo> all) => all.Where(p => p is { Usable: false, Enabled: true } && (p.Models > 0 || p.Id is not null))
        .Select(p => new Need(Tone.Warning, "unplug", $"{p.Name} cannot be called.", "It has no credential.", "Connect provider", $"/admin/ai-control?tab=providers&provider={Uri.EscapeDataString(p.Name)}"));

    internal static IEnumerable<Need> Sick(IReadOnlyList<UsageShare> byProvider) => byProvider.Where(p => p.Totals.Attempts >= FewestCalls && p.Totals.ErrorRate >= SickShare)
        .Select(p => new Need(Tone.Bad, "activity", $"{p.Name} fails {Format.Percent(p.Totals.ErrorRate)} of its calls.", $"{Format.Count(p.Totals.Failures)} of {Format.Count(p.Totals.Attempts)} in the last hour.",
            "Show requests", $"/requests?range=1h&status=failed&provider={Uri.EscapeDataString(p.Key)}"));

    internal static IEnumerable<Need> Attacked(IReadOnlyList<SecurityCount> open)
    {
        int alerts = open.Where(c => c.Kind == SecurityEventKind.Alert).Sum(c => c.Open), findings = open.Where(c => c.Kind != SecurityEventKind.Alert).Sum(c => c.Open);
        if (alerts > 0)
            yield return new Need(Tone.Bad, "shield", "There were more attempts of injection within an hour than your policy allows.", findings == 0 ? null : $"{Format.Plural(findings, "finding")} to review in the last 24 hours.", "Show findings", "/guardrails?range=24h&review=open");
        else if (findings > 0)
            yield return new Need(Tone.Warning, "shield", $"{Format.Plural(findings, "finding")} of the guardrails to review.", "From the last 24 hours.", "Review", "/guardrails?range=24h&review=open");
    }

    internal static IEnumerable<Need> Caps(UsageQuota quota)
    {
        (string Name, QuotaLine Line)[] lines = [("month's cost", quota.MonthlyUsd), ("month's tokens", quota.MonthlyTokens), ("day's tokens", quota.DailyTokens)];
        return lines.Where(l => l.Line.UsedShare >= quota.SoftCapShare).Select(l => new Need(l.Line.UsedShare >= 1 ? Tone.Bad : Tone.Warning, "gauge",
            $"The {l.Name} stands at {Format.Percent(l.Line.UsedShare)} of its limit.", null, "Show usage", "/usage"));
    }

    internal static IEnumerable<Need> Asked(IReadOnlyList<BudgetRequestInfo> requests)
    {
        BudgetRequestInfo[] open = [.. requests.Where(r => r.State == BudgetRequestState.Open)];
        if (open.Length == 1)
            yield return new Need(Tone.Warning, "wallet", $"{open[0].CreatedBy} asks for more of the budget “{open[0].Name}”.", open[0].Reason, "Decide", "/admin/ai-control?tab=budgets");
        else if (open.Length > 1)
            yield return new Need(Tone.Warning, "wallet", $"{Format.Count(open.Length)} requests for more of a budget wait.", $"The last is {open[0].CreatedBy}'s.", "Decide", "/admin/ai-control?tab=budgets");
    }

    // The month's quota and the organisation's day are told of by Caps.
    internal static IEnumerable<Need> Budgets(IReadOnlyList<BudgetAlertInfo> alerts) => alerts.Where(a => a.BudgetId != BudgetBook.TenantMonthId && a.BudgetId != BudgetBook.TenantDayId).GroupBy(a => a.BudgetId).Select(g => new Need(
        g.Any(a => a.Hard) ? Tone.Bad : Tone.Warning, "wallet", $"The budget “{g.First().Name}” {(g.Any(a => a.Hard) ? "is used up" : $"stands at {Format.Percent(g.First().Share)} of its limit")}{(g.Count() > 1 ? $", for {Format.Count(g.Count())} members or keys" : "")}.", null, "Show budget", $"/admin/ai-control?tab=budgets&budget={g.Key}"));

    internal static IEnumerable<Need> Failed(IReadOnlyList<JobInfo> failed)
    {
        if (failed.Count == 1)
            yield return new Need(Tone.Bad, "list-checks", $"{failed[0].Title} failed.", failed[0].Error, "Show job", "/jobs?state=failed");
        else if (failed.Count > 1)
            yield return new Need(Tone.Bad, "list-checks", $"{(failed.Count == 20 ? "20 or more" : Format.Count(failed.Count))} jobs failed.", $"The last was {failed[0].Title}.", "Show jobs", "/jobs?state=failed");
    }

    // The most urgent ones by name; the rest is in the list of leads.
    internal static IEnumerable<Need> Overdue(IReadOnlyList<TaskRow> open, DateTimeOffset now)
    {
        TaskRow[] late = [.. open.Where(t => t.DueAt < now).OrderBy(t => t.DueAt)];
        foreach (TaskRow task in late.Take(late.Length == TasksNamed + 1 ? late.Length : TasksNamed))
            yield return new Need(Tone.Warning, "list-checks", $"{task.Title}: {task.LeadName}.", $"It was due {Format.Ago(task.DueAt!.Value, now)}.", "Open lead", $"/leads/{task.LeadId}");
        if (late.Length > TasksNamed + 1)
            yield return new Need(Tone.Warning, "list-checks", $"{Format.Count(late.Length - TasksNamed)}{(open.Count == MostTasks ? " or more" : "")} more tasks of yours are overdue.", null, "Show leads", "/leads?only=overdue&owner=me&sort=next_step");
    }

    internal static IEnumerable<Need> Expiring(IReadOnlyList<ApiKeyInfo> all, DateTimeOffset now) => all.Where(k => k.RevokedAt is null && k.ExpiresAt > now && k.ExpiresAt < now + Soon).OrderBy(k => k.ExpiresAt)
        .Select(k => new Need(Tone.Warning, "key-round", $"The API key {k.Name} ends {Format.Ago(k.ExpiresAt!.Value, now)}.", k.LastUsedAt is { } used ? $"It was last used {Format.Ago(used, now)}." : "It was never used.", "Show keys", "/settings?tab=keys"));
}
