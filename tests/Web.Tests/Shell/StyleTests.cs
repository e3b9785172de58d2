using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

/// <summary>What the stylesheet and the sprite promise.</summary>
public sealed partial class StyleTests
{
    private static readonly string Web = Path.Combine(Root(), "src", "Web");
    private static readonly string Tokens = File.ReadAllText(Path.Combine(Web, "wwwroot", "css", "tokens.css"));

    [Theory]
    [InlineData("text", "canvas,surface,raised,sunken,hover,pressed,selected")]
    [InlineData("text-2", "canvas,surface,raised,sunken,hover,pressed,selected,idle-soft")]
    [InlineData("text-3", "canvas,surface,raised,sunken,hover")]
    [InlineData("accent-text", "canvas,surface,raised,sunken,hover,accent-soft")]
    [InlineData("good", "surface,raised,sunken,good-soft")]
    [InlineData("warn", "surface,raised,sunken,warn-soft")]
    [InlineData("bad", "surface,raised,sunken,bad-soft")]
    [InlineData("info", "surface,raised,sunken,info-soft")]
    public void Words_can_be_read_on_every_ground(string colour, string grounds)
    {
        foreach (string ground in grounds.Split(','))
            for (int theme = 0; theme < 2; theme++)
                Contrast(Token(colour, theme), Token(ground, theme)).ShouldBeGreaterThanOrEqualTo(4.5, $"--{colour} on --{ground}, {(theme == 0 ? "light" : "dark")}");
    }

    [Theory]
    [InlineData("accent")]
    [InlineData("accent-hover")]
    [InlineData("bad-solid")]
    [InlineData("bad-solid-hover")]
    public void White_can_be_read_on_what_is_filled(string ground)
    {
        for (int theme = 0; theme < 2; theme++)
            Contrast("#ffffff", Token(ground, theme)).ShouldBeGreaterThanOrEqualTo(4.5, $"--{ground}, theme {theme}");
    }

    [Fact]
    public void Series_and_the_focus_ring_can_be_seen()
    {
        foreach (string name in Enumerable.Range(0, 12).Select(i => $"series-{i}").Append("focus"))
            for (int theme = 0; theme < 2; theme++)
                Contrast(Token(name, theme), Token("surface", theme)).ShouldBeGreaterThanOrEqualTo(3, $"--{name}, theme {theme}");
    }

    [Fact]
    public void Every_icon_that_is_named_exists()
    {
        string sprite = File.ReadAllText(Path.Combine(Web, "wwwroot", "icons.svg"));
        var known = SymbolId().Matches(sprite).Select(m => m.Groups[1].Value).ToHashSet();
        string[] missing =
        [
            .. from file in Directory.EnumerateFiles(Web, "*.*", SearchOption.AllDirectories)
               where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && (file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
               let text = File.ReadAllText(file)
               from match in NamedIcon().Matches(text).Concat(EntryIcon().Matches(text))
               where !known.Contains(match.Groups[1].Value)
               select $"{Path.GetFileName(file)}: {match.Groups[1].Value}",
        ];
        missing.ShouldBeEmpty();
        foreach (string state in new[] { "succeeded", "running", "queued", "degraded", "failed", "revoked", "paused", "cancelled", "draft", "unheard of" })
            known.ShouldContain(Artisan.Web.Shell.Components.StateWords.Of(state).Icon);
    }

    [Fact]
    public void Nothing_is_fetched_from_elsewhere()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Web, "wwwroot"), "*.*", SearchOption.AllDirectories).Where(f => !f.Contains("_framework", StringComparison.Ordinal) && (f.EndsWith(".css", StringComparison.Ordinal) || f.EndsWith(".js", StringComparison.Ordinal))))
            File.ReadAllText(file).ShouldNotContain("://", Case.Insensitive, file);
    }

    private static string Token(string name, int theme)
    {
        Match match = Regex.Match(Tokens, $@"--{Regex.Escape(name)}: (?:light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)|(#[0-9a-f]{{6}}));");
        match.Success.ShouldBeTrue($"--{name} is not a pair of colours");
        return match.Groups[3].Success ? match.Groups[3].Value : match.Groups[1 + theme].Value;
    }

    private static double Contrast(string one, string other)
    {
        double a = Luminance(one), b = Luminance(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    // Relative luminance as WCAG 2.2 defines it.
    private static double Luminance(string colour)
    {
        double[] parts = [.. new[] { 1, 3, 5 }.Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    private static string Root()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Artisan.sln")))
            at = at.Parent;
        return at.FullName;
    }

    [GeneratedRegex("""<symbol id="([a-z0-9-]+)""")]
    private static partial Regex SymbolId();

    [GeneratedRegex("""\b(?:Icon Name|Icon|Glyph)="([a-z][a-z0-9-]*)"(?!\))""")]
    private static partial Regex NamedIcon();

    [GeneratedRegex("""AddNavEntry<\w+>\(NavGroup\.\w+, \d+, "[^"]*", "([^"]*)""")]
    private static partial Regex EntryIcon();
}
