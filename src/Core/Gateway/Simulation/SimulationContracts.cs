using Artisan.Core.Gateway.Routing;

namespace Artisan.Core.Gateway.Simulation;

/// <summary>What to replay.</summary>
/// <param name="WorkspaceId">Requests of this workspace.</param>
/// <param name="Days">Of the last so many days, 1 to 90.</param>
/// <param name="Policy">The policy that is tried.</param>
public sealed record SimulationInput(Guid WorkspaceId, int Days, ModelPolicy Policy);

/// <summary>What would have become of recorded requests under another policy. No model is called: costs are recorded tokens at today's prices, latencies the recorded means of each model.</summary>
/// <param name="From">The first moment that was replayed (UTC).</param>
/// <param name="To">The last (UTC).</param>
/// <param name="Requests">Chat requests that a policy decides on.</param>
/// <param name="Named">Requests that named their model and stay as they were.</param>
/// <param name="Changed">Requests that would have gone to another model.</param>
/// <param name="Refused">Requests that no model could have served.</param>
/// <param name="CapHits">Requests that a budget would have refused, as budgets are set now.</param>
/// <param name="Before">As it was.</param>
/// <param name="After">As it would have been.</param>
/// <param name="Rules">By rule, in the policy's order; the last ones are served by use-case policies.</param>
/// <param name="Changes">The first requests that would have gone elsewhere, the dearest change first.</param>
/// <param name="Unpriced">Requests whose new model has no price: their cost is not in the sums.</param>
/// <param name="CapHitsBefore">Requests that a budget did refuse.</param>
/// <param name="Descended">Requests that a budget that runs out would have sent to a cheaper model.</param>
/// <param name="Budgets">The budgets that would have warned or refused, the worst first. What other workspaces used counts as it was.</param>
public sealed record SimulationResult(
    DateTimeOffset From, DateTimeOffset To, int Requests, int Named, int Changed, int Refused, int CapHits, SimulatedTotals Before, SimulatedTotals After,
    IReadOnlyList<SimulatedRule> Rules, IReadOnlyList<SimulatedChange> Changes, int Unpriced,
    int CapHitsBefore = 0, int Descended = 0, IReadOnlyList<SimulatedBudget>? Budgets = null);

/// <summary>How a budget would have stood.</summary>
/// <param name="Id">The budget.</param>
/// <param name="Name">Its name.</param>
/// <param name="Refused">Requests that it would have refused.</param>
/// <param name="MostShare">The most that was used of it in any window, 0 to 1 and beyond.</param>
public sealed record SimulatedBudget(Guid Id, string Name, int Refused, double MostShare);

/// <summary>Sums over requests.</summary>
/// <param name="CostUsd">USD.</param>
/// <param name="MeanLatencyMs">Mean milliseconds of those whose latency is known; null when none is.</param>
/// <param name="ExpectedFailures">Attempts that would fail at each model's recorded rate.</param>
public sealed record SimulatedTotals(decimal CostUsd, double? MeanLatencyMs, double ExpectedFailures);

/// <summary>What comes under a rule.</summary>
/// <param name="Segment">The rule's segment, or the use case whose policy serves.</param>
/// <param name="IsRule">Whether it is a rule.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Changed">How many of them would go elsewhere.</param>
/// <param name="Models">Where they go, the busiest first.</param>
/// <param name="Before">As it was.</param>
/// <param name="After">As it would be.</param>
public sealed record SimulatedRule(string Segment, bool IsRule, int Requests, int Changed, IReadOnlyList<SimulatedModel> Models, SimulatedTotals Before, SimulatedTotals After);

/// <summary>Requests that go to a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Requests">How many.</param>
public sealed record SimulatedModel(string Model, int Requests);

/// <summary>A request that would go elsewhere.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="At">When it came (UTC).</param>
/// <param name="Segment">The rule that it comes under.</param>
/// <param name="From">The model that served it.</param>
/// <param name="To">The model that would; null when none could.</param>
/// <param name="CostFrom">USD then; null when unpriced.</param>
/// <param name="CostTo">USD now.</param>
/// <param name="LatencyFrom">Milliseconds then.</param>
/// <param name="LatencyTo">Milliseconds expected; null when the model was never called.</param>
public sealed record SimulatedChange(Guid RequestId, DateTimeOffset At, string Segment, string? From, string? To, decimal? CostFrom, decimal? CostTo, double LatencyFrom, double? LatencyTo);
