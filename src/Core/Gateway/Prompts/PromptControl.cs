using System.Collections.Frozen;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>A released version of a prompt in memory, ready to be filled in.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="Slug">What requests call it.</param>
/// <param name="Version">Its number.</param>
/// <param name="Compiled">The version.</param>
public sealed record PromptRelease(Guid PromptId, string Slug, int Version, CompiledPrompt Compiled);

/// <summary>A prompt in memory.</summary>
/// <param name="Slug">What requests call it.</param>
/// <param name="WorkspaceId">The one workspace that it is for; null for all.</param>
/// <param name="UseCase">The use case whose system prompt it takes the place of; null for none.</param>
/// <param name="Live">The version that holds.</param>
/// <param name="Versions">Every version that holds or held, by number.</param>
public sealed record PromptControl(string Slug, Guid? WorkspaceId, string? UseCase, PromptRelease Live, FrozenDictionary<int, PromptRelease> Versions);

/// <summary>An organisation's prompts in memory.</summary>
public sealed class PromptShelf
{
    private readonly FrozenDictionary<string, PromptControl> _bySlug;
    private readonly FrozenDictionary<(string UseCase, Guid Workspace), PromptRelease> _byUseCase;

    /// <summary>Puts them up.</summary>
    public PromptShelf(IEnumerable<PromptControl> prompts)
    {
        PromptControl[] all = [.. prompts];
        _bySlug = all.ToFrozenDictionary(p => p.Slug);
        // A workspace's own stands before the organisation's; of two, the one that was released last is not to be guessed: slugs decide.
        _byUseCase = all.Where(p => p.UseCase is not null).OrderBy(p => p.Slug, StringComparer.Ordinal).GroupBy(p => (p.UseCase!, p.WorkspaceId ?? Guid.Empty)).ToFrozenDictionary(g => g.Key, g => g.First().Live);
    }

    /// <summary>No prompts.</summary>
    public static PromptShelf None { get; } = new([]);

    /// <summary>The prompt that takes the place of a use case's system prompt in a workspace; null for none.</summary>
    public PromptRelease? OfUseCase(string useCase, Guid workspaceId) =>
        _byUseCase.Count == 0 ? null : _byUseCase.GetValueOrDefault((useCase, workspaceId)) ?? _byUseCase.GetValueOrDefault((useCase, Guid.Empty));

    /// <summary>The version that a request names.</summary>
    /// <param name="reference">What it names.</param>
    /// <param name="workspaceId">The request's workspace.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when there is none.</exception>
    public PromptRelease Find(PromptReference reference, Guid workspaceId)
    {
        if (!_bySlug.TryGetValue(reference.Slug, out PromptControl? prompt) || prompt.WorkspaceId is { } only && only != workspaceId)
            throw new ArtisanException(ErrorCode.NotFound, $"There is no prompt '{reference.Slug}' with a released version in this workspace. AI control → Prompts and GET /api/v1/ai/prompts list them.") { Field = "prompt.id" };
        if (reference.Version is not { } version)
            return prompt.Live;
        return prompt.Versions.GetValueOrDefault(version)
            ?? throw new ArtisanException(ErrorCode.NotFound, $"The prompt '{reference.Slug}' has no released version {version}. Version {prompt.Live.Version} holds.") { Field = "prompt.version" };
    }
}

/// <summary>The prompt that a request used.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="Slug">What requests call it.</param>
/// <param name="Version">The version.</param>
public sealed record PromptUse(Guid PromptId, string Slug, int Version);
