using System.Globalization;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Gateway.Control;

/// <summary>Changes how a use case runs for the organisation. What equals the deployment's is not kept as a change, so that the deployment's later changes reach it.</summary>
public sealed partial class UseCaseForm
{
    private readonly FormState _form = new();
    private List<string> _fallbacks = [];
    private string? _model;
    private string? _add;
    private string? _temperature;
    private string? _topP;
    private string? _most;
    private string? _prompt;
    private bool _streaming;
    private bool _cache;
    private bool _cacheSemantic;
    private string? _cacheTtl;
    private string? _overflow;
    private string? _mostPrompt;
    private bool _memory;
    private string? _memoryType;
    private string? _memoryMost;

    [Inject] private ICurrentScope Current { get; set; } = default!;
    [Inject] private ChangeUseCasePolicy Change { get; set; } = default!;
    [Inject] private IAiConfigSource Config { get; set; } = default!;
    [Inject] private ControlPlane Control { get; set; } = default!;
    [Inject] private Notices Notices { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;

    /// <summary>The use case as it runs.</summary>
    [Parameter, EditorRequired] public required UseCaseInfo Info { get; set; }

    /// <summary>After it was saved.</summary>
    [Parameter] public EventCallback OnSaved { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        UseCasePolicy now = Info.Effective;
        (_model, _fallbacks, _streaming, _prompt) = (now.Model, [.. now.Fallbacks], now.Streaming, now.SystemPrompt);
        (_temperature, _topP, _most) = (Text(now.Temperature), Text(now.TopP), Text(now.MaxOutputTokens));
        (_cache, _cacheSemantic, _cacheTtl) = (now.Cache.Enabled, now.Cache.Semantic, Text(now.Cache.TtlSeconds));
        (_memory, _memoryType, _memoryMost) = (now.Memory.Enabled, now.Memory.Type ?? "", Text(now.Memory.MaxItems));
        (_overflow, _mostPrompt) = (now.Context.Overflow, Text(now.Context.MaxPromptTokens));
    }

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);

    private static string Hint(IFormattable? value) => value is null ? "the vendor's own by default" : $"{Text(value)} by default";

    private void Move(int at, int by) => (_fallbacks[at], _fallbacks[at + by]) = (_fallbacks[at + by], _fallbacks[at]);

    private void AddFallback()
    {
        if (_add?.Trim() is { Length: > 0 } name && !_fallbacks.Contains(name))
            _fallbacks.Add(name);
        _add = null;
    }

    private UseCaseChange Read()
    {
        UseCasePolicy deployment = Info.Deployment;
        string? model = _model?.Trim();
        double? temperature = Number("temperature", _temperature), topP = Number("top_p", _topP), most = Number("max_output_tokens", _most), ttl = Number("cache_ttl_seconds", _cacheTtl), mostPrompt = Number("context_max_prompt_tokens", _mostPrompt), memories = Number("memory_max_items", _memoryMost);
        string? prompt = string.IsNullOrWhiteSpace(_prompt) ? null : _prompt;
        return new UseCaseChange
        {
            Model = string.IsNullOrEmpty(model) || model == deployment.Model ? null : model,
            Fallbacks = _fallbacks.SequenceEqual(deployment.Fallbacks) ? null : [.. _fallbacks],
            Temperature = temperature == deployment.Temperature ? null : temperature,
            TopP = topP == deployment.TopP ? null : topP,
            MaxOutputTokens = most == deployment.MaxOutputTokens ? null : (int?)most,
            SystemPrompt = prompt == deployment.SystemPrompt ? null : prompt,
            ContextOverflow = _overflow == deployment.Context.Overflow ? null : _overflow,
            ContextMaxPromptTokens = mostPrompt == deployment.Context.MaxPromptTokens ? null : (int?)mostPrompt,
            MemoryEnabled = _memory == deployment.Memory.Enabled ? null : _memory,
            MemoryType = _memoryType == (deployment.Memory.Type ?? "") ? null : _memoryType,
            MemoryMaxItems = memories is null || memories == deployment.Memory.MaxItems ? null : (int)memories,
            CacheEnabled = _cache == deployment.Cache.Enabled ? null : _cache,
            CacheSemantic = _cacheSemantic == deployment.Cache.Semantic ? null : _cacheSemantic,
            CacheTtlSeconds = ttl is null || ttl == deployment.Cache.TtlSeconds ? null : (int)ttl,
            Streaming = _streaming == deployment.Streaming ? null : _streaming,
        };
    }

    private static double? Number(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && Math.Abs(value) < int.MaxValue && (field is not ("max_output_tokens" or "cache_ttl_seconds" or "context_max_prompt_tokens" or "memory_max_items") || value % 1 == 0)
            ? value
            : throw ArtisanException.Invalid(field, "This is not a number that fits here.");
    }

    private Task SaveAsync() => SendAsync(Read, $"Change {StateWords.Words(Info.Effective.UseCase)}?", "Use case changed");

    private Task TakeBackAsync() => SendAsync(() => new UseCaseChange(), $"Take back all changes of {StateWords.Words(Info.Effective.UseCase)}?", "Changes taken back");

    private async Task SendAsync(Func<UseCaseChange> read, string question, string done)
    {
        bool saved = false;
        bool valid = await _form.TryAsync(async () =>
        {
            UseCaseChange change = read();
            IReadOnlyList<DiffLine> lines = UseCaseWords.Diff(Info.Effective, change.ApplyTo(Info.Deployment));
            if (!lines.Any(l => l.Changes))
            {
                Notices.Warn("Nothing changes", "All values are as they were.");
                return;
            }
            if (!await Confirm.AskAsync(new ConfirmQuestion(question, "Save changes") { Consequence = "It holds for the next request, on every node.", Danger = false, Body = DiffOf(lines) }))
                return;
            await Change.ExecuteAsync(await Current.GetAsync(), Info.Effective.UseCase, change, CancellationToken.None);
            saved = true;
        }, "model", "fallbacks", "temperature", "top_p", "max_output_tokens", "cache_ttl_seconds", "context_overflow", "context_max_prompt_tokens", "memory_type", "memory_max_items", "system_prompt");
        if (!valid || !saved)
            return;
        await Control.RefreshAsync(CancellationToken.None);
        Notices.Done(done, StateWords.Words(Info.Effective.UseCase));
        await OnSaved.InvokeAsync();
    }

    private static RenderFragment DiffOf(IReadOnlyList<DiffLine> lines) => builder =>
    {
        builder.OpenComponent<DiffView>(0);
        builder.AddComponentParameter(1, nameof(DiffView.Lines), lines);
        builder.CloseComponent();
    };
}
