using Artisan.Core.Kernel;
using Artisan.Core.Memory;
using Artisan.Web.Features.Memory;
using Artisan.Web.Tests.Shell;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Memory;

/// <summary>What forms of memories hold, read and send.</summary>
public sealed class MemoryFormsTests : ShellContext
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static MemoryV1 Memory(string content = "Demo of the forecast with the whole team", MemoryFields? fields = null, int revision = 1) => new(Guid.CreateVersion7(), MemoryType.LeadInteraction, "n", content, fields, null, Guid.Empty, "Ada", Guid.Empty,
        MemoryRetention.Long, s_now.AddYears(1), false, MemoryState.Active, null, false, false, new MemoryProvenanceV1(MemorySource.Console), 0, null, s_now, s_now, revision, true);

    [Fact]
    public void Fields_are_read_as_they_were_written_and_those_of_another_type_are_left_out()
    {
        var fields = new MemoryFields { CampaignName = "Autumn", Metrics = new Dictionary<string, double> { ["reply_rate"] = 0.125, ["demos"] = 12 }, Learnings = ["Call first", "Mail later"] };
        MemoryFieldsDraft draft = MemoryFieldsDraft.Of(fields);
        draft["learnings"].ShouldBe("Call first\nMail later");
        draft["metrics"].ShouldBe("reply_rate = 0.125\ndemos = 12");
        draft.Says(fields).ShouldBeTrue();
        draft["subject"] = "Of an e-mail";
        draft.Says(fields).ShouldBeFalse();
        MemoryFields read = draft.Read(MemoryType.CampaignResult);
        (read.Subject, read.Learnings!.Count, read.Metrics!["reply_rate"]).ShouldBe((null, 2, 0.125));
    }

    [Theory]
    [InlineData("reply rate")]
    [InlineData("reply_rate = many")]
    [InlineData("= 3")]
    public void A_figure_that_is_none_is_named(string line)
    {
        var draft = new MemoryFieldsDraft { ["metrics"] = line };
        ArtisanException refused = Should.Throw<ArtisanException>(() => draft.Read(MemoryType.CampaignResult));
        (refused.Field, refused.Message.Contains(line, StringComparison.Ordinal)).ShouldBe(("fields.metrics", true));
    }

    [Fact]
    public void A_day_ends_where_the_person_is_and_must_not_be_over()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var keep = new MemoryKeep { Choice = MemoryKeep.UntilDay };
        Should.Throw<ArtisanException>(() => keep.Read(s_now, berlin)).Field.ShouldBe("ttl_seconds");
        keep.SetDay("2026-03-01");
        keep.Read(s_now, berlin).ShouldBe((null, 11L * 3600));
        keep.SetDay("2026-02-28");
        Should.Throw<ArtisanException>(() => keep.Read(s_now, berlin)).Message.ShouldContain("over");
        new MemoryKeep { Choice = "permanent" }.Read(s_now, berlin).ShouldBe((MemoryRetention.Permanent, null));
        new MemoryKeep().Read(s_now, berlin).ShouldBe((null, null));
    }

    [Fact]
    public void Only_what_was_touched_is_sent_and_what_was_not_follows_a_colleague()
    {
        var edit = new MemoryEdit(Memory(fields: new MemoryFields { Outcome = "neutral" }));
        edit.Touched.ShouldBeFalse();
        edit.Text = "Demo of the forecast with the head of operations";
        edit.Follow(Memory("Changed by a colleague meanwhile", new MemoryFields { Outcome = "positive" }, revision: 2));
        MemoryChangeV1 change = edit.Change(s_now, TimeZoneInfo.Utc);
        (change.Revision, change.Content, change.Fields).ShouldBe((2, "Demo of the forecast with the head of operations", null), "the colleague's fields stay");
        edit.Fields["outcome"].ShouldBe("positive");
        edit.Fields["outcome"] = null;
        edit.Change(s_now, TimeZoneInfo.Utc).Fields.ShouldBe(new MemoryFields());
        edit.Saved(Memory(revision: 3));
        edit.Touched.ShouldBeFalse();
    }

    [Fact]
    public void Words_that_matched_are_marked_whole_and_nothing_of_the_text_is_lost()
    {
        MarkedPiece[] pieces = [.. MarkedText.Split("The API integrations, and Integration.", ["integration", "api"])];
        pieces.Where(p => p.Marked).Select(p => p.Text).ShouldBe(["API", "Integration"]);
        string.Concat(pieces.Select(p => p.Text)).ShouldBe("The API integrations, and Integration.");
        MarkedText.Split("Nothing", []).ShouldBe([new MarkedPiece("Nothing", false)]);
    }

    [Fact]
    public void The_address_holds_what_is_recalled()
    {
        var lead = Guid.CreateVersion7();
        Url.Set(("ask", "budget of the pilot"), ("type", (string[])["email_thread", "dream", "meeting_summary"]), ("lead", lead), ("range", "7d"));
        MemoryAsk ask = MemoryAsk.Read(Url);
        ask.ShouldBe(MemoryAsk.Read(Url));
        MemoryRecallRequestV1 request = ask.Request(s_now, null);
        (request.Query, request.LeadId, request.From, request.Limit).ShouldBe(("budget of the pilot", lead, s_now.AddDays(-7), MemoryAsk.Hits));
        request.Types!.ShouldBe([MemoryType.EmailThread, MemoryType.MeetingSummary], ignoreOrder: true);
        Url.Set(("type", null), ("lead", null), ("range", null));
        MemoryAsk.Read(Url).Request(s_now, null).ShouldBe(new MemoryRecallRequestV1("budget of the pilot", Limit: MemoryAsk.Hits));
    }

    [Fact]
    public void What_was_taken_out_is_told_in_words() =>
        MemoryWords.Redactions(new Dictionary<string, int> { ["EMAIL_ADDRESS"] = 2, ["PHONE_NUMBER"] = 1 }).ShouldBe("2 e-mail addresses, 1 phone number");
}
