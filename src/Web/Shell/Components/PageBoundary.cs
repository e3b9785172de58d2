using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Artisan.Web.Shell.Components;

/// <summary>
/// Keeps the failure of a page inside the page: the frame stays, the person is told in our words, and moving on recovers. A session that has
/// ended leads to the sign-in page instead.
/// </summary>
public sealed class PageBoundary : ErrorBoundaryBase
{
    private Fault? _fault;

    [Inject] private ILogger<PageBoundary> Logger { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    /// <inheritdoc/>
    protected override Task OnErrorAsync(Exception exception)
    {
        if (exception is SignedOutException)
        {
            Navigation.NavigateTo(ShellPaths.SignInReturningTo(Navigation.ToBaseRelativePath(Navigation.Uri)), forceLoad: true);
            return Task.CompletedTask;
        }
        _fault = Fault.From(exception, "This page could not be shown", Logger);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }
        // The exception arrives before OnErrorAsync has made words of it, once.
        if (_fault is null)
            return;
        builder.OpenComponent<ErrorState>(1);
        builder.AddAttribute(2, nameof(ErrorState.Fault), _fault);
        builder.AddAttribute(3, nameof(ErrorState.OnRetry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }
}
