using Artisan.Web.Shell;
using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Components;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class OverlayTests : ShellContext
{
    [Fact]
    public void A_drawer_is_open_while_the_address_says_so()
    {
        Navigation.NavigateTo("/requests?state=failed");
        IRenderedComponent<Drawer> drawer = Render<Drawer>(p => p.Add(d => d.Key, "request").Add(d => d.Title, "Request").Add(d => d.ChildContent, id => $"<p>Request {id}</p>"));
        drawer.Markup.Trim().ShouldBeEmpty();
        Url.Push(("request", "42"));
        drawer.WaitForAssertion(() => drawer.Find("[role=dialog] p").TextContent.ShouldBe("Request 42"));
        Module.VerifyInvoke("trap").Arguments[0].ShouldBe(drawer.Find("[role=dialog]").Id);
        drawer.Find("button[aria-label=Close]").Click();
        Navigation.Uri.ShouldEndWith("/requests?state=failed");
        drawer.WaitForAssertion(() => Module.VerifyInvoke("release"));
    }

    [Fact]
    public async Task Escape_closes_the_drawer_and_what_belongs_to_it()
    {
        Navigation.NavigateTo("/requests?request=1&part=json");
        IRenderedComponent<Drawer> drawer = Render<Drawer>(p => p.Add(d => d.Key, "request").Add(d => d.Title, "Request").Add(d => d.AlsoClears, ["part"]));
        IRenderedComponent<FocusTrap> trap = drawer.FindComponent<FocusTrap>();
        await trap.InvokeAsync(trap.Instance.CloseFromBrowser);
        Navigation.Uri.ShouldEndWith("/requests");
    }

    [Fact]
    public async Task A_question_is_answered_with_yes_only_when_its_word_was_typed()
    {
        IRenderedComponent<ConfirmHost> host = Render<ConfirmHost>();
        var confirm = Services.GetRequiredService<Confirm>();
        Task<bool> answer = confirm.AskAsync(new ConfirmQuestion("Revoke the key “Export”?", "Revoke key") { Consequence = "Programs are refused.", Type = "Export" });
        host.WaitForAssertion(() => host.Find("[role=alertdialog] h2").TextContent.ShouldBe("Revoke the key “Export”?"));
        host.Find("button[type=submit]").GetAttribute("aria-disabled").ShouldBe("true");
        host.Find("form").Submit();
        answer.IsCompleted.ShouldBeFalse();
        host.Find("input").Input("Export");
        host.Find("form").Submit();
        (await answer).ShouldBeTrue();
        host.WaitForAssertion(() => host.FindAll("[role=alertdialog]").ShouldBeEmpty());
    }

    [Fact]
    public async Task A_question_can_be_declined_and_a_second_one_declines_the_first()
    {
        Render<ConfirmHost>();
        var confirm = Services.GetRequiredService<Confirm>();
        Task<bool> first = confirm.AskAsync(new ConfirmQuestion("One?", "Do"));
        Task<bool> second = confirm.AskAsync(new ConfirmQuestion("Two?", "Do"));
        (await first).ShouldBeFalse();
        confirm.Answer(false);
        (await second).ShouldBeFalse();
    }

    [Fact]
    public void Notices_say_what_was_done_and_failures_stay_with_their_reference()
    {
        var notices = Services.GetRequiredService<Notices>();
        IRenderedComponent<NoticeHost> host = Render<NoticeHost>();
        notices.Done("Key revoked");
        notices.Failed(new Fault("The key could not be made", "The name is taken.", null, "4bf92f3577b34da6a3ce929d0e0e4736"));
        host.WaitForAssertion(() => host.FindAll(".notice").Count.ShouldBe(2));
        host.FindAll(".notice")[1].TextContent.ShouldContain("0e0e4736");
        host.FindAll(".notice button[aria-label=Close]")[0].Click();
        host.WaitForAssertion(() => host.FindAll(".notice").Count.ShouldBe(1));
        for (int i = 0; i < 9; i++)
            notices.Done($"Step {i}");
        notices.Shown.Count.ShouldBe(Notices.AtOnce);
    }

    [Fact]
    public async Task A_busy_button_does_nothing_twice_and_its_failure_becomes_a_notice()
    {
        var gate = new TaskCompletionSource();
        int runs = 0;
        IRenderedComponent<ActionButton> button = Render<ActionButton>(p => p.Add(b => b.Failure, "The key could not be made").AddChildContent("Make key").Add(b => b.OnClick, async () =>
        {
            runs++;
            await gate.Task;
        }));
        Task first = button.Find("button").ClickAsync(new());
        button.Find("button").GetAttribute("aria-busy").ShouldBe("true");
        await button.Find("button").ClickAsync(new());
        runs.ShouldBe(1);
        gate.SetException(new InvalidOperationException("hunter2"));
        await first;
        Notice notice = Services.GetRequiredService<Notices>().Shown.ShouldHaveSingleItem();
        notice.Text.ShouldBe("The key could not be made");
        notice.Detail!.ShouldNotContain("hunter2");
        button.Find("button").HasAttribute("aria-busy").ShouldBeFalse();
    }

    [Fact]
    public async Task The_palette_finds_and_goes_by_keyboard_alone()
    {
        Services.AddScoped<ICommandSource, FailingSource>();
        Services.AddScoped<ICommandSource, RequestSource>();
        bool closed = false;
        Core.Tenancy.TenantScope scope = await Scope.GetAsync();
        IRenderedComponent<CommandPalette> palette = Render<CommandPalette>(p => p.Add(c => c.Scope, scope).Add(c => c.OnClose, () => closed = true));
        palette.Find("input").GetAttribute("role").ShouldBe("combobox");
        await palette.InvokeAsync(() => palette.Instance.Key("ArrowDown", ""));
        string active = palette.Find("input").GetAttribute("aria-activedescendant")!;
        palette.Find($"#{active}").GetAttribute("aria-selected").ShouldBe("true");
        await palette.InvokeAsync(() => palette.Instance.Key("Enter", "0190a7"));
        closed.ShouldBeTrue();
        Navigation.Uri.ShouldEndWith("/requests?request=0190a7");
    }

    [Theory]
    [InlineData("requests", "Requests", 100)]
    [InlineData("req", "Requests", 80)]
    [InlineData("pol", "Model policy", 60)]
    [InlineData("quest", "Requests", 40)]
    [InlineData("rqs", "Requests", 20)]
    [InlineData("xyz", "Requests", 0)]
    [InlineData("", "Requests", 1)]
    public void Titles_fit_better_or_worse(string text, string title, int score) => CommandMatch.Score(text, title).ShouldBe(score);

    private sealed class FailingSource : ICommandSource
    {
        public ValueTask<IReadOnlyList<Command>> FindAsync(string text, Core.Tenancy.TenantScope scope, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }

    private sealed class RequestSource : ICommandSource
    {
        public ValueTask<IReadOnlyList<Command>> FindAsync(string text, Core.Tenancy.TenantScope scope, CancellationToken cancellationToken) =>
            new(text == "0190a7" ? [new Command("Request 0190a7", "Requests", "activity") { Href = "/requests?request=0190a7" }] : []);
    }
}
