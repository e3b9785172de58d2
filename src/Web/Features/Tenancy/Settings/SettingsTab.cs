using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Live;

namespace Artisan.Web.Features.Tenancy.Settings;

/// <summary>A tab of the settings: follows changes of the organisation, and knows whether the viewer may change anything.</summary>
public abstract class SettingsTab : AddressedComponentBase
{
    /// <summary>Whether the viewer may change settings, as of the last reading.</summary>
    protected bool MayEdit { get; private set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Control];

    /// <summary>Reads what the tab shows.</summary>
    protected abstract Task ReadAsync(TenantScope scope, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        MayEdit = scope.MayEdit(Area.Settings);
        return ReadAsync(scope, cancellationToken);
    }
}
