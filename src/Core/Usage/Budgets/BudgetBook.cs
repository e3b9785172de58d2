using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Usage.Budgets;

/// <summary>A budget that applies to a call, with whose count it goes on.</summary>
/// <param name="Rule">The budget.</param>
/// <param name="SubjectId">Workspace, member or key; the tenant for the others.</param>
public sealed record AppliedBudget(BudgetRule Rule, Guid SubjectId);

/// <summary>
/// All budgets of a tenant at one state of its settings and of the deployment's configuration. What the deployment and the settings limit stands beside the
/// tenant's own budgets, except where an own budget of the same subject, window and unit takes its place.
/// </summary>
public sealed class BudgetBook
{
    private readonly ConcurrentDictionary<(Guid Workspace, ActorKind Kind, Guid Actor, string UseCase), AppliedBudget[]> _applied = new();
    private readonly ConcurrentDictionary<BudgetWindow, BudgetPeriod> _periods = new();

    private BudgetBook(TenantControl tenant, AiConfig config) => (Tenant, Config, Rules) = (tenant, config, RulesOf(tenant, config));

    /// <summary>The tenant as it was.</summary>
    public TenantControl Tenant { get; }

    /// <summary>The configuration as it was.</summary>
    public AiConfig Config { get; }

    /// <summary>All that hold, the tenant's own first.</summary>
    public IReadOnlyList<BudgetRule> Rules { get; }

    /// <summary>Makes the book of a tenant.</summary>
    public static BudgetBook Of(TenantControl tenant, AiConfig config) => new(tenant, config);

    /// <summary>The budget of this id; null where there is none.</summary>
    public BudgetRule? Find(Guid id) => Rules.FirstOrDefault(r => r.Id == id);

    /// <summary>The budgets that apply to a caller's work.</summary>
    /// <param name="scope">The caller.</param>
    /// <param name="useCase">The use case; empty for those that hold for any.</param>
    public IReadOnlyList<AppliedBudget> For(TenantScope scope, string useCase) => For(scope.WorkspaceId, scope.ActorKind, scope.ActorId, useCase);

    /// <summary>As <see cref="For(TenantScope, string)"/>, for work that is only thought of.</summary>
    public IReadOnlyList<AppliedBudget> For(Guid workspaceId, ActorKind kind, Guid actorId, string useCase) =>
        _applied.GetOrAdd((workspaceId, kind, actorId, useCase), static (key, book) => [.. book.Rules.Select(rule => book.SubjectOf(rule, key) is { } subject ? new AppliedBudget(rule, subject) : null).OfType<AppliedBudget>()], this);

    /// <summary>The period of a window at a time, in the tenant's time zone.</summary>
    public BudgetPeriod PeriodOf(BudgetWindow window, DateTimeOffset at)
    {
        if (_periods.TryGetValue(window, out BudgetPeriod known) && known.Holds(at))
            return known;
        return _periods[window] = BudgetPeriod.Of(window, at, Tenant.TimeZone);
    }

    private Guid? SubjectOf(BudgetRule rule, (Guid Workspace, ActorKind Kind, Guid Actor, string UseCase) caller) => rule.Subject switch
    {
        // How long a request may be depends on its work: a use case's own limit takes the place of the deployment's.
        BudgetSubject.Tenant when rule.Id == RequestId && LimitsRequests(caller.UseCase) => null,
        BudgetSubject.Tenant => Tenant.TenantId,
        BudgetSubject.Workspace when rule.SubjectId == caller.Workspace => caller.Workspace,
        BudgetSubject.Member when caller.Kind == ActorKind.Member && rule.SubjectId == caller.Actor => caller.Actor,
        BudgetSubject.EveryMember when caller.Kind == ActorKind.Member => caller.Actor,
        BudgetSubject.Key when caller.Kind == ActorKind.ApiKey && rule.SubjectId == caller.Actor => caller.Actor,
        BudgetSubject.EveryKey when caller.Kind == ActorKind.ApiKey => caller.Actor,
        BudgetSubject.UseCase when rule.UseCase == caller.UseCase => Tenant.TenantId,
        _ => null,
    };

    private bool LimitsRequests(string useCase) => Rules.Any(r => r is { Subject: BudgetSubject.UseCase, Window: BudgetWindow.Request, Limits.Tokens: not null } && r.UseCase == useCase);

    private static IReadOnlyList<BudgetRule> RulesOf(TenantControl tenant, AiConfig config)
    {
        ILookup<Guid, BudgetChange> changes = tenant.BudgetChanges.ToLookup(c => c.BudgetId);
        BudgetRule[] own = [.. tenant.Budgets.Where(b => b.Enabled).OrderBy(b => b.Id).Select(RuleOf)];
        return [.. own.Concat(BuiltIn(tenant, config).Select(rule => Yield(rule, own)).Where(rule => !rule.Limits.IsNone)).Select(rule => rule with { Changes = [.. changes[rule.Id]] })];
    }

    private static BudgetRule Yield(BudgetRule builtIn, BudgetRule[] own)
    {
        if (builtIn.Origin != DeploymentOrigin)
            return builtIn;
        BudgetRule[] same = [.. own.Where(o => o.Subject == builtIn.Subject && o.Window == builtIn.Window)];
        BudgetLimits limits = builtIn.Limits;
        return builtIn with
        {
            Limits = new BudgetLimits(same.Any(o => o.Limits.Tokens is not null) ? null : limits.Tokens, same.Any(o => o.Limits.Usd is not null) ? null : limits.Usd, same.Any(o => o.Limits.Requests is not null) ? null : limits.Requests),
        };
    }

    /// <summary>Origin of what the deployment's configuration limits.</summary>
    public const string DeploymentOrigin = "deployment";

    private static readonly Guid RequestId = IdOf("request");

    /// <summary>The built-in budget of the organisation's day.</summary>
    public static readonly Guid TenantDayId = IdOf("tenant-day");

    /// <summary>The built-in budget of the organisation's month, which its settings give.</summary>
    public static readonly Guid TenantMonthId = IdOf("tenant-month");

    private static IEnumerable<BudgetRule> BuiltIn(TenantControl tenant, AiConfig config)
    {
        AiLimits limits = config.Limits;
        yield return new BudgetRule { Id = RequestId, Name = "Tokens a request", Origin = DeploymentOrigin, Subject = BudgetSubject.Tenant, Window = BudgetWindow.Request, Limits = new BudgetLimits(limits.MaxTokensPerRequest, null, null) };
        yield return new BudgetRule { Id = IdOf("member-day"), Name = "Tokens a day for every member", Origin = DeploymentOrigin, Subject = BudgetSubject.EveryMember, Window = BudgetWindow.Day, Limits = new BudgetLimits(limits.DailyTokensPerMember, null, null) };
        yield return new BudgetRule { Id = TenantDayId, Name = "Tokens a day", Origin = DeploymentOrigin, Subject = BudgetSubject.Tenant, Window = BudgetWindow.Day, Limits = new BudgetLimits(limits.DailyTokensPerTenant, null, null) };
        yield return new BudgetRule
        {
            Id = TenantMonthId,
            Name = "Monthly quota",
            Origin = "setting",
            Subject = BudgetSubject.Tenant,
            Window = BudgetWindow.Month,
            Limits = new BudgetLimits((long?)Number(tenant, TenantSettings.MonthlyTokenLimit), Number(tenant, TenantSettings.MonthlyUsdLimit), null),
        };
        foreach (string useCase in config.UseCases.Keys.Order(StringComparer.Ordinal))
        {
            BudgetPolicy policy = tenant.PolicyOf(useCase, config).Budget;
            yield return new BudgetRule { Id = IdOf($"request:{useCase}"), Name = $"A request of {useCase.Replace('_', ' ')}", Origin = "use case", Subject = BudgetSubject.UseCase, UseCase = useCase, Window = BudgetWindow.Request, Limits = new BudgetLimits(policy.MaxTokensPerRequest, policy.MaxUsdPerRequest, null) };
            yield return new BudgetRule { Id = IdOf($"day:{useCase}"), Name = $"A day of {useCase}", Origin = "use case", Subject = BudgetSubject.UseCase, UseCase = useCase, Window = BudgetWindow.Day, Limits = new BudgetLimits(policy.DailyTokens, policy.DailyUsd, null) };
        }
    }

    private static BudgetRule RuleOf(Budget row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Origin = "budget",
        Subject = row.Subject,
        SubjectId = row.SubjectId,
        UseCase = row.UseCase,
        Window = row.Window,
        Limits = new BudgetLimits(row.LimitTokens, row.LimitUsd, row.LimitRequests),
        SoftShare = row.SoftShare,
        Hard = row.Hard,
        Steps = StepsOf(row),
    };

    internal static IReadOnlyList<BudgetStep> StepsOf(Budget row) => JsonSerializer.Deserialize<BudgetStep[]>(row.OptionsJson, ArtisanJson.Options)?.OrderBy(s => s.Share).ToArray() ?? [];

    private static decimal? Number(TenantControl tenant, string key) =>
        tenant.Settings.TryGetValue(key, out string? json) && decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value : null;

    // The same on every node and for ever, since counts and changes name it.
    internal static Guid IdOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes("budget:" + name)).AsSpan(0, 16));
}

/// <summary>Keeps each tenant's book until its settings or the configuration change.</summary>
public sealed class BudgetBooks
{
    private readonly ConcurrentDictionary<Guid, BudgetBook> _books = new();

    /// <summary>The tenant's book.</summary>
    public BudgetBook Of(TenantControl tenant, AiConfig config)
    {
        if (_books.TryGetValue(tenant.TenantId, out BudgetBook? known) && ReferenceEquals(known.Tenant, tenant) && ReferenceEquals(known.Config, config))
            return known;
        return _books[tenant.TenantId] = BudgetBook.Of(tenant, config);
    }
}
