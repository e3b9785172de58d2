namespace Artisan.Core.Gateway.Routing;

/// <summary>A version of a workspace's model policy, for people and programs.</summary>
/// <param name="Id">Id.</param>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Version">From 1.</param>
/// <param name="State">What has become of it: <c>draft</c>, <c>submitted</c>, <c>scheduled</c>, <c>live</c>, <c>retired</c>, <c>rejected</c>, <c>withdrawn</c>.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Note">Why it was made.</param>
/// <param name="BasedOn">The version that it was made from.</param>
/// <param name="CreatedAt">When (UTC).</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ReleaseAt">From when on it holds (UTC).</param>
/// <param name="DecidedBy">Who released, approved, rejected or withdrew it.</param>
/// <param name="DecidedAt">When (UTC).</param>
/// <param name="DecisionNote">What that person said.</param>
/// <param name="MayDecide">Whether the one who looks may approve or reject it.</param>
public sealed record ModelPolicyInfo(
    Guid Id, Guid WorkspaceId, int Version, string State, ModelPolicy Policy, string? Note, int? BasedOn, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? ReleaseAt, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionNote, bool MayDecide);

/// <summary>A workspace's model policy: what holds, and all versions.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Workspace">Its slug.</param>
/// <param name="Live">The version that holds now; null where none does and use-case policies decide.</param>
/// <param name="Versions">All versions, the newest first.</param>
/// <param name="Doubts">What may not be meant in the version that holds.</param>
/// <param name="NeedsApproval">Whether the organisation demands a second person.</param>
public sealed record WorkspaceModelPolicy(Guid WorkspaceId, string Workspace, ModelPolicyInfo? Live, IReadOnlyList<ModelPolicyInfo> Versions, IReadOnlyList<string> Doubts, bool NeedsApproval);
