using Artisan.Core.Data;

namespace Artisan.Core.Gateway;

/// <summary>A provider instance that a tenant has set up in the console; it stands over one of the same name from the configuration.</summary>
public sealed class TenantProvider : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Unique in the tenant, for instance <c>openai</c>.</summary>
    public string Name { get; set; } = "";
    /// <summary>One of <see cref="Configuration.ProviderKinds"/>.</summary>
    public string Kind { get; set; } = "";
    /// <summary>Root of its API; null for the kind's own address.</summary>
    public string? BaseUrl { get; set; }
    /// <summary>For Azure.</summary>
    public string? ApiVersion { get; set; }
    /// <summary>The credential, encrypted with the deployment's data-protection keys; null for none.</summary>
    public string? EncryptedApiKey { get; set; }
    /// <summary>The credential's last four characters.</summary>
    public string? ApiKeyLast4 { get; set; }
    /// <summary>Whether it may be called.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}

/// <summary>One more credential of a tenant's provider instance, turned to when the ones before it are refused or at their rate limit.</summary>
public sealed class TenantCredential : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The provider instance.</summary>
    public Guid ProviderId { get; set; }
    /// <summary>What people call it.</summary>
    public string Label { get; set; } = "";
    /// <summary>The credential, encrypted with the deployment's data-protection keys.</summary>
    public string EncryptedApiKey { get; set; } = "";
    /// <summary>Its last four characters; null for short ones.</summary>
    public string? ApiKeyLast4 { get; set; }
    /// <summary>Its place in the order, from 1.</summary>
    public int Place { get; set; }
    /// <summary>Whether it may be taken.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}

/// <summary>What a tenant has changed of a use-case policy.</summary>
public sealed class UseCaseOverride : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>One of <see cref="Configuration.UseCases"/>.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>The changed values as JSON (<see cref="UseCaseChange"/>).</summary>
    public string ChangeJson { get; set; } = "{}";
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}

/// <summary>The values of a use-case policy that a tenant has set; null leaves the deployment's.</summary>
public sealed record UseCaseChange
{
    /// <summary>A catalogue name or <c>provider/name</c>.</summary>
    public string? Model { get; init; }
    /// <summary>Models to try when the first fails.</summary>
    public IReadOnlyList<string>? Fallbacks { get; init; }
    /// <summary>0 to 2.</summary>
    public double? Temperature { get; init; }
    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }
    /// <summary>Tokens.</summary>
    public int? MaxOutputTokens { get; init; }
    /// <summary>The system prompt.</summary>
    public string? SystemPrompt { get; init; }
    /// <summary>Whether answers are streamed.</summary>
    public bool? Streaming { get; init; }

    /// <summary>Whether answers are kept and given again.</summary>
    public bool? CacheEnabled { get; init; }
    /// <summary>How long an answer is given again, in seconds, 1 to 2,592,000.</summary>
    public int? CacheTtlSeconds { get; init; }
    /// <summary>Whether prompts that mean the same hit too.</summary>
    public bool? CacheSemantic { get; init; }
    /// <summary>What becomes of conversations that do not fit (<see cref="Configuration.ContextOverflow"/>).</summary>
    public string? ContextOverflow { get; init; }
    /// <summary>Tokens of a prompt at most.</summary>
    public int? ContextMaxPromptTokens { get; init; }
    /// <summary>Whether what is remembered is put before the model.</summary>
    public bool? MemoryEnabled { get; init; }
    /// <summary>As which type question and answer are remembered; empty for not at all.</summary>
    public string? MemoryType { get; init; }
    /// <summary>Most memories that are put before the model, 1 to 50.</summary>
    public int? MemoryMaxItems { get; init; }

    /// <summary>Whether nothing is set.</summary>
    public bool IsEmpty => this == new UseCaseChange();

    /// <summary>The policy with these values over it.</summary>
    public Configuration.UseCasePolicy ApplyTo(Configuration.UseCasePolicy policy) => IsEmpty ? policy : policy with
    {
        Model = Model ?? policy.Model,
        Fallbacks = Fallbacks ?? policy.Fallbacks,
        Temperature = Temperature ?? policy.Temperature,
        TopP = TopP ?? policy.TopP,
        MaxOutputTokens = MaxOutputTokens ?? policy.MaxOutputTokens,
        SystemPrompt = SystemPrompt ?? policy.SystemPrompt,
        Streaming = Streaming ?? policy.Streaming,
        Cache = new Configuration.CachePolicy(CacheEnabled ?? policy.Cache.Enabled, CacheTtlSeconds ?? policy.Cache.TtlSeconds, CacheSemantic ?? policy.Cache.Semantic),
        Context = policy.Context with { Overflow = ContextOverflow ?? policy.Context.Overflow, MaxPromptTokens = ContextMaxPromptTokens ?? policy.Context.MaxPromptTokens },
        Memory = policy.Memory with { Enabled = MemoryEnabled ?? policy.Memory.Enabled, Type = MemoryType is null ? policy.Memory.Type : MemoryType.Length == 0 ? null : MemoryType, MaxItems = MemoryMaxItems ?? policy.Memory.MaxItems },
        Origin = "tenant",
    };
}
