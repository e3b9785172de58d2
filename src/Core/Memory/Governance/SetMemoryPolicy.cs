using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Governance;

/// <summary>A tenant's policy on memory as it holds.</summary>
/// <param name="Policy">As it was set.</param>
/// <param name="Effective">The rules of every type, with what the mode demands.</param>
/// <param name="Locks">What the mode has settled: field and reason.</param>
/// <param name="Version">0 for the defaults; to be sent back with a change.</param>
/// <param name="UpdatedAt">When it was set (UTC); null for the defaults.</param>
/// <param name="UpdatedBy">By whom.</param>
public sealed record MemoryPolicyV1(MemoryGovernance Policy, IReadOnlyDictionary<MemoryType, MemoryTypeRules> Effective, IReadOnlyDictionary<string, string> Locks, int Version, DateTimeOffset? UpdatedAt, string? UpdatedBy)
{
    internal static MemoryPolicyV1 Of(MemoryGovernance policy, MemoryGovernanceRow? row) =>
        new(policy, Enum.GetValues<MemoryType>().ToDictionary(t => t, t => Told(policy.RulesOf(t), t)), policy.Locks, row?.Version ?? 0, row?.UpdatedAt, row?.UpdatedBy);

    private static MemoryTypeRules Told(MemoryTypeRules rules, MemoryType type) => rules with { Retention = rules.Retention ?? MemoryGovernance.DefaultRetentionOf(type) };
}

/// <summary>Reads a tenant's policy on memory.</summary>
public sealed class GetMemoryPolicy(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    public async Task<MemoryPolicyV1> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        // Whoever remembers may know for how long.
        if (!scope.MaySee(Area.Memory))
            scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        MemoryGovernanceRow? row = await db.MemoryPolicies.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return MemoryPolicyV1.Of(row is null ? MemoryGovernance.Default : MemoryGovernance.Read(row.PolicyJson), row);
    }
}

/// <summary>Sets a tenant's policy on memory. It holds from now on; what is remembered already is brought under it by the daily clean-up, or at once by the caller.</summary>
public sealed class SetMemoryPolicy(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, ShortenMemories shorten, StartJob jobs)
{
    /// <summary>Sets.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="policy">The whole policy.</param>
    /// <param name="version">The version that the caller has seen; null does not look.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With every fault by field; with <see cref="ErrorCode.Conflict"/> when it was changed meanwhile.</exception>
    public async Task<MemoryPolicyV1> ExecuteAsync(TenantScope scope, MemoryGovernance policy, int? version, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        Demand(policy, control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation"));
        await using ArtisanDb db = databases.Open(scope);
        MemoryGovernanceRow? row = await db.MemoryPolicies.SingleOrDefaultAsync(cancellationToken);
        if (version is { } seen && seen != (row?.Version ?? 0))
            throw new ArtisanException(ErrorCode.Conflict, $"The policy was changed by {row?.UpdatedBy ?? "someone"} meanwhile. Open it again and make your change there.");
        MemoryGovernance before = row is null ? MemoryGovernance.Default : MemoryGovernance.Read(row.PolicyJson);
        if (row is null)
            db.MemoryPolicies.Add(row = new MemoryGovernanceRow { TenantId = scope.TenantId });
        (row.PolicyJson, row.Version, row.UpdatedAt, row.UpdatedBy) = (JsonSerializer.Serialize(policy, ArtisanJson.Options), row.Version + 1, DateTimeOffset.UtcNow, scope.ActorName);
        db.Audit(scope, "memory.policy_set", "Memory policy", new { before, after = policy });
        await db.SaveChangesAsync(cancellationToken);
        // What is kept longer than the policy lets it from now on ends sooner, at once.
        await shorten.ExecuteAsync(scope.TenantId, policy, cancellationToken);
        if (policy.EmbeddingModel is { } model && model != before.EmbeddingModel)
            await jobs.ExecuteAsync(scope, ReadMeanings.JobKind, $"Have {model} read what memories mean", new { model }, cancellationToken);
        return MemoryPolicyV1.Of(policy, row);
    }

    private void Demand(MemoryGovernance policy, TenantControl tenant)
    {
        var faults = new Dictionary<string, List<string>>();
        void Fault(string field, string message) => (faults.TryGetValue(field, out List<string>? known) ? known : faults[field] = []).Add(message);
        if (!Enum.IsDefined(policy.ComplianceMode))
            Fault("compliance_mode", "The mode is standard, gdpr or hipaa.");
        foreach ((MemoryType type, MemoryTypeRules rules) in policy.Types)
        {
            string field = $"types.{MemoryItem.NameOf(type)}";
            if (!Enum.IsDefined(type))
                Fault(field, "There is no such type of memory.");
            if (rules.TtlSeconds is < 60 or > 3_153_600_000)
                Fault($"{field}.ttl_seconds", "The longest time lies between 60 seconds and 100 years.");
            if (rules.Retention is { } retention && (!Enum.IsDefined(retention) || retention == MemoryRetention.Exact))
                Fault($"{field}.retention", "Retention is short, medium, long or permanent; an exact time is ttl_seconds.");
            foreach (string entity in rules.PiiEntityTypes ?? [])
            {
                if (!PiiTypes.TryParse(entity, out _))
                    Fault($"{field}.pii_entity_types", $"There is no kind of personal data named '{entity}'.");
            }
            if (rules is { PiiScrubbing: true, PiiEntityTypes.Count: 0 })
                Fault($"{field}.pii_entity_types", "Name at least one kind of personal data, leave the list out for those of the guardrails, or switch pii_scrubbing off.");
            if (policy.ComplianceMode != ComplianceMode.Standard && !rules.PiiScrubbing)
                Fault($"{field}.pii_scrubbing", policy.Locks["pii_scrubbing"]);
            if (policy.ComplianceMode == ComplianceMode.Gdpr && (rules.Retention == MemoryRetention.Permanent || rules.TtlSeconds > MemoryGovernance.GdprSeconds))
                Fault($"{field}.ttl_seconds", policy.Locks["ttl_seconds"]);
            if (policy.ComplianceMode == ComplianceMode.Hipaa && rules.PiiEntityTypes is not null)
                Fault($"{field}.pii_entity_types", policy.Locks["pii_entity_types"]);
        }
        if (policy.CompressAfterDays is < 1 or > 3650)
            Fault("compress_after_days", "Memories are summed up after 1 to 3,650 days; leave it out for never.");
        if (policy.KeepOriginalsDays is < 0 or > 3650)
            Fault("keep_originals_days", "Originals are kept for 0 to 3,650 days.");
        if (policy.Providers?.GroupBy(p => p.Provider).FirstOrDefault(g => g.Count() > 1) is { } twice)
            Fault("providers", $"The provider '{twice.Key}' is named twice. Name it once, with all that it may be sent.");
        foreach (MemorySharing sharing in policy.Providers ?? [])
        {
            if (tenant.ProviderOf(sharing.Provider, config.Current) is null && !config.Current.Providers.ContainsKey(sharing.Provider))
                Fault("providers", $"There is no provider named '{sharing.Provider}'. Settings → Providers lists them.");
        }
        if (policy.EmbeddingModel is { } embedding)
        {
            if (!config.Current.Models.TryGetValue(embedding, out ModelCard? card) || card.Type != "embeddings")
                Fault("embedding_model", $"'{embedding}' is no embeddings model. Name one of {string.Join(", ", config.Current.Models.Values.Where(m => m.Type == "embeddings").Select(m => m.Name).Order())}, or leave it out to look by words alone.");
            else if (!Enum.GetValues<MemoryType>().Any(t => policy.MaySend(card.Provider, tenant.ProviderOf(card.Provider, config.Current)?.Kind == ProviderKinds.Local, t)))
                Fault("embedding_model", $"The provider {card.Provider} may not be sent memories by this policy. Add it to the providers with its region, or name a model of another.");
        }
        if (policy.ComplianceMode == ComplianceMode.Hipaa && policy.Providers is null)
            Fault("providers", "HIPAA mode needs the list of providers with whom you have an agreement; an empty list keeps memories inside.");
        if (policy.Audited.FirstOrDefault(a => a is not ("add" or "search" or "change")) is { } unknown)
            Fault("audited", $"'{unknown}' is no kind of action: add, search, change.");
        if (faults.Count > 0)
            throw new ArtisanException(ErrorCode.InvalidInput, faults.First().Value[0]) { Field = faults.First().Key, Faults = faults.ToDictionary(f => f.Key, f => f.Value.ToArray()) };
    }
}

/// <summary>Brings what is remembered under a policy that keeps it less long.</summary>
public sealed class ShortenMemories(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Shortens.</summary>
    /// <returns>Memories that end sooner now.</returns>
    public async Task<int> ExecuteAsync(Guid tenantId, MemoryGovernance policy, CancellationToken cancellationToken)
    {
        int shortened = 0;
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        foreach (MemoryType type in Enum.GetValues<MemoryType>())
        {
            if (policy.RulesOf(type).TtlSeconds is not { } most)
                continue;
            DateTimeOffset now = DateTimeOffset.UtcNow;
            shortened += await db.Memories.Where(m => m.Type == type && (m.ExpiresAt == null || m.ExpiresAt > m.CreatedAt.AddSeconds(most)))
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.ExpiresAt, m => m.CreatedAt.AddSeconds(most)).SetProperty(m => m.Retention, MemoryRetention.Exact)
                    .SetProperty(m => m.Revision, m => m.Revision + 1).SetProperty(m => m.UpdatedAt, now), cancellationToken);
        }
        if (shortened > 0)
            feed.Publish(new FeedSignal(tenantId, FeedTopic.Memories));
        return shortened;
    }
}
