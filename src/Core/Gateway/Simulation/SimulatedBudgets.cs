using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Budgets;

namespace Artisan.Core.Gateway.Simulation;

/// <summary>Whose use a recorded request was.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Kind">Member or key.</param>
/// <param name="ActorId">Which.</param>
/// <param name="UseCase">The use case.</param>
/// <param name="At">When (UTC).</param>
public readonly record struct RecordedUser(Guid WorkspaceId, ActorKind Kind, Guid ActorId, string UseCase, DateTimeOffset At);

/// <summary>
/// Counts replayed requests in all budgets that hold now, each in its own windows, as reservations would: what one budget refuses is used in none. Changes
/// of limits count while they last. Requests are given in the order of their time.
/// </summary>
public sealed class SimulatedBudgets(BudgetBook book)
{
    private readonly Dictionary<(Guid Budget, Guid Subject), (BudgetPeriod Period, BudgetAmount Used)> _counts = [];
    private readonly Dictionary<Guid, Sum> _sums = [];

    /// <summary>The cheaper model that a descent would try first; null where no budget is so far.</summary>
    public string? CheaperModel(in RecordedUser user)
    {
        string? model = null;
        foreach (AppliedBudget budget in book.For(user.WorkspaceId, user.Kind, user.ActorId, user.UseCase))
        {
            if (budget.Rule.Steps.Count == 0 || budget.Rule.Window is BudgetWindow.Request or BudgetWindow.Minute)
                continue;
            double share = budget.Rule.LimitsFor(budget.SubjectId, user.At).ShareOf(UsedOf(budget, user.At));
            foreach (BudgetStep step in budget.Rule.Steps)
            {
                if (step.Action == BudgetActions.CheaperModel && share >= step.Share)
                    model = step.Model;
            }
        }
        return model;
    }

    /// <summary>Counts what happened and stays as it was, whatever the limits are.</summary>
    public void Use(in RecordedUser user, in BudgetAmount amount)
    {
        foreach (AppliedBudget budget in book.For(user.WorkspaceId, user.Kind, user.ActorId, user.UseCase))
        {
            if (budget.Rule.Window != BudgetWindow.Request)
                Add(budget, user.At, amount);
        }
    }

    /// <summary>Counts a request that is thought of.</summary>
    /// <returns>Whether all budgets let it pass.</returns>
    public bool TryUse(in RecordedUser user, in BudgetAmount amount)
    {
        bool fits = true;
        IReadOnlyList<AppliedBudget> applied = book.For(user.WorkspaceId, user.Kind, user.ActorId, user.UseCase);
        foreach (AppliedBudget budget in applied)
        {
            if (!budget.Rule.Hard || Fits(budget, user.At, amount))
                continue;
            SumOf(budget.Rule).Refused++;
            fits = false;
        }
        if (fits)
            Use(user, amount);
        return fits;
    }

    /// <summary>The budgets that warned or refused, the worst first.</summary>
    public IReadOnlyList<SimulatedBudget> Result() =>
        [.. _sums.Values.Where(s => s.Refused > 0 || s.MostShare >= s.Rule.SoftShare).OrderByDescending(s => s.Refused).ThenByDescending(s => s.MostShare)
            .Select(s => new SimulatedBudget(s.Rule.Id, s.Rule.Name, s.Refused, Math.Round(s.MostShare, 4)))];

    private bool Fits(AppliedBudget budget, DateTimeOffset at, in BudgetAmount amount)
    {
        BudgetLimits limits = budget.Rule.LimitsFor(budget.SubjectId, at);
        BudgetAmount used = budget.Rule.Window == BudgetWindow.Request ? BudgetAmount.None : UsedOf(budget, at);
        BudgetAmount then = used + amount;
        if (then.Tokens > limits.Tokens || then.Usd > limits.Usd || budget.Rule.Window != BudgetWindow.Request && then.Requests > limits.Requests)
            return false;
        return budget.Rule.Window is BudgetWindow.Request or BudgetWindow.Minute || !budget.Rule.Steps.Any(s => s.Action == BudgetActions.Refuse && limits.ShareOf(used) >= s.Share);
    }

    private BudgetAmount UsedOf(AppliedBudget budget, DateTimeOffset at) =>
        _counts.TryGetValue((budget.Rule.Id, budget.SubjectId), out var count) && count.Period.Holds(at) ? count.Used : BudgetAmount.None;

    private void Add(AppliedBudget budget, DateTimeOffset at, in BudgetAmount amount)
    {
        BudgetAmount used = UsedOf(budget, at) + amount;
        _counts[(budget.Rule.Id, budget.SubjectId)] = (book.PeriodOf(budget.Rule.Window, at), used);
        Sum sum = SumOf(budget.Rule);
        sum.MostShare = Math.Max(sum.MostShare, budget.Rule.LimitsFor(budget.SubjectId, at).ShareOf(used));
    }

    private Sum SumOf(BudgetRule rule) => _sums.TryGetValue(rule.Id, out Sum? known) ? known : _sums[rule.Id] = new Sum(rule);

    private sealed class Sum(BudgetRule rule)
    {
        public readonly BudgetRule Rule = rule;
        public int Refused;
        public double MostShare;
    }
}
