using Artisan.Web.Shell.Components;
using Bunit;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

/// <summary>What models write becomes no HTML but ours.</summary>
public sealed class MarkdownTests : ShellContext
{
    private string Shown(string text) => Render<MarkdownView>(p => p.Add(v => v.Text, text).Add(v => v.Citation, n => n == 1 ? ("/leads/1", "Call") : null)).Markup;

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("![pixel](https://evil.example/x.png)", "evil.example")]
    [InlineData("[click](javascript:alert(1))", "href")]
    [InlineData("[click](data:text/html,x)", "href")]
    [InlineData("[click](/account/sign-out)", "href")]
    [InlineData("| a <b>x</b> |\n| --- |\n| <iframe> |", "<iframe")]
    [InlineData("`<b>`", "<b>")]
    public void Nothing_foreign_comes_through(string text, string never) => Shown(text).ShouldNotContain(never);

    [Fact]
    public void Links_lead_out_without_a_way_back() => Shown("[site](https://a.example/b)").ShouldContain("href=\"https://a.example/b\" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");

    [Fact]
    public void What_models_use_is_shown()
    {
        string html = Shown("# Title\n\nWords **strong**, *soft* and `code` [1] [2].\n\n- one\n- two\n\n1. first\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n```\nx < y\n```\n> said");
        foreach (string piece in (string[])["<h3", "<strong", "<em", "<code", "<ul", "<ol", "<table", "<blockquote", "x &lt; y", "href=\"/leads/1\""])
            html.ShouldContain(piece);
        html.ShouldContain(">2</span>", Case.Sensitive, "a citation without a target is text");
    }

    [Theory]
    [InlineData("| half a table")]
    [InlineData("**half strong")]
    [InlineData("```\nhalf code")]
    [InlineData("[half](https://")]
    [InlineData("")]
    [InlineData("| a |\n| --- |")]
    public void A_text_that_still_grows_is_shown(string text) => Should.NotThrow(() => Shown(text));
}
