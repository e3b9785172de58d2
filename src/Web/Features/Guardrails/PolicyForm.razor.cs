using System.Globalization;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Kernel;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Guardrails;

/// <summary>Changes the organisation's guardrails; a diff is shown before they are saved. What the form does not show stays as it was.</summary>
public sealed partial class PolicyForm
{
    private static readonly IReadOnlyList<string> Types = [.. PiiTypes.All.Select(PiiTypes.NameOf)];

    private readonly FormState _form = new();
    private readonly HashSet<string> _types = [];
    private GuardAction _user, _retrieved, _program, _leak, _secrets, _links;
    private PiiAction _toModels, _toCallers;
    private bool _requests, _interactions, _records, _secondReading;
    private string? _flagFrom, _blockFrom, _alert, _passages, _threshold, _values, _hosts, _piiUrl, _injectionUrl, _detectorKey;
    private string _operator = "replace", _piiDetector = "local", _injectionDetector = "local";

    [Inject] private ICurrentScope Current { get; set; } = default!;
    [Inject] private ChangeGuardrailPolicy Change { get; set; } = default!;
    [Inject] private Notices Notices { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;

    /// <summary>The policy as it holds.</summary>
    [Parameter, EditorRequired] public required GuardrailPolicyInfo Info { get; set; }

    /// <summary>Whether it may be changed.</summary>
    [Parameter] public bool MayEdit { get; set; }

    /// <summary>After it was saved.</summary>
    [Parameter] public EventCallback OnSaved { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        GuardrailPolicy policy = Info.Policy;
        (_user, _retrieved, _program) = (policy.Injection.User, policy.Injection.Retrieved, policy.Injection.Program);
        (_flagFrom, _blockFrom, _alert) = (Text(policy.Injection.FlagFrom), Text(policy.Injection.BlockFrom), Text(policy.AlertPerHour));
        _passages = string.Join('\n', policy.Injection.Allowed);
        _secondReading = policy.Injection.SecondReading;
        _types.UnionWith(policy.Pii.EntityTypes ?? PersonalDataPolicy.DefaultTypes);
        (_threshold, _operator) = (Text(policy.Pii.ConfidenceThreshold), policy.Pii.Operator);
        (_requests, _interactions, _records) = (policy.Pii.Requests.Enabled && policy.Pii.RedactionEnabled, policy.Pii.Interactions.Enabled && policy.Pii.RedactionEnabled, policy.Pii.Records.Enabled && policy.Pii.RedactionEnabled);
        (_toModels, _toCallers) = (policy.Pii.ToModels, policy.Pii.ToCallers);
        _values = string.Join('\n', policy.Pii.Allowed.SelectMany(a => a.Value.Select(v => $"{a.Key} {v}")));
        (_leak, _secrets, _links) = (policy.Output.SystemPromptLeak, policy.Output.Secrets, policy.Output.UnsafeLinks);
        _hosts = string.Join('\n', policy.Output.AllowedHosts);
        (_piiDetector, _piiUrl, _injectionDetector, _injectionUrl) = (policy.Pii.Detector, policy.Pii.DetectorUrl, policy.Injection.Detector, policy.Injection.DetectorUrl);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private void Toggle(string type, bool on)
    {
        if (on)
            _types.Add(type);
        else
            _types.Remove(type);
    }

    private GuardrailPolicy Read()
    {
        GuardrailPolicy policy = Info.Policy;
        string[] types = [.. Types.Where(_types.Contains)];
        return policy with
        {
            AlertPerHour = (int)Number("alert_per_hour", _alert),
            Injection = policy.Injection with
            {
                User = _user,
                Retrieved = _retrieved,
                Program = _program,
                FlagFrom = Number("injection.flag_from", _flagFrom),
                BlockFrom = Number("injection.block_from", _blockFrom),
                Allowed = Lines(_passages),
                SecondReading = _secondReading,
                Detector = _injectionDetector,
                DetectorUrl = _injectionDetector == "local" ? null : _injectionUrl?.Trim(),
            },
            Pii = policy.Pii with
            {
                RedactionEnabled = _requests || _interactions || _records,
                EntityTypes = types.ToHashSet().SetEquals(PersonalDataPolicy.DefaultTypes) ? null : types,
                ConfidenceThreshold = Number("pii.confidence_threshold", _threshold),
                Operator = _operator,
                Requests = policy.Pii.Requests with { Enabled = _requests },
                Interactions = policy.Pii.Interactions with { Enabled = _interactions },
                Records = policy.Pii.Records with { Enabled = _records },
                ToModels = _toModels,
                ToCallers = _toCallers,
                Allowed = Values(),
                Detector = _piiDetector,
                DetectorUrl = _piiDetector == "local" ? null : _piiUrl?.Trim(),
            },
            Output = policy.Output with { SystemPromptLeak = _leak, Secrets = _secrets, UnsafeLinks = _links, AllowedHosts = Lines(_hosts) },
        };
    }

    private Dictionary<string, IReadOnlyList<string>> Values()
    {
        var values = new Dictionary<string, List<string>>();
        foreach (string line in Lines(_values))
        {
            int space = line.IndexOf(' ');
            if (space <= 0 || !PiiTypes.TryParse(line[..space], out PiiType type))
                throw ArtisanException.Invalid("pii.allowed", $"'{line}' does not begin with a type. Write for instance EMAIL_ADDRESS support@example.com.");
            string name = PiiTypes.NameOf(type);
            if (!values.TryGetValue(name, out List<string>? own))
                values[name] = own = [];
            own.Add(line[(space + 1)..].Trim());
        }
        return values.ToDictionary(v => v.Key, v => (IReadOnlyList<string>)v.Value);
    }

    private static string[] Lines(string? text) => [.. (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static double Number(string field, string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && Math.Abs(value) < int.MaxValue ? value : throw ArtisanException.Invalid(field, "This is not a number that fits here.");

    private async Task SaveAsync()
    {
        bool saved = false;
        bool valid = await _form.TryAsync(async () =>
        {
            GuardrailPolicy policy = Read();
            GuardrailPolicyRules.Check(policy);
            IReadOnlyList<DiffLine> lines = PolicyWords.Diff(Info.Policy, policy);
            if (!lines.Any(l => l.Changes) && string.IsNullOrWhiteSpace(_detectorKey))
            {
                Notices.Warn("Nothing changes", "All values are as they were.");
                return;
            }
            if (!await Confirm.AskAsync(new ConfirmQuestion("Change the guardrails?", "Save changes") { Consequence = "It holds for the next request, on every node. What is kept is looked at again: what the new policy takes out does not come back.", Danger = false, Body = DiffOf(lines) }))
                return;
            await Change.ExecuteAsync(await Current.GetAsync(), policy, Info.Version, string.IsNullOrWhiteSpace(_detectorKey) ? null : _detectorKey, CancellationToken.None);
            saved = true;
        }, "injection.flag_from", "injection.block_from", "alert_per_hour", "injection.allowed", "pii.entity_types", "pii.confidence_threshold", "pii.allowed", "output.allowed_hosts", "pii.detector_url", "injection.detector_url", "detector_key");
        if (!valid || !saved)
            return;
        Notices.Done("Guardrails changed", "A job looks at what is kept.");
        await OnSaved.InvokeAsync();
    }

    private static RenderFragment DiffOf(IReadOnlyList<DiffLine> lines) => builder =>
    {
        builder.OpenComponent<DiffView>(0);
        builder.AddComponentParameter(1, nameof(DiffView.Lines), lines);
        builder.CloseComponent();
    };

    private RenderFragment Choice<T>(string id, T value, Action<T> set, params T[] all) where T : struct, Enum => builder =>
    {
        builder.OpenElement(0, "select");
        builder.AddAttribute(1, "id", id);
        builder.AddAttribute(2, "class", "select");
        builder.AddAttribute(3, "value", value.ToString());
        builder.AddAttribute(4, "onchange", EventCallback.Factory.Create<ChangeEventArgs>(this, e => set(Enum.Parse<T>((string)e.Value!))));
        foreach (T option in all)
        {
            builder.OpenElement(5, "option");
            builder.SetKey(option);
            builder.AddAttribute(6, "value", option.ToString());
            builder.AddContent(7, PolicyWords.Action(option.ToString()));
            builder.CloseElement();
        }
        builder.CloseElement();
    };
}
