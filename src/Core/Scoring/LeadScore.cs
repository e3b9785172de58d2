using Artisan.Core.Data;

namespace Artisan.Core.Scoring;

/// <summary>One scoring of a lead, kept with what made it.</summary>
public sealed class LeadScore : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The lead.</summary>
    public Guid LeadId { get; set; }
    /// <summary>0 to 100: the base and the impacts of all factors, added up.</summary>
    public int Score { get; set; }
    /// <summary>Points before any factor.</summary>
    public int BaseScore { get; set; }
    /// <summary>0 to 1.</summary>
    public double Confidence { get; set; }
    /// <summary>A from 80, B from 60, C from 40, D from 20, else F.</summary>
    public string Grade { get; set; } = "";
    /// <summary><c>high</c>, <c>medium</c>, <c>low</c>.</summary>
    public string Priority { get; set; } = "";
    /// <summary>What to do next.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Recommendation { get; set; } = "";
    /// <summary>The factors as a JSON array of <c>ScoringFactorV1</c>.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public string FactorsJson { get; set; } = "[]";
    /// <summary>Provider instance that scored.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Model that scored.</summary>
    public string Model { get; set; } = "";
    /// <summary>Version of prompt and rules, for instance <c>lead-score-1</c>.</summary>
    public string ModelVersion { get; set; } = "";
    /// <summary>The AI request.</summary>
    public Guid RequestId { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset ScoredAt { get; set; }
    /// <summary>Until when it is taken as current (UTC).</summary>
    public DateTimeOffset ExpiresAt { get; set; }
    /// <summary>Who asked for it.</summary>
    public string ActorName { get; set; } = "";
}
