using Artisan.Core.Kernel;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Bunit;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class DetailTests : ShellContext
{
    [Theory]
    [InlineData("soft_cap", "Soft cap", "warning")]
    [InlineData("SoftCap", "Soft cap", "warning")]
    [InlineData("Succeeded", "Succeeded", "good")]
    [InlineData("circuit open", "Circuit open", "bad")]
    [InlineData("running", "Running", "info")]
    [InlineData("something_new", "Something new", "idle")]
    public void A_state_has_tone_icon_and_word(string state, string word, string tone)
    {
        IRenderedComponent<StatePill> pill = Render<StatePill>(p => p.Add(s => s.State, state));
        pill.Find(".pill").ClassList.ShouldContain(tone);
        pill.Find(".pill").TextContent.ShouldBe(word);
        pill.FindAll("svg").Count.ShouldBe(1);
    }

    [Fact]
    public void An_id_is_short_and_copied_whole()
    {
        IRenderedComponent<ShortId> id = Render<ShortId>(p => p.Add(i => i.Id, "0190a7c2-1111-7222-8333-abcdef012345").Add(i => i.Label, "request id"));
        id.Find("code").TextContent.ShouldBe("ef012345");
        id.Find("button").GetAttribute("data-copy").ShouldBe("0190a7c2-1111-7222-8333-abcdef012345");
        id.Find("button").GetAttribute("aria-label").ShouldBe("Copy request id");
    }

    [Fact]
    public void A_time_is_relative_and_exact_on_hover()
    {
        IRenderedComponent<RelativeTime> time = Render<RelativeTime>(p => p.Add(t => t.At, DateTimeOffset.UtcNow.AddMinutes(-3))
            .AddCascadingValue(new Viewer(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"))));
        time.Find("time").TextContent.ShouldBe("3 min ago");
        time.Find("time").GetAttribute("title")!.ShouldEndWith("UTC+09:00");
        Render<RelativeTime>(p => p.Add(t => t.At, null).Add(t => t.Never, "never")).Markup.ShouldContain("never");
    }

    [Fact]
    public void Only_what_changes_is_compared()
    {
        IRenderedComponent<DiffView> diff = Render<DiffView>(p => p.Add(d => d.Lines, DiffLine.Between(
            new Dictionary<string, string?> { ["Model"] = "a", ["Same"] = "x", ["Gone"] = "1" },
            new Dictionary<string, string?> { ["Model"] = "b", ["Same"] = "x", ["New"] = "2" })));
        diff.FindAll("tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))).ShouldBe(["Model|a|b", "Gone|1|removed", "New|not set|2"]);
        Render<DiffView>(p => p.Add(d => d.Lines, [new DiffLine("a", "1", "1")])).Markup.ShouldContain("Nothing changes");
    }

    [Fact]
    public void Json_folds_and_is_copied_pretty()
    {
        IRenderedComponent<JsonView> json = Render<JsonView>(p => p.Add(j => j.Json, """{"a":{"b":[1,"<script>",null]},"e":{}}""").Add(j => j.OpenDepth, 2));
        json.FindAll("details").Count.ShouldBe(3);
        json.FindAll("details[open]").Count.ShouldBe(2);
        json.FindAll("script").ShouldBeEmpty();
        json.Find("button").GetAttribute("data-copy")!.ShouldContain("\n  \"a\": {");
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("plain text")]
    public void What_is_no_json_is_shown_as_it_is(string text) => Render<JsonView>(p => p.Add(j => j.Json, text)).Find("pre").TextContent.ShouldBe(text);

    [Fact]
    public void A_fault_shows_what_is_meant_for_people_only()
    {
        var known = Fault.From(ArtisanException.NotFound("The key"), "The key could not be shown", NullLogger.Instance);
        known.Why.ShouldBe("The key was not found. Check the id; it may have been deleted.");
        known.CanRetry.ShouldBeFalse();
        var unknown = Fault.From(new InvalidOperationException("hunter2"), "The key could not be shown", NullLogger.Instance);
        $"{unknown}".ShouldNotContain("hunter2");
        unknown.Reference.Length.ShouldBe(32);
        unknown.CanRetry.ShouldBeTrue();
    }
}
