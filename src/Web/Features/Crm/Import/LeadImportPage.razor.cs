using Artisan.Core.Crm;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Crm.Import;

/// <summary>The four steps of an import, its report, and earlier imports. Which import and which step stand in the address.</summary>
public sealed partial class LeadImportPage
{
    private const int Listed = 10;

    private LeadImportDetails? _import;
    private IReadOnlyList<LeadImportRow>? _imports;
    private ImportChoices? _choices;
    private Guid _workspaceId;
    private Guid? _pulled;
    private bool _mayEdit;
    private bool _ownOnly;
    private bool _missing;
    private bool _more;

    [Inject] private GetLeadImport Get { get; set; } = default!;
    [Inject] private ListLeadImports List { get; set; } = default!;
    [Inject] private GetImportChoices Choices { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "import")] private Guid? Import { get; set; }
    [SupplyParameterFromQuery(Name = "step")] private string? Step { get; set; }
    [SupplyParameterFromQuery(Name = "rows")] private string? Rows { get; set; }
    [SupplyParameterFromQuery(Name = "all")] private string? All { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Imports, FeedTopic.Jobs];

    /// <inheritdoc/>
    protected override string PullFailure => "The import could not be loaded";

    private ImportStep Shown => _import switch
    {
        null => ImportStep.File,
        { Row.Status: not ImportStatus.Draft } => ImportStep.Run,
        _ when !_mayEdit => ImportStep.File,
        _ => Url.GetEnum("step", ImportStep.Mapping) is var step && step == ImportStep.Run ? ImportStep.Preview : step,
    };

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_imports is not null && Import != _pulled)
        {
            (_import, _missing) = (null, false);
            await PullNowAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        Guid? wanted = Import;
        (_mayEdit, _ownOnly, _workspaceId) = (scope.MayEdit(Area.Leads), scope.AccessTo(Area.Leads).Reach != Reach.All, scope.WorkspaceId);
        // Signals of jobs come often; fields and members seldom change while one maps.
        if (signals.Count == 0 || _choices is null)
            _choices = await Choices.ExecuteAsync(scope, cancellationToken);
        LeadImportDetails? import = null;
        bool missing = false;
        if (wanted is { } id)
        {
            try
            {
                import = await Get.ExecuteAsync(scope, id, cancellationToken);
            }
            catch (ArtisanException e) when (e.Code == ErrorCode.NotFound)
            {
                missing = true;
            }
        }
        Page<LeadImportRow> page = await List.ExecuteAsync(scope, new PageRequest(Limit: All is null ? Listed : 500), cancellationToken);
        if (wanted != Import)
            return;
        (_import, _missing, _imports, _more, _pulled) = (import, missing, page.Items, page.NextCursor is not null, wanted);
    }

    private void TakenAsync(Guid import) => Url.Push(("import", import), ("step", ImportStep.Mapping));

    private void DiscardedAsync() => Url.Set(("import", null), ("step", null));
}
