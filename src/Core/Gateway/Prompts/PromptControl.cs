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

/// <summary>An organisation's prompts in memory. A workspace's own stand before the organisation's of the same slug, which do not exist in that workspace.</summary>
public sealed class PromptShelf
{
    private readonly FrozenDictionary<Guid, Board> _byWorkspace;
    private readonly Board _shared;

    /// <summary>Puts them up.</summary>
    public PromptShelf(IEnumerable<PromptControl> prompts)
    {
        PromptControl[] all = [.. prompts];
        PromptControl[] shared = [.. all.Where(p => p.WorkspaceId is null)];
        _shared = new Board([], shared);
        _byWorkspace = all.Where(p => p.WorkspaceId is not null).GroupBy(p => p.WorkspaceId!.Value).ToFrozenDictionary(g => g.Key, g => new Board([.. g], shared));
    }

    /// <summary>No prompts.</summary>
    public static PromptShelf None { get; } = new([]);

    /// <summary>The prompt that takes the place of a use case's system prompt in a workspace; null for none.</summary>
    public PromptRelease? OfUseCase(string useCase, Guid workspaceId) => BoardOf(workspaceId).ByUseCase.GetValueOrDefault(useCase);

    /// <summary>The version that a request names.</summary>
    /// <param name="reference">What it names.</param>
    /// <param name="workspaceId">The request's workspace.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when there is none.</exception>
    public PromptRelease Find(PromptReference reference, Guid workspaceId)
    {
        if (!BoardOf(workspaceId).BySlug.TryGetValue(reference.Slug, out PromptControl? prompt))
            throw new ArtisanException(ErrorCode.NotFound, $"There is no prompt '{reference.Slug}' with a released version in this workspace. AI control → Prompts and GET /api/v1/ai/prompts list them.") { Field = "prompt.id" };
        if (reference.Version is not { } version)
            return prompt.Live;
        return prompt.Versions.GetValueOrDefault(version)
            ?? throw new ArtisanException(ErrorCode.NotFound, $"The prompt '{reference.Slug}' has no released version {version}. Version {prompt.Live.Version} holds.") { Field = "prompt.version" };
    }

    private Board BoardOf(Guid workspaceId) => _byWorkspace.GetValueOrDefault(workspaceId, _shared);

    /// <summary>What one workspace sees.</summary>
    private sealed class Board
    {
        public Board(PromptControl[] own, PromptControl[] shared)
        {
            HashSet<string> overridden = [.. own.Select(p => p.Slug)];
            PromptControl[] seen = [.. own, .. shared.Where(p => !overridden.Contains(p.Slug))];
            BySlug = seen.ToFrozenDictionary(p => p.Slug);
            // A workspace's own stands before the organisation's; of two of a kind, the one that was released last is not to be guessed: slugs decide.
            ByUseCase = seen.Where(p => p.UseCase is not null).OrderBy(p => p.WorkspaceId is null).ThenBy(p => p.Slug, StringComparer.Ordinal).GroupBy(p => p.UseCase!).ToFrozenDictionary(g => g.Key, g => g.First().Live);
        }

        public FrozenDictionary<string, PromptControl> BySlug { get; }

        public FrozenDictionary<string, PromptRelease> ByUseCase { get; }
    }
}

/// <summary>The prompt that a request used.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="Slug">What requests call it.</param>
/// <param name="Version">The version.</param>
public sealed record PromptUse(Guid PromptId, string Slug, int Version);
