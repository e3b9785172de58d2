using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Access;
using Artisan.Web.Shell.Layout;
using Artisan.Web.Shell.Navigation;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using RouteData = Microsoft.AspNetCore.Components.RouteData;

namespace Artisan.Web.Tests.Shell;

public sealed class FrameTests : ShellContext
{
    public FrameTests()
    {
        Services.AddNavEntry<HomePage>(NavGroup.Work, 10, "Home", "house");
        Services.AddNavEntry<SettingsPage>(NavGroup.System, 20, "Settings", "settings");
        Services.AddNavEntry<JobsPage>(NavGroup.System, 10, "Jobs", "list-checks");
    }

    [Theory]
    [InlineData(Role.Admin, "Home,Jobs,Settings")]
    [InlineData(Role.Rep, "Home")]
    [InlineData(Role.Compliance, "Home,Jobs,Settings")]
    public void The_navigation_shows_what_the_role_may_open(Role role, string titles)
    {
        Scope.Role = role;
        Entries(Open<HomePage>()).ShouldBe(titles.Split(','));
    }

    [Fact]
    public void An_operator_opens_what_says_so_whatever_the_role()
    {
        (Scope.Role, Scope.IsOperator) = (Role.Viewer, true);
        Entries(Open<JobsPage>()).ShouldBe(["Home", "Jobs"]);
    }

    [Fact]
    public void The_current_page_is_marked()
    {
        Navigation.NavigateTo("/settings/keys");
        Open<SettingsPage>().Find("nav [aria-current=page]").TextContent.Trim().ShouldBe("Settings");
    }

    [Fact]
    public void A_page_that_the_role_may_not_open_says_so_and_is_never_made()
    {
        Scope.Role = Role.Rep;
        IRenderedComponent<MainLayout> frame = Open<SettingsPage>();
        frame.Find("main h1").TextContent.ShouldBe("You may not open this page");
        frame.Find("main").TextContent.ShouldContain("the right to see settings");
        frame.Markup.ShouldNotContain("the settings themselves");
    }

    [Fact]
    public void A_page_without_a_rule_is_opened_to_nobody() =>
        Open<ForgetfulPage>().Find("main h1").TextContent.ShouldBe("You may not open this page");

    [Fact]
    public void Rights_that_are_lost_are_lost_in_open_tabs()
    {
        IRenderedComponent<MainLayout> frame = Open<SettingsPage>();
        frame.Markup.ShouldContain("the settings themselves");
        Scope.Role = Role.Viewer;
        Scope.Change();
        frame.WaitForAssertion(() => frame.Find("main h1").TextContent.ShouldBe("You may not open this page"));
    }

    [Fact]
    public void A_session_that_ended_leads_to_the_sign_in_page_and_back()
    {
        Navigation.NavigateTo("/settings?tab=keys");
        Scope.Failure = new SignedOutException();
        Render<MainLayout>();
        Navigation.Uri.ShouldBe("http://localhost/account/sign-in?returnUrl=%2Fsettings%3Ftab%3Dkeys");
    }

    [Fact]
    public void A_page_that_fails_keeps_the_frame_and_tells_no_secret()
    {
        IRenderedComponent<MainLayout> frame = Open<FailingPage>();
        frame.Find("main [role=alert]").TextContent.ShouldContain("This page could not be shown");
        frame.Markup.ShouldNotContain("hunter2");
        frame.Find("main code").GetAttribute("title")!.Length.ShouldBe(32);
        frame.FindAll("nav").ShouldNotBeEmpty();
        Navigation.NavigateTo("/");
        frame.WaitForAssertion(() => frame.Instance.ShouldNotBeNull());
    }

    [Fact]
    public void A_refusal_of_a_use_case_is_told_in_its_own_words()
    {
        IRenderedComponent<MainLayout> frame = Open<RefusedPage>();
        frame.Find("main [role=alert]").TextContent.ShouldContain("The role Rep may not see billing");
    }

    [Fact]
    public void When_the_scope_cannot_be_had_it_can_be_tried_again()
    {
        Scope.Failure = new InvalidOperationException("database away");
        IRenderedComponent<MainLayout> frame = Open<HomePage>();
        frame.Find("[role=alert]").TextContent.ShouldContain("The console could not be opened");
        Scope.Failure = null;
        frame.Find("[role=alert] > button").Click();
        frame.WaitForAssertion(() => frame.FindAll("nav").ShouldNotBeEmpty());
    }

    [Fact]
    public void Another_workspace_can_be_chosen()
    {
        IRenderedComponent<MainLayout> frame = Open<HomePage>();
        frame.FindAll("[role=menuitemradio]").Single(i => i.TextContent.Contains("EMEA", StringComparison.Ordinal)).Click();
        Scope.WorkspaceId.ShouldBe(Scope.OtherWorkspaceId);
    }

    [Fact]
    public void The_theme_and_the_width_are_kept_in_cookies()
    {
        IRenderedComponent<MainLayout> frame = Open<HomePage>();
        frame.FindAll("[role=menuitemradio]").Single(i => i.TextContent.Trim() == "Dark").Click();
        Module.VerifyInvoke("setPreference").Arguments.ShouldBe(["theme", "dark"]);
        frame.Find(".collapse").Click();
        Module.VerifyInvoke("setPreference", calledTimes: 2)[1].Arguments.ShouldBe(["nav", "narrow"]);
        frame.WaitForAssertion(() => frame.Find(".collapse").GetAttribute("aria-pressed").ShouldBe("true"));
    }

    [Fact]
    public void Signing_out_is_an_http_post()
    {
        IRenderedComponent<MainLayout> frame = Open<HomePage>();
        frame.FindAll("[role=menuitem]").Single(i => i.TextContent.Trim() == "Sign out everywhere").Click();
        Module.VerifyInvoke("postForm").Arguments[0].ShouldBe(AccountForms.SignOutEverywhere);
    }

    [Fact]
    public async Task Nobody_listens_after_the_tab_has_gone()
    {
        Open<HomePage>();
        Scope.Listeners.ShouldBeGreaterThan(0);
        await DisposeComponentsAsync();
        Scope.Listeners.ShouldBe(0);
    }

    private static IEnumerable<string> Entries(IRenderedComponent<MainLayout> frame) => frame.FindAll("nav#navigation li").Select(e => e.TextContent.Trim());

    private IRenderedComponent<MainLayout> Open<TPage>() where TPage : IComponent => Render<MainLayout>(p => p
        .AddCascadingValue(new RouteData(typeof(TPage), new Dictionary<string, object?>()))
        .Add(l => l.Body, b =>
        {
            b.OpenComponent<TPage>(0);
            b.CloseComponent();
        }));

    [Route("/"), OpenToMembers]
    private sealed class HomePage : TextPage;

    [Route("/settings"), RequiresArea(Area.Settings)]
    private sealed class SettingsPage : TextPage
    {
        protected override string Text => "the settings themselves";
    }

    [Route("/jobs"), RequiresArea(Area.Jobs, OrOperator = true)]
    private sealed class JobsPage : TextPage;

    [Route("/forgetful")]
    private sealed class ForgetfulPage : TextPage;

    [Route("/failing"), OpenToMembers]
    private sealed class FailingPage : TextPage
    {
        protected override string Text => throw new InvalidOperationException("password=hunter2");
    }

    [Route("/refused"), OpenToMembers]
    private sealed class RefusedPage : TextPage
    {
        protected override string Text => throw ArtisanException.Forbidden("The role Rep may not see billing. Ask an admin of your organisation.");
    }

    private abstract class TextPage : ComponentBase
    {
        protected virtual string Text => "a page";

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Text);
    }
}
