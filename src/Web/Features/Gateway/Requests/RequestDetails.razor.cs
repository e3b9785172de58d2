using System.Text.Json;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>One request, whole, as the drawer shows it.</summary>
public sealed partial class RequestDetails
{
    /// <summary>The query key of the part that is shown.</summary>
    public const string PartKey = "part";

    private static readonly IReadOnlyList<Tab> Parts = [new("course", "Course"), new("content", "Prompt and answer"), new("json", "JSON"), new("repeat", "Repeat")];

    private RequestDetail? _detail;
    private IReadOnlyList<WaterfallSpan> _spans = [];
    private string _record = "";

    [Inject] private GetRequest Get { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] private Viewer? Viewer { get; set; }

    /// <summary>The request's id as the address holds it.</summary>
    [Parameter, EditorRequired] public required string Id { get; set; }

    /// <summary>Which part is shown; null for the first.</summary>
    [Parameter] public string? Part { get; set; }

    /// <summary>Names of workspaces by id.</summary>
    [Parameter] public IReadOnlyList<FilterOption> Workspaces { get; set; } = [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Requests];

    /// <inheritdoc/>
    protected override string PullFailure => "The request could not be shown";

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        // A record never changes. Signals matter only until it is there: its id reaches the caller before its row reaches the table.
        if (_detail is not null && signals.Count > 0)
            return;
        if (!Guid.TryParse(Id, out Guid id))
            throw ArtisanException.Invalid("request", "The address holds no request id.");
        RequestDetail detail = await Get.ExecuteAsync(scope, id, cancellationToken);
        _spans = RequestWaterfall.Of(detail.Trace, detail.Request.LatencyMs);
        _record = JsonSerializer.Serialize(detail with { Content = null }, ArtisanJson.Options);
        _detail = detail;
    }

    private static string DoorWords(string door) => door switch
    {
        "openai" => "OpenAI protocol",
        "anthropic" => "Anthropic protocol",
        "" => Format.None,
        _ => StateWords.Words(door),
    };
}
