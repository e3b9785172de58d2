using Artisan.Core.Compliance.Purges;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Compliance;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>What the compliance center shows of purges and of data subjects, without a browser.</summary>
public sealed class PurgePartsTests(ArtisanFixture fixture) : ShellContext, IClassFixture<ArtisanFixture>
{
    private static PurgeV1 Purge(PurgeState state, string? hash = null) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), state, 0.4, "Memories: 400 of 1,000 deleted", "Case 4711", new PurgeCriteriaV1("lead_interactions", false, null, DateTimeOffset.UtcNow, false),
        [new PurgeStoreV1("memories", "Memories", 1000, 7, 400, 0)], [], DateTimeOffset.UtcNow, "Olga", null, hash, null);

    private void AddUseCases()
    {
        IServiceProvider app = fixture.App.Services;
        Services.AddSingleton(app.GetRequiredService<StartPurge>()).AddSingleton(app.GetRequiredService<ReadPurges>()).AddSingleton(app.GetRequiredService<CancelPurge>()).AddSingleton(app.GetRequiredService<ExportSubject>()).AddSingleton(app.GetRequiredService<ControlPlane>());
    }

    [Fact]
    public void A_running_purge_shows_how_far_it_is_and_can_be_stopped()
    {
        Guid? stopped = null;
        PurgeV1 purge = Purge(PurgeState.Running);
        IRenderedComponent<PurgeList> shown = Render<PurgeList>(p => p.Add(l => l.Purges, [purge]).Add(l => l.MayEdit, true).Add(l => l.OnCancel, id => stopped = id));
        shown.Find("progress").GetAttribute("value").ShouldBe("0.4");
        shown.Find("[role=status]").TextContent.ShouldBe("Memories: 400 of 1,000 deleted");
        shown.FindAll("a").ShouldBeEmpty();
        shown.Find("button").Click();
        stopped.ShouldBe(purge.Id);
    }

    [Fact]
    public void One_that_has_ended_offers_its_certificate()
    {
        PurgeV1 purge = Purge(PurgeState.Verified, "ab12");
        IRenderedComponent<PurgeList> shown = Render<PurgeList>(p => p.Add(l => l.Purges, [purge]).Add(l => l.MayEdit, true));
        shown.Find("a[download]").GetAttribute("href").ShouldBe($"api/v1/admin/purges/{purge.Id}/certificate");
        shown.FindAll("button").ShouldBeEmpty();
        shown.Markup.ShouldContain("Case 4711");
    }

    [Fact]
    public void Counts_tell_what_a_hold_keeps()
    {
        IRenderedComponent<PurgeCounts> shown = Render<PurgeCounts>(p => p.Add(c => c.Stores, [new PurgeStoreV1("memories", "Memories", 1000, 7)]).Add(c => c.Preview, true));
        shown.FindAll("td").Select(t => t.TextContent).ShouldBe(["993", "7"]);
    }

    [Fact]
    public void A_missing_reason_is_said_at_its_field_and_what_was_filled_in_stays()
    {
        AddUseCases();
        Scope.Role = Role.Compliance;
        IRenderedComponent<PurgeTab> shown = Render<PurgeTab>();
        shown.WaitForElement("#purge-member").TextContent.ShouldContain("Anyone");
        shown.FindAll("button").Single(b => b.TextContent.Contains("Count", StringComparison.Ordinal)).Click();
        shown.WaitForElement("#purge-reason-fault").TextContent.ShouldContain("Say why");
        shown.Find("#purge-reason").Change("Case 4711");
        shown.FindAll("button").Single(b => b.TextContent.Contains("Count", StringComparison.Ordinal)).Click();
        shown.WaitForAssertion(() => shown.Markup.ShouldContain("Nothing is held that these criteria name."));
        shown.FindAll("button.danger").ShouldBeEmpty();
    }

    [Fact]
    public void Who_may_only_look_is_offered_no_purge()
    {
        AddUseCases();
        Scope.Role = Role.Admin;
        IRenderedComponent<PurgeTab> shown = Render<PurgeTab>();
        shown.WaitForAssertion(() => shown.Markup.ShouldContain("Nothing was purged yet"));
        shown.FindAll("form").ShouldBeEmpty();
    }

    [Fact]
    public void A_person_who_is_not_found_is_said_so()
    {
        AddUseCases();
        Scope.Role = Role.Compliance;
        IRenderedComponent<DataSubjectsTab> shown = Render<DataSubjectsTab>();
        shown.WaitForElement("#subject-who").Change("nobody@person.example");
        shown.WaitForAssertion(() => shown.Find("button.primary").HasAttribute("disabled").ShouldBeFalse());
        shown.Find("button.primary").Click();
        shown.WaitForAssertion(() => shown.Find("[role=alert]").TextContent.ShouldContain("The person was not found"));
    }

    [Theory]
    [InlineData("GDPR request 17", "GDPR")]
    [InlineData("a request", "request")]
    [InlineData("x y", "x y")]
    public void The_word_to_type_is_one_of_the_reason(string reason, string word) => PurgeWords.WordOf(reason).ShouldBe(word);
}
