using System.Globalization;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;

namespace Artisan.Core.Usage.Budgets;

/// <summary>The step of a budget's descent that its use has reached.</summary>
/// <param name="Rule">The budget.</param>
/// <param name="Step">The step.</param>
/// <param name="Share">How far the budget is used, 0 to 1.</param>
public sealed record ReachedStep(BudgetRule Rule, BudgetStep Step, double Share)
{
    /// <summary>Why, for people.</summary>
    public string Words => $"the budget “{Rule.Name}” stands at {Share.ToString("P1", CultureInfo.InvariantCulture)} of its limit";
}

/// <summary>Finds the steps that the budgets of a call have reached, by what this node knows of them: no round trip.</summary>
public sealed class BudgetDescent(BudgetBooks books, BudgetLeases leases)
{
    /// <summary>The steps reached, in the order of budgets and shares.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.BudgetExceeded"/> where one refuses.</exception>
    public IReadOnlyList<ReachedStep> Of(AiCall call)
    {
        List<ReachedStep>? reached = null;
        BudgetBook book = books.Of(call.Control, call.Config);
        foreach (AppliedBudget budget in book.For(call.Scope, call.UseCase))
        {
            if (budget.Rule.Steps.Count == 0 || budget.Rule.Window is BudgetWindow.Request or BudgetWindow.Minute)
                continue;
            BudgetPeriod period = book.PeriodOf(budget.Rule.Window, call.At);
            if (leases.Find(budget, period) is not { IsDrawn: true } pool)
                continue;
            double share = budget.Rule.LimitsFor(budget.SubjectId, call.At).ShareOf(pool.Used);
            foreach (BudgetStep step in budget.Rule.Steps)
            {
                if (share < step.Share)
                    break;
                if (step.Action == BudgetActions.Refuse)
                    throw BudgetRefusal.Stepped(budget.Rule, step.Share, period);
                (reached ??= []).Add(new ReachedStep(budget.Rule, step, share));
            }
        }
        return reached ?? (IReadOnlyList<ReachedStep>)[];
    }
}
