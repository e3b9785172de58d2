using System.Collections.Frozen;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Prices;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Budgets;

namespace Artisan.Core.Gateway.Control;

/// <summary>What a node holds in memory of a tenant, so that no AI call waits for the database. Immutable; replaced whole when the tenant's version grows.</summary>
public sealed class TenantControl
{
    /// <summary>The tenant's change counter when this was read.</summary>
    public required long Version { get; init; }
    /// <summary>Id.</summary>
    public required Guid TenantId { get; init; }
    /// <summary>Name.</summary>
    public required string Name { get; init; }
    /// <summary>Slug.</summary>
    public required string Slug { get; init; }
    /// <summary>Time zone of its days.</summary>
    public required TimeZoneInfo TimeZone { get; init; }
    /// <summary>Whether its members and keys are locked out.</summary>
    public bool Suspended { get; init; }
    /// <summary>Open workspaces by id.</summary>
    public required FrozenDictionary<Guid, WorkspaceControl> Workspaces { get; init; }
    /// <summary>Members who are in, by membership id.</summary>
    public required FrozenDictionary<Guid, MemberControl> Members { get; init; }
    /// <summary>Valid API keys.</summary>
    public required IReadOnlyList<KeyControl> Keys { get; init; }
    /// <summary>The tenant's own provider instances by name, credentials in clear.</summary>
    public required FrozenDictionary<string, ProviderInstance> Providers { get; init; }
    /// <summary>Names of provider instances that the tenant has switched off.</summary>
    public required FrozenSet<string> DisabledProviders { get; init; }
    /// <summary>Changes of use-case policies.</summary>
    public required FrozenDictionary<string, UseCaseChange> UseCases { get; init; }
    /// <summary>Features that are switched off or on other than by default.</summary>
    public required FrozenDictionary<string, bool> Features { get; init; }
    /// <summary>Settings by key, as JSON.</summary>
    public required FrozenDictionary<string, string> Settings { get; init; }

    /// <summary>Released versions of workspaces' model policies, the oldest release first.</summary>
    public FrozenDictionary<Guid, IReadOnlyList<ModelPolicyRelease>> ModelPolicies { get; init; } = FrozenDictionary<Guid, IReadOnlyList<ModelPolicyRelease>>.Empty;

    /// <summary>The tenant's budgets, also those that are switched off.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];
    /// <summary>Changes of budgets' limits that hold now or will, and the resets of windows that are open.</summary>
    public IReadOnlyList<BudgetChange> BudgetChanges { get; init; } = [];
    /// <summary>What the organisation pays for models.</summary>
    public PriceBook Prices { get; init; } = PriceBook.Catalogue;

    /// <summary>The organisation's prompts.</summary>
    public PromptShelf Prompts { get; init; } = PromptShelf.None;

    /// <summary>How workspaces cache, where they differ from the defaults.</summary>
    public FrozenDictionary<Guid, WorkspaceCache> Caches { get; init; } = FrozenDictionary<Guid, WorkspaceCache>.Empty;

    /// <summary>The tenant's policy on memory.</summary>
    public MemoryGovernance Memory { get; init; } = MemoryGovernance.Default;

    /// <summary>The tenant's guardrails.</summary>
    public required TenantGuardrails Guardrails { get; init; }

    /// <summary>The effective policy of a use case: the tenant's changes over the deployment's.</summary>
    public UseCasePolicy PolicyOf(string useCase, AiConfig config)
    {
        UseCasePolicy policy = config.UseCases[useCase];
        return UseCases.TryGetValue(useCase, out UseCaseChange? change) ? change.ApplyTo(policy) : policy;
    }

    /// <summary>The provider instance of this name: the tenant's own, else the deployment's; null when there is none or it is switched off.</summary>
    public ProviderInstance? ProviderOf(string name, AiConfig config)
    {
        if (DisabledProviders.Contains(name))
            return null;
        if (Providers.TryGetValue(name, out ProviderInstance? own))
            return own;
        return config.Providers.GetValueOrDefault(name);
    }

    /// <summary>The version of a workspace's model policy that holds at a time; null where none was ever released.</summary>
    public ModelPolicyRelease? ModelPolicyOf(Guid workspaceId, DateTimeOffset at)
    {
        if (!ModelPolicies.TryGetValue(workspaceId, out IReadOnlyList<ModelPolicyRelease>? releases))
            return null;
        for (int i = releases.Count - 1; i >= 0; i--)
        {
            if (releases[i].From <= at)
                return releases[i];
        }
        return null;
    }

    /// <summary>Whether a feature is on.</summary>
    public bool IsOn(string feature) => Features.TryGetValue(feature, out bool on) ? on : Tenancy.Features.DefaultOf(feature);
}

/// <summary>A released version of a workspace's model policy.</summary>
/// <param name="Version">Its number.</param>
/// <param name="From">From when on it holds (UTC).</param>
/// <param name="Policy">The policy.</param>
public sealed record ModelPolicyRelease(int Version, DateTimeOffset From, ModelPolicy Policy);

/// <summary>A workspace in memory.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Slug.</param>
/// <param name="Name">Name.</param>
/// <param name="AllowNamedModels">Whether requests may name a model.</param>
public sealed record WorkspaceControl(Guid Id, string Slug, string Name, bool AllowNamedModels);

/// <summary>A member in memory.</summary>
/// <param name="Id">Membership id.</param>
/// <param name="AccountId">Account.</param>
/// <param name="Name">Display name.</param>
/// <param name="Email">E-mail.</param>
/// <param name="Role">Role.</param>
/// <param name="Epoch">Counts changes.</param>
/// <param name="Workspaces">Workspaces that the member belongs to.</param>
public sealed record MemberControl(Guid Id, Guid AccountId, string Name, string Email, Role Role, int Epoch, FrozenSet<Guid> Workspaces);

/// <summary>An API key in memory.</summary>
/// <param name="Hash">Upper-case hexadecimal SHA-256.</param>
/// <param name="ExpiresAt">When it ends (UTC); null for never.</param>
/// <param name="Scope">The scope that it opens.</param>
public sealed record KeyControl(string Hash, DateTimeOffset? ExpiresAt, TenantScope Scope);
