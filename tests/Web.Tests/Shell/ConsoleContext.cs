using AngleSharp.Dom;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Artisan.Web.Tests.Hosting;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Artisan.Web.Tests.Shell;

/// <summary>A browser tab over a running application: components of the console with the real store behind them.</summary>
/// <param name="app">The application.</param>
public abstract class ConsoleContext(RunningArtisan app) : ShellContext
{
    /// <summary>How long a busy machine may take.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The application.</summary>
    protected RunningArtisan App => app;

    /// <summary>Who looks.</summary>
    private protected StoreScope Signed { get; private set; } = null!;

    /// <summary>Signs somebody in, and gives the components the application's own use cases.</summary>
    protected void SignIn(TenantScope scope, params Type[] useCases)
    {
        foreach (Type useCase in (Type[])[.. useCases, typeof(LiveFeed)])
            Services.AddSingleton(useCase, app.Services.GetRequiredService(useCase));
        Services.AddSingleton<ICurrentScope>(Signed = new StoreScope(scope));
    }

    /// <summary>A button by its words or label, as soon as it is there.</summary>
    protected static IElement Button<T>(IRenderedComponent<T> part, string words) where T : IComponent
    {
        part.WaitForState(() => part.FindAll("button, a.button").Any(Says), Patience);
        return part.FindAll("button, a.button").First(Says);

        bool Says(IElement button) => button.TextContent.Contains(words, StringComparison.Ordinal) || button.GetAttribute("aria-label") == words;
    }

    /// <summary>Fills in a field as soon as it is there; found and changed in one turn, so that no rendering comes between.</summary>
    protected static Task TypeAsync<T>(IRenderedComponent<T> part, string field, string text) where T : IComponent
    {
        part.WaitForElement(field, Patience);
        return part.InvokeAsync(() => part.Find(field).ChangeAsync(new ChangeEventArgs { Value = text }));
    }

    /// <summary>Waits until something is shown.</summary>
    protected static void Shows<T>(IRenderedComponent<T> part, string words) where T : IComponent => part.WaitForAssertion(() => string.Concat(part.Nodes.Select(n => n.TextContent)).ShouldContain(words), Patience);

    /// <summary>Waits until the person is asked, and answers.</summary>
    /// <returns>What was asked.</returns>
    protected async Task<ConfirmQuestion> AnswerAsync(bool agreed = true)
    {
        Confirm confirm = Services.GetRequiredService<Confirm>();
        await UseCaseCalls.UntilAsync(() => Task.FromResult(confirm.Question is not null));
        ConfirmQuestion question = confirm.Question!;
        confirm.Answer(agreed);
        return question;
    }
}

/// <summary>A real scope, which can be made to fail as a store that is away would.</summary>
internal sealed class StoreScope(TenantScope scope) : ICurrentScope
{
    private int _asked;

    /// <summary>Thrown instead of an answer from the second question on: the first is a component's start, the others are its reading.</summary>
    public Exception? Failure { get; set; }

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public ValueTask<TenantScope> GetAsync(CancellationToken cancellationToken = default) => ++_asked > 1 && Failure is not null ? throw Failure : new(scope);

    public ValueTask<FrameIdentity> GetFrameAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void ChooseWorkspace(Guid workspaceId)
    {
    }
}
