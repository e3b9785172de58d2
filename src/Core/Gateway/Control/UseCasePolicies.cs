using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Control;

/// <summary>A use case as it runs for a tenant.</summary>
/// <param name="Effective">The policy with the tenant's changes.</param>
/// <param name="Deployment">The policy without them.</param>
/// <param name="Change">The tenant's changes; null for none.</param>
public sealed record UseCaseInfo(UseCasePolicy Effective, UseCasePolicy Deployment, UseCaseChange? Change);

/// <summary>Lists how use cases run for the tenant.</summary>
public sealed class ListUseCasePolicies(ControlPlane control, IAiConfigSource config)
{
    /// <summary>Lists.</summary>
    public IReadOnlyList<UseCaseInfo> Execute(TenantScope scope)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        AiConfig current = config.Current;
        return UseCases.All.Select(u => new UseCaseInfo(tenant.PolicyOf(u, current), current.UseCases[u], tenant.UseCases.GetValueOrDefault(u))).ToArray();
    }
}

/// <summary>Changes how a use case runs for the tenant, or takes the changes back.</summary>
public sealed class ChangeUseCasePolicy(IArtisanDbFactory databases, IAiConfigSource config, ControlPlane control)
{
    /// <summary>Changes.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="useCase">One of <see cref="UseCases"/>.</param>
    /// <param name="change">All values that shall differ from the deployment's; an empty one takes all back.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When a value is wrong or a model cannot be named.</exception>
    public async Task ExecuteAsync(TenantScope scope, string useCase, UseCaseChange change, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        if (!UseCases.All.Contains(useCase))
            throw ArtisanException.NotFound($"The use case '{useCase}'");
        Check(scope, change);
        await using ArtisanDb db = databases.Open(scope);
        UseCaseOverride? row = await db.UseCaseOverrides.SingleOrDefaultAsync(u => u.UseCase == useCase, cancellationToken);
        JsonElement? before = row is null ? null : JsonSerializer.Deserialize<JsonElement>(row.ChangeJson);
        if (change.IsEmpty)
        {
            if (row is null)
                return;
            db.UseCaseOverrides.Remove(row);
        }
        else
        {
            if (row is null)
                db.UseCaseOverrides.Add(row = new UseCaseOverride { TenantId = scope.TenantId, UseCase = useCase });
            (row.ChangeJson, row.UpdatedAt, row.UpdatedBy) = (JsonSerializer.Serialize(change, ArtisanJson.Options), DateTimeOffset.UtcNow, scope.ActorName);
        }
        db.Audit(scope, "use_case.changed", $"Use case {useCase}", new { before, after = change.IsEmpty ? null : change });
        await db.SaveChangesAsync(cancellationToken);
    }

    private void Check(TenantScope scope, UseCaseChange change)
    {
        if (change.Temperature is < 0 or > 2)
            throw ArtisanException.Invalid("temperature", "The temperature lies between 0 and 2.");
        if (change.TopP is < 0 or > 1)
            throw ArtisanException.Invalid("top_p", "top_p lies between 0 and 1.");
        if (change.MaxOutputTokens is < 1 or > 1_000_000)
            throw ArtisanException.Invalid("max_output_tokens", "The longest answer is 1 to 1,000,000 tokens.");
        if (change.SystemPrompt is { Length: > 50_000 })
            throw ArtisanException.Invalid("system_prompt", "The system prompt is longer than 50,000 characters.");
        if (change.Fallbacks is { Count: > 10 })
            throw ArtisanException.Invalid("fallbacks", "At most ten fallbacks are tried.");
        if (change.CacheTtlSeconds is < 1 or > 2_592_000)
            throw ArtisanException.Invalid("cache_ttl_seconds", "Answers are kept for 1 second to 30 days (2,592,000 seconds).");
        if (change.ContextOverflow is { } overflow && !ContextOverflow.All.Contains(overflow))
            throw ArtisanException.Invalid("context_overflow", $"What becomes of conversations that do not fit is one of {string.Join(", ", ContextOverflow.All)}.");
        if (change.ContextMaxPromptTokens is < 256 or > 10_000_000)
            throw ArtisanException.Invalid("context_max_prompt_tokens", "A prompt's limit is 256 to 10,000,000 tokens.");
        if (change.MemoryType is { Length: > 0 } type && !MemoryItem.Names.Contains(type))
            throw ArtisanException.Invalid("memory_type", $"A memory is one of {string.Join(", ", MemoryItem.Names)}; empty remembers nothing.");
        if (change.MemoryMaxItems is < 1 or > 50)
            throw ArtisanException.Invalid("memory_max_items", "1 to 50 memories are put before the model.");
        if (change.Model is not null)
            CheckModel(scope, "model", change.Model);
        foreach (string fallback in change.Fallbacks ?? [])
            CheckModel(scope, "fallbacks", fallback);
    }

    private void CheckModel(TenantScope scope, string field, string name)
    {
        if (config.Current.Models.ContainsKey(name))
            return;
        int slash = name.IndexOf('/');
        if (slash > 0 && slash < name.Length - 1 && control.TenantOf(scope.TenantId)?.ProviderOf(name[..slash], config.Current) is not null)
            return;
        throw ArtisanException.Invalid(field, $"'{name}' is neither in the catalogue nor of the form provider/model with a provider of yours.");
    }
}
