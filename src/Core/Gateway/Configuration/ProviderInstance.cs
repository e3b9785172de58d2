namespace Artisan.Core.Gateway.Configuration;

/// <summary>A named AI vendor or endpoint, ready to be called: from the configuration or set by a tenant in the console.</summary>
public sealed class ProviderInstance
{
    /// <summary>Its name, for instance <c>openai</c> or <c>ollama-lab</c>; unique in a tenant.</summary>
    public required string Name { get; init; }
    /// <summary><c>openai</c>, <c>azure-openai</c>, <c>openai-compatible</c>, <c>local</c> … (see <see cref="ProviderKinds"/>).</summary>
    public required string Kind { get; init; }
    /// <summary>Root of its API, without a trailing slash, for instance <c>https://api.openai.com/v1</c>; null for <c>local</c>.</summary>
    public Uri? BaseUrl { get; init; }
    /// <summary>The credential in clear, only in memory; null where the endpoint needs none. Never logged, never sent to a browser.</summary>
    public string? ApiKey { get; init; }
    /// <summary>Value of the <c>api-version</c> parameter, for <c>azure-openai</c>.</summary>
    public string? ApiVersion { get; init; }
    /// <summary>More headers to send, for instance <c>OpenAI-Organization</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
    /// <summary>The tenant that set it; null when it comes from the configuration.</summary>
    public Guid? TenantId { get; init; }
    /// <summary>Where it comes from, for the console: <c>tenant</c>, <c>environment</c>, <c>appsettings.json</c>, <c>ai_config.yaml</c>, <c>built in</c>.</summary>
    public string Origin { get; init; } = "built in";

    /// <summary>Id of <see cref="ApiKey"/> among the instance's credentials; empty for the first one.</summary>
    public string CredentialId { get; init; } = "";
    /// <summary>What people call that credential; null for the first one.</summary>
    public string? CredentialLabel { get; init; }
    /// <summary>More credentials, in the order that they are turned to when the one before is refused or its rate is spent.</summary>
    public IReadOnlyList<ProviderCredential> MoreCredentials { get; init; } = [];

    /// <summary>This instance once for each of its credentials, the first one first; itself alone where it has no more than one.</summary>
    public IReadOnlyList<ProviderInstance> Variants => _variants ??= MoreCredentials.Count == 0 ? [this] : [this, .. MoreCredentials.Select(With)];

    private IReadOnlyList<ProviderInstance>? _variants;

    private ProviderInstance With(ProviderCredential credential) => new()
    {
        Name = Name,
        Kind = Kind,
        BaseUrl = BaseUrl,
        ApiKey = credential.ApiKey,
        CredentialId = credential.Id,
        CredentialLabel = credential.Label,
        ApiVersion = ApiVersion,
        Headers = Headers,
        TenantId = TenantId,
        Origin = Origin,
    };

    /// <summary>The last four characters of the credential, to recognise it by; null when there is none or it is shorter than 12.</summary>
    public string? ApiKeyLast4 => ApiKey is { Length: >= 12 } key ? key[^4..] : null;

    /// <summary>Whether a call can be made: kinds of a vendor need a credential.</summary>
    public bool IsUsable => Kind is ProviderKinds.Local or ProviderKinds.OpenAICompatible || ApiKey is { Length: > 0 };
}

/// <summary>One of several credentials of a provider instance.</summary>
/// <param name="Id">Stable id, unique in the instance.</param>
/// <param name="Label">What people call it.</param>
/// <param name="ApiKey">The credential in clear, only in memory.</param>
public sealed record ProviderCredential(string Id, string Label, string ApiKey)
{
    /// <summary>Without the credential itself, so that no log shows it.</summary>
    public override string ToString() => $"{Id} ({Label})";
}

/// <summary>The kinds of providers.</summary>
public static class ProviderKinds
{
    /// <summary>api.openai.com or what speaks exactly like it, with a bearer credential.</summary>
    public const string OpenAI = "openai";
    /// <summary>Azure OpenAI: deployments in the path, <c>api-key</c> header, <c>api-version</c>.</summary>
    public const string AzureOpenAI = "azure-openai";
    /// <summary>Ollama, vLLM, LM Studio, LiteLLM …: the OpenAI dialect, credential optional.</summary>
    public const string OpenAICompatible = "openai-compatible";
    /// <summary>api.anthropic.com or what speaks its Messages protocol, with an <c>x-api-key</c> credential.</summary>
    public const string Anthropic = "anthropic";
    /// <summary>Google's Gemini API (generativelanguage.googleapis.com), with an <c>x-goog-api-key</c> credential.</summary>
    public const string Gemini = "gemini";
    /// <summary>Cohere's v2 protocol (api.cohere.com), with a bearer credential.</summary>
    public const string Cohere = "cohere";
    /// <summary>Artisan's own rule-based models, in process.</summary>
    public const string Local = "local";

    /// <summary>All that this version knows.</summary>
    public static readonly IReadOnlyList<string> All = [OpenAI, AzureOpenAI, OpenAICompatible, Anthropic, Gemini, Cohere, Local];

    /// <summary>The vendor's own address, for kinds that have one; null for the others.</summary>
    public static Uri? DefaultAddressOf(string kind) => kind switch
    {
        OpenAI => new Uri("https://api.openai.com/v1"),
        Anthropic => new Uri("https://api.anthropic.com"),
        Gemini => new Uri("https://generativelanguage.googleapis.com"),
        Cohere => new Uri("https://api.cohere.com"),
        _ => null,
    };
}
