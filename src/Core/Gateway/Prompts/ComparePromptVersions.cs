using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Compares two versions of a prompt: messages, variables and settings.</summary>
public sealed class ComparePromptVersions(IArtisanDbFactory databases)
{
    /// <summary>Compares.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="prompt">Id or slug.</param>
    /// <param name="from">The version that is compared with; null for the one that holds, or the first where none does.</param>
    /// <param name="to">The version that is looked at; null for the newest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When there is no such prompt or version.</exception>
    public async Task<PromptDiffV1> ExecuteAsync(TenantScope scope, string prompt, int? from, int? to, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        Prompt found = await GetPrompt.FindAsync(db.Prompts.AsNoTracking(), scope, prompt, cancellationToken);
        PromptVersion[] rows = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == found.Id).OrderBy(v => v.Version)
            .Select(v => new PromptVersion { Id = v.Id, Version = v.Version, State = v.State, ReleasedAt = v.ReleasedAt }).ToArrayAsync(cancellationToken);
        if (rows.Length == 0)
            throw new ArtisanException(ErrorCode.Conflict, $"The prompt '{found.Slug}' has no versions yet. Write a draft first.");
        PromptVersion? live = GetPrompt.LiveOf(rows);
        PromptVersion before = Of(from, "from") ?? live ?? rows[0], after = Of(to, "to") ?? rows[^1];
        Guid[] ids = [before.Id, after.Id];
        Dictionary<Guid, string> contents = await db.PromptVersions.AsNoTracking().Where(v => ids.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.ContentJson, cancellationToken);
        return new PromptDiffV1(found.Id, found.Slug, before.Version, GetPrompt.StateOf(before, live), after.Version, GetPrompt.StateOf(after, live),
            PromptComparison.Between(PromptContent.Read(contents[before.Id]), PromptContent.Read(contents[after.Id])));

        PromptVersion? Of(int? number, string field) => number is not { } wanted ? null : rows.FirstOrDefault(r => r.Version == wanted)
            ?? throw new ArtisanException(ErrorCode.NotFound, $"The prompt '{found.Slug}' has no version {wanted}. It has {rows[0].Version} to {rows[^1].Version}.") { Field = field };
    }
}
