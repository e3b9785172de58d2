using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Web.Features.Guardrails;
using Artisan.Web.Tests.Shell;
using AngleSharp.Dom;
using Bunit;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>What the guardrails' page shows, without a browser.</summary>
public sealed class PagesTests : ShellContext
{
    [Fact]
    public void Marks_cut_a_text_and_lose_nothing_of_it()
    {
        const string text = "0123456789";
        HighlightSpan[] spans = [new(4, 8, "late"), new(2, 6, "early", "strong"), new(9, 99, "past the end"), new(20, 30, "outside"), new(5, 5, "empty"), new(-3, 1, "before")];
        IReadOnlyList<HighlightPiece> pieces = Highlighting.Split(text, spans);
        string.Concat(pieces.Select(p => p.Text)).ShouldBe(text);
        pieces.Select(p => (p.Text, p.Span?.Title)).ShouldBe([("0", "before"), ("1", null), ("2345", "early"), ("67", "late"), ("8", null), ("9", "past the end")]);
        // What decides is seen whole, also inside of something longer.
        Highlighting.Split(text, [new(1, 9, "long"), new(3, 5, "decides", "strong")]).Select(p => (p.Text, p.Span?.Title)).ShouldBe([("0", null), ("12", "long"), ("34", "decides"), ("5678", "long"), ("9", null)]);
        Highlighting.Split("", spans).ShouldBeEmpty();
        Highlighting.Split(text, []).ShouldHaveSingleItem().Text.ShouldBe(text);
    }

    [Fact]
    public void A_marked_text_can_be_read_and_reached_without_colours_and_without_a_mouse()
    {
        IRenderedComponent<Highlighted> shown = Render<Highlighted>(p => p.Add(h => h.Text, "Write <b>now</b> to anna@x.example").Add(h => h.Spans, [new HighlightSpan(20, 34, "E-mail address, 0.95", "strong")]).Add(h => h.Label, "What was found"));
        IElement region = shown.Find("[role=region]");
        (region.GetAttribute("aria-label"), region.GetAttribute("tabindex")).ShouldBe(("What was found", "0"));
        shown.Find("mark.strong").TextContent.ShouldBe("anna@x.example (E-mail address, 0.95)");
        shown.Find("mark .sr-only").TextContent.ShouldBe(" (E-mail address, 0.95)");
        shown.FindAll("b").ShouldBeEmpty();
        region.TextContent.ShouldStartWith("Write <b>now</b> to ");
    }

    [Fact]
    public void A_diff_names_what_changes_and_nothing_else()
    {
        var before = new GuardrailPolicy();
        PolicyWords.Diff(before, before with { }).Where(l => l.Changes).ShouldBeEmpty();
        GuardrailPolicy after = before with
        {
            AlertPerHour = 0,
            Injection = before.Injection with { User = GuardAction.Flag, Allowed = ["our phrase"] },
            Pii = before.Pii with { Operator = "token", Records = before.Pii.Records with { Enabled = false }, Allowed = new Dictionary<string, IReadOnlyList<string>> { ["EMAIL_ADDRESS"] = ["support@x.example"] } },
        };
        PolicyWords.Diff(before, after).Where(l => l.Changes).Select(l => (l.Name, l.Before, l.After)).ShouldBe(
        [
            ("Injection typed by the caller", "Refuse", "Let it through and note it"),
            ("Alert above", "10 an hour", "never"),
            ("Passages that do not count", "none", "our phrase"),
            ("In its place", "A placeholder: <EMAIL_ADDRESS_1>", "A token that compliance can reveal"),
            ("Own fields of records", "personal data is taken out", "kept as it is"),
            ("Values that are not personal", "none", "support@x.example (E-mail address)"),
        ]);
    }

    [Fact]
    public void Every_change_that_the_form_can_make_shows_in_the_diff()
    {
        var before = new GuardrailPolicy();
        PersonalDataPolicy pii = before.Pii;
        InjectionPolicy injection = before.Injection;
        AnswerPolicy output = before.Output;
        GuardrailPolicy[] changes =
        [
            before with { AlertPerHour = 11 }, before with { Injection = injection with { User = GuardAction.Off } }, before with { Injection = injection with { Retrieved = GuardAction.Block } }, before with { Injection = injection with { Program = GuardAction.Off } },
            before with { Injection = injection with { FlagFrom = 0.45 } }, before with { Injection = injection with { BlockFrom = 0.755 } }, before with { Injection = injection with { Allowed = [.. Enumerable.Range(0, 40).Select(i => $"p{i}")] } },
            before with { Injection = injection with { Detector = "prompt-shield", DetectorUrl = "https://x.example" } },
            before with { Pii = pii with { EntityTypes = ["PERSON"] } }, before with { Pii = pii with { ConfidenceThreshold = 0.505 } }, before with { Pii = pii with { Operator = "mask" } },
            before with { Pii = pii with { RedactionEnabled = false } }, before with { Pii = pii with { Requests = new PlacePolicy { Enabled = false } } }, before with { Pii = pii with { Interactions = new PlacePolicy { Enabled = false } } },
            before with { Pii = pii with { ToModels = PiiAction.Replace } }, before with { Pii = pii with { ToCallers = PiiAction.Block } }, before with { Pii = pii with { Detector = "presidio", DetectorUrl = "https://x.example" } },
            before with { Pii = pii with { Allowed = new Dictionary<string, IReadOnlyList<string>> { ["PERSON"] = ["Anna"] } } },
            before with { Output = output with { SystemPromptLeak = GuardAction.Block } }, before with { Output = output with { Secrets = GuardAction.Off } }, before with { Output = output with { UnsafeLinks = GuardAction.Off } }, before with { Output = output with { AllowedHosts = ["x.example"] } },
        ];
        foreach (GuardrailPolicy after in changes)
            PolicyWords.Diff(before, after).Count(l => l.Changes).ShouldBeGreaterThan(0, GuardrailPolicyJson.Write(after));
        // Beyond what is listed, and for the same value of another type.
        GuardrailPolicy many = before with { Injection = injection with { Allowed = [.. Enumerable.Range(0, 40).Select(i => $"p{i}")] } };
        PolicyWords.Diff(many, many with { Injection = many.Injection with { Allowed = [.. many.Injection.Allowed.Take(39), "another"] } }).ShouldContain(l => l.Changes);
        GuardrailPolicy person = before with { Pii = pii with { Allowed = new Dictionary<string, IReadOnlyList<string>> { ["PERSON"] = ["Anna"] } } };
        PolicyWords.Diff(person, before with { Pii = pii with { Allowed = new Dictionary<string, IReadOnlyList<string>> { ["TITLE"] = ["Anna"] } } }).ShouldContain(l => l.Changes);
    }

    [Fact]
    public void The_address_says_what_the_log_shows()
    {
        DateTimeOffset now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
        Navigation.NavigateTo("/guardrails?range=24h&kind=personal_data_in_answer&action=flag&review=false_alarm&family=role_switch");
        SecurityQuery query = SecurityQuery.Read(Url);
        query.Narrows.ShouldBeTrue();
        SecurityFilter filter = query.Filter(now, TimeZoneInfo.Utc);
        filter.Kinds.ShouldBe([SecurityEventKind.PersonalDataInAnswer]);
        (filter.Action, filter.Review, filter.Family, filter.From, filter.To).ShouldBe(("flag", SecurityReview.FalseAlarm, "role_switch", now.AddHours(-24), null));
        SecurityQuery.Read(Url).ShouldBe(query);
    }

    [Theory]
    [InlineData("/guardrails")]
    [InlineData("/guardrails?range=30d&tab=log")]
    [InlineData("/guardrails?event=0199a6a0-5a1c-7b3e-8f00-1234567890ab")]
    public void A_range_or_an_open_finding_narrows_nothing(string path)
    {
        Navigation.NavigateTo(path);
        SecurityQuery.Read(Url).Narrows.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/guardrails?kind=nonsense&review=nonsense")]
    [InlineData("/guardrails?kind=99&review=99")]
    public void What_the_address_cannot_mean_is_left_out(string path)
    {
        Navigation.NavigateTo(path);
        SecurityFilter filter = SecurityQuery.Read(Url).Filter(DateTimeOffset.UtcNow, TimeZoneInfo.Utc);
        filter.Kinds.ShouldBeNull();
        filter.Review.ShouldBeNull();
    }
}
