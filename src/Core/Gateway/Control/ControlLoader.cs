using System.Collections.Frozen;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Prices;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Budgets;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Control;

/// <summary>Reads from the database what nodes hold in memory of tenants: one query a table, however many tenants.</summary>
public sealed class ControlLoader(ICredentialProtector protector)
{
    /// <summary>Reads some tenants.</summary>
    public async Task<IReadOnlyList<TenantControl>> LoadAsync(ArtisanDb db, IReadOnlyCollection<Guid> tenantIds, CancellationToken cancellationToken)
    {
        if (tenantIds.Count == 0)
            return [];
        // The versions first: a change that comes between is then seen as newer, and read again.
        var versions = await db.ControlVersions.Where(v => tenantIds.Contains(v.TenantId)).ToDictionaryAsync(v => v.TenantId, v => v.Version, cancellationToken);
        Tenant[] tenants = await db.Tenants.AsNoTracking().Where(t => tenantIds.Contains(t.Id)).ToArrayAsync(cancellationToken);
        var workspaces = await ReadAsync<Workspace>(db, tenantIds, cancellationToken);
        var members = await ReadAsync<Membership>(db, tenantIds, cancellationToken);
        var belongings = await ReadAsync<WorkspaceMember>(db, tenantIds, cancellationToken);
        var keys = await ReadAsync<ApiKey>(db, tenantIds, cancellationToken);
        var providers = await ReadAsync<TenantProvider>(db, tenantIds, cancellationToken);
        var useCases = await ReadAsync<UseCaseOverride>(db, tenantIds, cancellationToken);
        var features = await ReadAsync<FeatureSwitch>(db, tenantIds, cancellationToken);
        var settings = await ReadAsync<TenantSetting>(db, tenantIds, cancellationToken);
        var credentials = await ReadAsync<TenantCredential>(db, tenantIds, cancellationToken);
        var policies = (await db.OfAllTenants<ModelPolicyVersion>().AsNoTracking().Where(v => tenantIds.Contains(v.TenantId) && v.State == ModelPolicyState.Released).ToArrayAsync(cancellationToken)).ToLookup(v => v.TenantId);
        var budgets = await ReadAsync<Budget>(db, tenantIds, cancellationToken);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var budgetChanges = (await db.OfAllTenants<BudgetChange>().AsNoTracking().Where(c => tenantIds.Contains(c.TenantId) && c.UntilAt > now && c.RevokedAt == null).ToArrayAsync(cancellationToken)).ToLookup(c => c.TenantId);
        var caches = await ReadAsync<WorkspaceCache>(db, tenantIds, cancellationToken);
        var prices = await ReadAsync<OwnPrice>(db, tenantIds, cancellationToken);
        var prompts = (await db.OfAllTenants<Prompt>().AsNoTracking().Where(p => tenantIds.Contains(p.TenantId) && p.ArchivedAt == null).ToArrayAsync(cancellationToken)).ToLookup(p => p.TenantId);
        var promptVersions = (await db.OfAllTenants<PromptVersion>().AsNoTracking().Where(v => tenantIds.Contains(v.TenantId) && v.State == ModelPolicyState.Released).ToArrayAsync(cancellationToken)).ToLookup(v => v.PromptId);
        var memory = await ReadAsync<MemoryGovernanceRow>(db, tenantIds, cancellationToken);
        var guardrails = await ReadAsync<GuardrailPolicyRow>(db, tenantIds, cancellationToken);
        return tenants.Where(t => versions.ContainsKey(t.Id)).Select(tenant => new TenantControl
        {
            Version = versions[tenant.Id],
            TenantId = tenant.Id,
            Name = tenant.Name,
            Slug = tenant.Slug,
            TimeZone = TimeZoneInfo.TryFindSystemTimeZoneById(tenant.TimeZone, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc,
            Suspended = tenant.SuspendedAt is not null,
            Workspaces = workspaces[tenant.Id].Where(w => w.ArchivedAt is null)
                .ToFrozenDictionary(w => w.Id, w => new WorkspaceControl(w.Id, w.Slug, w.Name, w.AllowNamedModels)),
            Members = members[tenant.Id].Where(m => m.RemovedAt is null).ToFrozenDictionary(m => m.Id, m => new MemberControl(
                m.Id, m.AccountId, m.DisplayName, m.Email, m.Role, m.Epoch,
                belongings[tenant.Id].Where(b => b.MembershipId == m.Id).Select(b => b.WorkspaceId).ToFrozenSet())),
            Keys = keys[tenant.Id].Where(k => k.RevokedAt is null).Select(k => new KeyControl(Convert.ToHexString(k.Hash), k.ExpiresAt, ScopeOf(k))).ToArray(),
            Providers = providers[tenant.Id].Where(p => p.Enabled).ToFrozenDictionary(p => p.Name, p => InstanceOf(p, credentials[tenant.Id].Where(c => c.ProviderId == p.Id))),
            DisabledProviders = providers[tenant.Id].Where(p => !p.Enabled).Select(p => p.Name).ToFrozenSet(),
            UseCases = useCases[tenant.Id].ToFrozenDictionary(u => u.UseCase, u => JsonSerializer.Deserialize<UseCaseChange>(u.ChangeJson, ArtisanJson.Options) ?? new UseCaseChange()),
            Features = features[tenant.Id].ToFrozenDictionary(f => f.Name, f => f.Enabled),
            Settings = settings[tenant.Id].ToFrozenDictionary(s => s.Key, s => s.ValueJson),
            ModelPolicies = policies[tenant.Id].GroupBy(v => v.WorkspaceId).ToFrozenDictionary(g => g.Key, ReleasesOf),
            Budgets = budgets[tenant.Id].ToArray(),
            BudgetChanges = budgetChanges[tenant.Id].OrderBy(c => c.Id).ToArray(),
            Caches = caches[tenant.Id].ToFrozenDictionary(c => c.WorkspaceId),
            Prices = prices[tenant.Id].Any() ? new PriceBook(prices[tenant.Id]) : PriceBook.Catalogue,
            Prompts = new PromptShelf(prompts[tenant.Id].Select(p => ControlOf(p, promptVersions[p.Id])).OfType<PromptControl>()),
            Memory = memory[tenant.Id].SingleOrDefault() is { } policy ? MemoryGovernance.Read(policy.PolicyJson) : MemoryGovernance.Default,
            Guardrails = guardrails[tenant.Id].SingleOrDefault() is { } own ? GuardrailsOf(own) : TenantGuardrails.Default,
        }).ToArray();
    }

    private static async Task<ILookup<Guid, T>> ReadAsync<T>(ArtisanDb db, IReadOnlyCollection<Guid> tenantIds, CancellationToken cancellationToken) where T : class, ITenantOwned =>
        (await db.OfAllTenants<T>().AsNoTracking().Where(row => tenantIds.Contains(row.TenantId)).ToArrayAsync(cancellationToken)).ToLookup(row => row.TenantId);

    private static TenantScope ScopeOf(ApiKey key) => new()
    {
        TenantId = key.TenantId,
        WorkspaceId = key.WorkspaceId,
        ActorKind = ActorKind.ApiKey,
        ActorId = key.Id,
        ActorName = key.Name,
        KeyScopes = key.Scopes,
        Workspaces = new HashSet<Guid> { key.WorkspaceId },
    };

    private TenantGuardrails GuardrailsOf(GuardrailPolicyRow row) =>
        new(GuardrailPolicyJson.Read(row.PolicyJson), row.Version, protector.Unprotect(row.EncryptedKey) is { } key ? Convert.FromBase64String(key) : null, row.EncryptedDetectorKey is { } own ? protector.Unprotect(own) : null);

    // Versions that were refused when they were read (a library that became stricter) are left out; the console tells of them when they are opened.
    private static PromptControl? ControlOf(Prompt prompt, IEnumerable<PromptVersion> versions)
    {
        PromptRelease[] releases = [.. versions.OrderBy(v => v.ReleasedAt).ThenBy(v => v.Version)
            .Select(v => CompiledPrompt.Parse(PromptContent.Read(v.ContentJson), out _) is { } compiled ? new PromptRelease(prompt.Id, prompt.Slug, v.Version, compiled) : null).OfType<PromptRelease>()];
        return releases.Length == 0 ? null : new PromptControl(prompt.Slug, prompt.WorkspaceId, prompt.UseCase, releases[^1], releases.ToFrozenDictionary(r => r.Version));
    }

    // A release that another one has followed already will never hold again.
    private static IReadOnlyList<ModelPolicyRelease> ReleasesOf(IEnumerable<ModelPolicyVersion> versions)
    {
        ModelPolicyVersion[] ordered = versions.OrderBy(v => v.ReleaseAt).ThenBy(v => v.Version).ToArray();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        int live = Array.FindLastIndex(ordered, v => v.ReleaseAt <= now);
        return ordered[Math.Max(0, live)..].Select(v => new ModelPolicyRelease(v.Version, v.ReleaseAt ?? v.CreatedAt, ModelPolicyJson.Read(v.PolicyJson))).ToArray();
    }

    private ProviderInstance InstanceOf(TenantProvider row, IEnumerable<TenantCredential> credentials) => new()
    {
        Name = row.Name,
        Kind = row.Kind,
        BaseUrl = row.BaseUrl is null ? ProviderKinds.DefaultAddressOf(row.Kind) : new Uri(row.BaseUrl),
        ApiKey = row.EncryptedApiKey is null ? null : protector.Unprotect(row.EncryptedApiKey),
        ApiVersion = row.ApiVersion,
        TenantId = row.TenantId,
        Origin = "tenant",
        MoreCredentials = credentials.Where(c => c.Enabled).OrderBy(c => c.Place).ThenBy(c => c.Id)
            .Select(c => protector.Unprotect(c.EncryptedApiKey) is { } key ? new ProviderCredential(c.Id.ToString("N"), c.Label, key) : null).OfType<ProviderCredential>().ToArray(),
    };
}
