using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Gateway.Control;

/// <summary>Sets up, changes, checks, switches off and deletes a provider instance.</summary>
public sealed partial class ProviderForm
{
    private readonly FormState _form = new();
    private ProviderCheck? _check;
    private string _kind = ProviderKinds.OpenAI;
    private string? _name;
    private string? _url;
    private string? _version;
    private string? _key;
    private bool _enabled = true;

    [Inject] private ICurrentScope Current { get; set; } = default!;
    [Inject] private SaveProvider Save { get; set; } = default!;
    [Inject] private DeleteProvider Delete { get; set; } = default!;
    [Inject] private CheckProvider Check { get; set; } = default!;
    [Inject] private ControlPlane Control { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private Notices Notices { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;

    /// <summary>What is changed; null for a new one.</summary>
    [Parameter] public ProviderInfo? Provider { get; set; }

    /// <summary>Whether anything can be changed.</summary>
    [Parameter] public bool MayEdit { get; set; }

    /// <summary>After it was saved.</summary>
    [Parameter] public EventCallback OnSaved { get; set; }

    /// <summary>What a kind is for.</summary>
    public static string KindWords(string kind) => kind switch
    {
        ProviderKinds.OpenAI => "api.openai.com, or what speaks exactly like it",
        ProviderKinds.AzureOpenAI => "Azure OpenAI: models are deployments of your resource",
        ProviderKinds.OpenAICompatible => "Ollama, vLLM, LM Studio, LiteLLM and others; the credential is optional",
        ProviderKinds.Anthropic => "Anthropic: Claude models by their own Messages protocol",
        ProviderKinds.Gemini => "Google's Gemini API with a key of AI Studio; not Vertex AI",
        ProviderKinds.Cohere => "Cohere: Command and Embed models by their v2 protocol",
        _ => "Artisan's own rule-based models in this process; no credential, no network",
    };

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Provider is { } p)
            (_name, _kind, _url, _version, _enabled) = (p.Name, p.Kind, p.BaseUrl?.TrimEnd('/'), p.ApiVersion, p.Enabled);
    }

    private static string? Example(string kind) => kind switch
    {
        ProviderKinds.OpenAI or ProviderKinds.Anthropic or ProviderKinds.Gemini or ProviderKinds.Cohere => ProviderKinds.DefaultAddressOf(kind)!.ToString().TrimEnd('/'),
        ProviderKinds.AzureOpenAI => "https://my-resource.openai.azure.com",
        _ => "http://127.0.0.1:11434/v1",
    };

    // The kind's own address is not kept as one's own, so that it needs no credential again when nothing else changes.
    private string? Address => _kind == ProviderKinds.Local || _url?.TrimEnd('/') == ProviderKinds.DefaultAddressOf(_kind)?.ToString().TrimEnd('/') ? null : _url;

    private async Task SaveAsync()
    {
        if (!await _form.TryAsync(async () => await Save.ExecuteAsync(await Current.GetAsync(), new SaveProvider.Request(_name ?? "", _kind, Address, _version, _key, _enabled), CancellationToken.None),
                "name", "kind", "base_url", "api_version", "api_key"))
            return;
        await DoneAsync(Provider is null ? "Provider added" : "Provider changed", close: Provider is not null);
        if (Provider is null)
            Url.Set(("provider", _name!.Trim()));
    }

    private async Task SwitchOffAsync()
    {
        if (!await Confirm.AskAsync(new ConfirmQuestion($"Switch off {Provider!.Name}?", "Switch off") { Consequence = $"Routes of your organisation skip it at once, and requests that name it are refused. {Models(Provider.Models)} of the catalogue use it." }))
            return;
        await Save.ExecuteAsync(await Current.GetAsync(), new SaveProvider.Request(Provider.Name, Provider.Kind, Address, Provider.ApiVersion, null, Enabled: false), CancellationToken.None);
        await DoneAsync("Provider switched off", close: true);
    }

    private async Task DeleteAsync()
    {
        if (!await Confirm.AskAsync(new ConfirmQuestion($"Delete the provider {Provider!.Name}?", "Delete provider") { Consequence = "Its credential is deleted too. One of the same name from the deployment stands again.", Type = Provider.Name }))
            return;
        await Delete.ExecuteAsync(await Current.GetAsync(), Provider.Id!.Value, CancellationToken.None);
        await DoneAsync("Provider deleted", close: true);
    }

    private async Task CheckAsync() => _check = await Check.ExecuteAsync(await Current.GetAsync(), Provider!.Name, CancellationToken.None);

    private async Task DoneAsync(string what, bool close)
    {
        Notices.Done(what, _name);
        // What routes by it on this node shall know it before the person looks.
        await Control.RefreshAsync(CancellationToken.None);
        await OnSaved.InvokeAsync();
        if (close)
            Url.Set(("provider", null));
    }

    private static string Models(int count) => count == 1 ? "1 model" : $"{count} models";
}
