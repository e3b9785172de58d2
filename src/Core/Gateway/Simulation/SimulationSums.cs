using Artisan.Core.Gateway.Routing;
using Artisan.Core.Usage.Budgets;

namespace Artisan.Core.Gateway.Simulation;

/// <summary>Adds up what a simulation finds; holds sums and the largest changes only, however many requests there are.</summary>
internal sealed class SimulationSums(ModelPolicy policy, SimulatedBudgets budgets)
{
    private const int MostChanges = 200;

    private readonly Dictionary<(string Segment, bool IsRule), Group> _groups = [];
    private readonly PriorityQueue<SimulatedChange, double> _changes = new();
    private readonly Sum _before = new(), _after = new();
    private int _requests, _changed, _refused, _capHits, _unpriced;

    /// <summary>Requests that named their model.</summary>
    public int Named { get; set; }

    /// <summary>Requests that a budget did refuse.</summary>
    public int RefusedByBudgets { get; set; }

    /// <summary>Requests that a descent sends to a cheaper model.</summary>
    public int Descended { get; set; }

    /// <summary>Adds a request.</summary>
    public void Add(Guid id, in RecordedCall call, in RecordedUser user, string? provider, string? model, decimal? cost, double latencyMs, in SimulatedRoute route, RouteSimulator simulator)
    {
        _requests++;
        Group group = _groups.TryGetValue((route.Segment, route.IsRule), out Group? known) ? known : _groups[(route.Segment, route.IsRule)] = new Group();
        group.Requests++;
        double failedBefore = provider is null || model is null ? 0 : simulator.Recorded(provider, model).FailureShare;
        _before.Add(cost, latencyMs, failedBefore);
        group.Before.Add(cost, latencyMs, failedBefore);
        if (route.Model is not { } target)
        {
            _refused++;
            Changed(group, new SimulatedChange(id, call.At, route.Segment, model, null, cost, null, latencyMs, null));
            return;
        }
        group.Models[target.Name] = group.Models.GetValueOrDefault(target.Name) + 1;
        bool same = target.Provider == provider && target.Name == model;
        RecordedModel figures = simulator.Recorded(target);
        decimal? newCost = same ? cost : simulator.CostOf(target, call);
        double? newLatency = same ? latencyMs : figures.MeanLatencyMs;
        if (newCost is null)
            _unpriced++;
        _after.Add(newCost, newLatency, figures.FailureShare);
        group.After.Add(newCost, newLatency, figures.FailureShare);
        if (!budgets.TryUse(user, new BudgetAmount(call.InputTokens + call.OutputTokens, newCost ?? 0, 1)))
            _capHits++;
        if (!same)
            Changed(group, new SimulatedChange(id, call.At, route.Segment, model, target.Name, cost, newCost, latencyMs, newLatency));
    }

    /// <summary>The result.</summary>
    public SimulationResult Result(DateTimeOffset from, DateTimeOffset to)
    {
        var changes = new List<SimulatedChange>(_changes.Count);
        while (_changes.TryDequeue(out SimulatedChange? change, out _))
            changes.Add(change);
        changes.Reverse();
        IEnumerable<(string Segment, bool IsRule)> order = policy.Rules.Select(r => (r.Segment, true)).Concat(_groups.Keys.Where(k => !k.IsRule).OrderByDescending(k => _groups[k].Requests));
        return new SimulationResult(from, to, _requests, Named, _changed, _refused, _capHits, _before.Total, _after.Total,
            [.. order.Select(key => _groups.TryGetValue(key, out Group? g) ? g.Rule(key.Segment, key.IsRule) : new Group().Rule(key.Segment, key.IsRule))], changes, _unpriced,
            RefusedByBudgets, Descended, budgets.Result());
    }

    private void Changed(Group group, SimulatedChange change)
    {
        _changed++;
        group.Changed++;
        double weight = Math.Abs((double)((change.CostTo ?? 0) - (change.CostFrom ?? 0))) + (change.To is null ? 1e6 : 0);
        if (_changes.Count < MostChanges)
            _changes.Enqueue(change, weight);
        else
            _changes.EnqueueDequeue(change, weight);
    }

    private sealed class Group
    {
        public readonly Dictionary<string, int> Models = [];
        public readonly Sum Before = new(), After = new();
        public int Requests, Changed;

        public SimulatedRule Rule(string segment, bool isRule) =>
            new(segment, isRule, Requests, Changed, [.. Models.OrderByDescending(m => m.Value).Select(m => new SimulatedModel(m.Key, m.Value))], Before.Total, After.Total);
    }

    private sealed class Sum
    {
        private decimal _cost;
        private double _ms, _failures;
        private int _timed;

        public SimulatedTotals Total => new(_cost, _timed == 0 ? null : _ms / _timed, Math.Round(_failures, 2));

        public void Add(decimal? cost, double? latencyMs, double failureShare)
        {
            _cost += cost ?? 0;
            _failures += failureShare;
            if (latencyMs is { } ms)
                (_ms, _timed) = (_ms + ms, _timed + 1);
        }
    }
}
