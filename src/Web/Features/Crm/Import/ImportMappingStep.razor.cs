using Artisan.Core.Crm;
using Artisan.Core.Crm.Imports;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Crm.Import;

/// <summary>What goes where: the guess with sample values, how the file is read, and the choices.</summary>
public sealed partial class ImportMappingStep
{
    private static readonly string[] Shown = ["mapping", "owner_id", "source"];

    private readonly FormState _form = new();
    private string?[] _fields = [];
    private ImportPlan? _plan;
    private OnMatch _onMatch;
    private NoEmail _noEmail;
    private LeadStage _stage;
    private Guid? _owner;
    private string? _source;
    private bool _accounts;
    private bool _reading;

    [Inject] private ConfigureLeadImport Configure { get; set; } = default!;
    [Inject] private ICurrentScope Current { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;

    /// <summary>The draft.</summary>
    [Parameter, EditorRequired] public required LeadImportDetails Import { get; set; }

    /// <summary>What can be chosen.</summary>
    [Parameter, EditorRequired] public required ImportChoices Choices { get; set; }

    /// <summary>Whether the person imports own leads only.</summary>
    [Parameter] public bool OwnOnly { get; set; }

    /// <summary>After the draft was changed.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    private ImportFile File => Import.Plan.File;

    private int Mapped => _fields.Count(f => f is not null);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // What the person has changed here stays, until the file is read another way or the saved draft itself changes.
        if (_plan is not null && ImportPlans.Same(_plan, Import.Plan))
            return;
        _plan = Import.Plan;
        ImportOptions options = Import.Plan.Options;
        _fields = [.. options.Fields];
        (_onMatch, _noEmail, _stage, _owner, _source, _accounts) = (options.OnMatch, options.NoEmail, options.Stage, options.OwnerId, options.Source, options.CreateAccounts);
    }

    private void Choose(int column, string? field)
    {
        string? chosen = string.IsNullOrEmpty(field) ? null : field;
        // A field has one column: choosing it here takes it from there.
        if (chosen is not null && Array.IndexOf(_fields, chosen) is >= 0 and var other && other != column)
            _fields[other] = null;
        _fields[column] = chosen;
    }

    private string? GuessOf(int column) => column < Import.Plan.Guesses.Count && Import.Plan.Options.Fields[column] == _fields[column] ? Import.Plan.Guesses[column] switch
    {
        GuessedBy.Name => "by heading",
        GuessedBy.Values => "by values",
        _ => null,
    } : null;

    private async Task ReadAsync(char? delimiter = null, string? encoding = null, bool? header = null)
    {
        _reading = true;
        try
        {
            // What a person has set stays set: another encoding does not find another delimiter.
            if (await _form.TryAsync(async () => await Configure.ReadAsync(await Current.GetAsync(), Import.Row.Id, delimiter ?? File.Delimiter, encoding, header ?? (delimiter is null ? File.HasHeader : null), CancellationToken.None), Shown))
                await OnChanged.InvokeAsync();
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task ContinueAsync()
    {
        ImportOptions options = Import.Plan.Options with { Fields = [.. _fields], OnMatch = _onMatch, NoEmail = _noEmail, Stage = _stage, OwnerId = _owner, Source = _source, CreateAccounts = _accounts };
        if (!await _form.TryAsync(async () => await Configure.ExecuteAsync(await Current.GetAsync(), Import.Row.Id, options, CancellationToken.None), Shown))
            return;
        await OnChanged.InvokeAsync();
        Url.Push(("step", ImportStep.Preview));
    }
}
