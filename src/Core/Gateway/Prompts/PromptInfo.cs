namespace Artisan.Core.Gateway.Prompts;

/// <summary>A prompt as it is listed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">What requests call it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="UseCase">The use case whose system prompt it takes the place of; null for none.</param>
/// <param name="WorkspaceId">The one workspace that it is for; null for all.</param>
/// <param name="LiveVersion">The version that holds; null for none.</param>
/// <param name="Open">Versions that are drafts or wait for approval.</param>
/// <param name="Requests">Requests of the last 7 days that used it.</param>
/// <param name="Archived">Whether it was put away.</param>
/// <param name="Overrides">Of a workspace's own: the organisation's prompt of the same slug, whose place it takes in that workspace once a version holds; null for none.</param>
/// <param name="OverriddenIn">Of the organisation's own: the workspaces' own of the same slug of which a version holds.</param>
public sealed record PromptInfo(Guid Id, string Slug, string Name, string? Description, string? UseCase, Guid? WorkspaceId, int? LiveVersion, int Open, int Requests, bool Archived, Guid? Overrides, IReadOnlyList<PromptOverrideInfo> OverriddenIn);

/// <summary>A workspace's own prompt that stands before the organisation's of the same slug.</summary>
/// <param name="PromptId">The workspace's prompt.</param>
/// <param name="WorkspaceId">The workspace.</param>
public sealed record PromptOverrideInfo(Guid PromptId, Guid WorkspaceId);

/// <summary>A version of a prompt.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PromptId">Its prompt.</param>
/// <param name="Version">From 1.</param>
/// <param name="State"><c>draft</c>, <c>submitted</c>, <c>live</c>, <c>retired</c>, <c>rejected</c>, <c>withdrawn</c>.</param>
/// <param name="Content">What it says.</param>
/// <param name="Note">Why it was made.</param>
/// <param name="BasedOn">The version that it was made from.</param>
/// <param name="CreatedAt">When (UTC).</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ReleasedAt">When it was released.</param>
/// <param name="DecidedBy">Who released, rejected or withdrew it.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="DecisionNote">What was said.</param>
/// <param name="Revision">For the next change of it.</param>
/// <param name="MayDecide">Whether the caller may approve it.</param>
public sealed record PromptVersionInfo(Guid Id, Guid PromptId, int Version, string State, PromptContent Content, string? Note, int? BasedOn, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? ReleasedAt, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionNote, int Revision, bool MayDecide);

/// <summary>A prompt with its versions.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Live">The version that holds; null for none.</param>
/// <param name="Versions">All, the newest first.</param>
/// <param name="NeedsApproval">Whether a second person has to approve releases.</param>
public sealed record PromptDetail(PromptInfo Prompt, PromptVersionInfo? Live, IReadOnlyList<PromptVersionInfo> Versions, bool NeedsApproval);

/// <summary>A prompt filled in.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Method">How they were counted.</param>
/// <param name="Model">The model that they would go to; null where none is known.</param>
/// <param name="CostUsd">What they would cost in USD as a prompt alone; null where the model has no price.</param>
/// <param name="Warnings">What may not be meant.</param>
public sealed record PromptPreview(IReadOnlyList<RenderedMessage> Messages, int Tokens, string Method, string? Model, decimal? CostUsd, IReadOnlyList<string> Warnings);
