using AngleSharp.Dom;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Insights;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Voice.TextAnalysis;
using Artisan.Web.Features.Crm.Drafts;
using Artisan.Web.Features.Insights;
using Artisan.Web.Features.Voice;
using Artisan.Web.Shell;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Insights;

/// <summary>The console's panels over the real store and the local provider; the vendor has no credential here, so that policies fall back to it.</summary>
public sealed class PanelTests(RulesFixture fixture) : ShellContext, IClassFixture<RulesFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RunningArtisan App => fixture.App;

    private void SignIn(Role role)
    {
        foreach (Type useCase in (Type[])[typeof(GenerateEmail), typeof(ListEmailDrafts), typeof(EditEmailDraft), typeof(GiveFeedback), typeof(GetFeedback), typeof(Converse), typeof(Conversations), typeof(PlanCampaign), typeof(CampaignStrategies), typeof(SummariseCall), typeof(JudgeSentiment), typeof(LiveFeed)])
            Services.AddSingleton(useCase, App.Services.GetRequiredService(useCase));
        Services.AddSingleton<ICurrentScope>(new StoreScope(App.ScopeOf(role)));
    }

    // What was typed is rendered when its turn comes, which on a busy machine is not at once.
    private static IElement Button<T>(IRenderedComponent<T> panel, string words) where T : Microsoft.AspNetCore.Components.IComponent
    {
        panel.WaitForState(() => panel.FindAll("button").Any(Says), Patience);
        return panel.FindAll("button").First(Says);

        bool Says(IElement button) => button.TextContent.Contains(words, StringComparison.Ordinal);
    }

    // Found and changed in one turn, so that no rendering comes between.
    private static Task TypeAsync<T>(IRenderedComponent<T> panel, string field, string text) where T : Microsoft.AspNetCore.Components.IComponent =>
        panel.InvokeAsync(() => panel.Find(field).ChangeAsync(new Microsoft.AspNetCore.Components.ChangeEventArgs { Value = text }));

    [Fact]
    public async Task An_email_is_drafted_edited_and_accepted_with_its_edits()
    {
        SignIn(Role.Manager);
        Guid lead = await App.LeadAsync("Panel");
        IRenderedComponent<LeadDraftPanel> panel = Render<LeadDraftPanel>(p => p.Add(x => x.LeadId, lead));
        panel.WaitForElement("form.ask", Patience);
        await panel.Find("form.ask").SubmitAsync();
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("This is needed"), Patience);
        await TypeAsync(panel, "input[id$=objective]", "Agree on a pilot");
        await panel.Find("form.ask").SubmitAsync();
        panel.WaitForAssertion(() => panel.Find("textarea[id$=body]").GetAttribute("value")!.ShouldContain("Anna"), Patience);
        await TypeAsync(panel, "textarea[id$=body]", "Hello Anna,\n\nmine.");
        Button(panel, "Accept with edits").Click();
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("Accepted with edits"), Patience);
        (await App.Services.GetRequiredService<ListEmailDrafts>().ExecuteAsync(App.ScopeOf(Role.Manager), lead, new PageRequest(), CancellationToken.None)).Items.Single().EditedBody.ShouldBe("Hello Anna,\n\nmine.");
    }

    [Fact]
    public async Task Who_may_not_draft_sees_the_drafts_only()
    {
        SignIn(Role.Viewer);
        Guid lead = await App.LeadAsync("Seen");
        await App.Services.GetRequiredService<GenerateEmail>().ExecuteAsync(App.ScopeOf(Role.Manager), new EmailGenerateRequestV1("Call", lead), "console", CancellationToken.None);
        IRenderedComponent<LeadDraftPanel> panel = Render<LeadDraftPanel>(p => p.Add(x => x.LeadId, lead));
        panel.WaitForElement("textarea[id$=body]", Patience).HasAttribute("disabled").ShouldBeTrue();
        panel.FindAll("form.ask").ShouldBeEmpty();
        panel.Markup.ShouldNotContain("Accept");
    }

    [Fact]
    public async Task A_question_is_answered_with_links_to_its_sources_and_the_session_is_told()
    {
        SignIn(Role.Manager);
        Guid lead = await App.LeadAsync("Chat");
        Guid? told = null;
        IRenderedComponent<LeadChatPanel> panel = Render<LeadChatPanel>(p => p.Add(x => x.LeadId, lead).Add(x => x.SessionIdChanged, (Guid? id) => told = id));
        panel.WaitForElement("form.composer", Patience);
        await TypeAsync(panel, "form.composer input", "What is the budget?");
        await panel.Find("form.composer").SubmitAsync();
        panel.WaitForAssertion(() => panel.Find("a.citation").GetAttribute("href").ShouldBe($"/leads/{lead}"), Patience);
        panel.Markup.ShouldContain("40,000 euros");
        told.ShouldNotBeNull();
        panel.FindAll("[aria-label='Helpful']").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_strategy_is_written_and_stays_in_the_history()
    {
        SignIn(Role.Manager);
        Guid campaign = await App.Services.GetRequiredService<SaveCampaign>().ExecuteAsync(App.ScopeOf(Role.Manager), new SaveCampaign.Request { Name = "Panel", Objective = "Win 5 leads" }, CancellationToken.None);
        IRenderedComponent<CampaignStrategyPanel> panel = Render<CampaignStrategyPanel>(p => p.Add(x => x.CampaignId, campaign));
        panel.WaitForElement("form.ask", Patience);
        await panel.Find("form.ask").SubmitAsync();
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("Copy Markdown"), Patience);
        panel.Find(".markdown").TextContent.ShouldContain("Win 5 leads");
        panel.Markup.ShouldContain("History");
    }

    [Fact]
    public async Task A_pasted_call_is_analysed()
    {
        SignIn(Role.Manager);
        IRenderedComponent<TextAnalysisPanel> panel = Render<TextAnalysisPanel>();
        await panel.Find("form.ask").SubmitAsync();
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("Paste a transcript"), Patience);
        await TypeAsync(panel, "textarea", "Sam: Thanks, Anna.\nAnna: The price is too high.\nSam: I will send you an offer by Friday.\nAnna: Great.");
        await panel.Find("form.ask").SubmitAsync();
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("on a scale from"), Patience);
        panel.Markup.ShouldContain("The price is too high");
    }
}

/// <summary>One application whose vendor has no credential, so that the local provider serves.</summary>
public sealed class RulesFixture : IAsyncLifetime
{
    /// <summary>The application.</summary>
    public RunningArtisan App { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => App = await RunningArtisan.StartAsync(settings: ["Artisan:Providers:openai:api_key="]);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();
}
