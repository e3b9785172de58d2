using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Checks the prompt that a batch shall use before the batch is queued, since nobody waits for the answer that would tell of it.</summary>
public sealed class CheckPromptChoice(ControlPlane control, IKeptTextGuard guard)
{
    /// <summary>Checks.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="choice">The prompt; null for none.</param>
    /// <param name="useCase">The use case that the batch is of.</param>
    /// <param name="known">Names of the attributes by which each call may be known, such as <c>lead.stage</c>: their variables need not be given.</param>
    /// <returns>The prompt with the version that holds now, so that a batch has one from beginning to end, and with values as they may be kept.</returns>
    /// <exception cref="ArtisanException">When there is no such prompt, it does not fit the use case, or a value is missing or wrong.</exception>
    public PromptChoiceV1? Execute(TenantScope scope, PromptChoiceV1? choice, string useCase, IEnumerable<string> known)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        if (choice is null)
            return null;
        PromptReference named = choice.ToReference();
        PromptRelease release = (control.TenantOf(scope.TenantId)?.Prompts ?? PromptShelf.None).Find(named, scope.WorkspaceId);
        PromptCheck.DemandSystemOnly(release, useCase);
        HashSet<string> filled = [.. known.Select(PromptAttributes.NameOf)];
        PromptValues.Read([.. release.Compiled.Content.Variables.Select(v => filled.Contains(v.Name) ? v with { Required = false } : v)], named.Variables, "prompt.variables");
        return new PromptChoiceV1(release.Slug, release.Version, named.Variables is not { Count: > 0 } given ? null
            : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(guard.Json(scope.TenantId, KeptPlace.Requests, JsonSerializer.Serialize(given, ArtisanJson.Options)), ArtisanJson.Options));
    }
}
