using Artisan.Core.Crm;
using Artisan.Core.Crm.Demo;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using Artisan.Core.Scoring.Demo;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Scoring;

/// <summary>The demonstration's scores, and what the home page makes of scores.</summary>
public sealed class DemoScoresTests(DemoScoresTests.Filled fixture) : IClassFixture<DemoScoresTests.Filled>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task Scores_add_up_and_stand_on_their_leads_and_in_their_timelines()
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        Lead[] scored = await db.Leads.Where(l => l.Score != null).ToArrayAsync();
        scored.Length.ShouldBe(DemoScores.Leads);
        scored.Count(l => l.ScoreChange is not null).ShouldBeGreaterThan(50, "trends show");
        LeadScore[] scores = await db.LeadScores.ToArrayAsync();
        scores.Length.ShouldBeGreaterThan(DemoScores.Leads);
        scores.ShouldAllBe(s => s.ScoredAt < DateTimeOffset.UtcNow && s.Score >= 0 && s.Score <= 100);
        foreach (LeadScore score in scores)
            (score.BaseScore + Factors(score).Sum(f => f.Impact)).ShouldBe(score.Score);
        foreach (Lead lead in scored.Take(20))
        {
            LeadScore last = scores.Where(s => s.LeadId == lead.Id).MaxBy(s => s.ScoredAt)!;
            (lead.Score, lead.Grade, lead.ScoredAt).ShouldBe((last.Score, last.Grade, last.ScoredAt));
            (await db.LeadEvents.CountAsync(e => e.LeadId == lead.Id && e.Kind == LeadEventKind.Scored)).ShouldBe(scores.Count(s => s.LeadId == lead.Id));
        }
    }

    [Fact]
    public async Task The_hottest_leads_are_open_and_current_with_the_two_reasons_that_raised_them_most()
    {
        IReadOnlyList<HotLead> hot = await Get<ListHottestLeads>().ExecuteAsync(App.ScopeOf(Role.Manager), 10, None);
        hot.Count.ShouldBe(10);
        hot.Select(l => l.Score).ShouldBe(hot.Select(l => l.Score).OrderDescending());
        hot.ShouldAllBe(l => l.Stage < LeadStage.Won && l.Reasons.Count == 2 && l.Reasons[0].Impact >= l.Reasons[1].Impact && l.Reasons[1].Impact > 0);
        IReadOnlyList<HotLead> own = await Get<ListHottestLeads>().ExecuteAsync(App.ScopeOf(Role.Rep), 50, None);
        foreach (HotLead lead in own)
            (await Get<GetLead>().ExecuteAsync(App.ScopeOf(Role.Rep), lead.LeadId, None)).Row.OwnerId.ShouldBeOneOf(null, App.ScopeOf(Role.Rep).ActorId);
        (await Get<ListHottestLeads>().ExecuteAsync(App.ScopeOf(Role.Admin, App.Foreign), 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Scores_of_the_day_are_counted_by_the_hour_as_far_as_the_caller_sees()
    {
        ScoreCount all = await Get<CountScores>().ExecuteAsync(App.ScopeOf(Role.Manager), None), own = await Get<CountScores>().ExecuteAsync(App.ScopeOf(Role.Rep), None);
        (all.Points.Count, all.Points.Sum()).ShouldBe((24, all.Count));
        all.Count.ShouldBeGreaterThan(own.Count);
        own.Count.ShouldBeGreaterThan(0);
        all.Before.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_timeline_is_read_by_its_parts()
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        Guid id = await db.LeadScores.Select(s => s.LeadId).FirstAsync();
        var whole = new HashSet<Guid>();
        foreach (TimelinePart part in Enum.GetValues<TimelinePart>())
        {
            Page<LeadTimelineEntry> page = await Get<GetLeadTimeline>().ExecuteAsync(App.ScopeOf(Role.Manager), id, part, new PageRequest(null, 500), None);
            page.Items.ShouldAllBe(e => whole.Add(e.Id), "no entry is of two parts");
        }
        (await Get<GetLeadTimeline>().ExecuteAsync(App.ScopeOf(Role.Manager), id, new PageRequest(null, 500), None)).Items.Select(e => e.Id).ToHashSet().SetEquals(whole).ShouldBeTrue("every entry is of one");
    }

    [Fact]
    public async Task A_merge_is_told_before_it_is_made()
    {
        TenantScope manager = App.ScopeOf(Role.Manager);
        Guid kept = await Get<SaveLead>().ExecuteAsync(manager, new SaveLead.Request { FirstName = "Mia", LastName = "Preview", Phone = "1" }, None);
        Guid merged = await Get<SaveLead>().ExecuteAsync(manager, new SaveLead.Request { FirstName = "Mia", LastName = "Preview", Phone = "2", Email = "mia@preview.example", OwnerId = manager.ActorId }, None);
        MergeLeads.Preview preview = await Get<MergeLeads>().PreviewAsync(manager, kept, merged, None);
        Dictionary<string, MergeLeads.Preview.Fact> facts = preview.Facts.ToDictionary(f => f.Name);
        (facts["phone"].After, facts["email"].Kept, facts["email"].After, facts["owner_id"].After).ShouldBe(("1", null, "mia@preview.example", manager.ActorName));
        (await Get<GetLead>().ExecuteAsync(manager, kept, None)).Row.Email.ShouldBeNull("nothing was done yet");
    }

    private static ScoringFactorV1[] Factors(LeadScore score) => System.Text.Json.JsonSerializer.Deserialize<ScoringFactorV1[]>(score.FactorsJson, ArtisanJson.Options)!;

    /// <summary>An application whose first tenant has demonstration leads with scores.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        public RunningArtisan App { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await RunningArtisan.StartAsync();
            var databases = App.Services.GetRequiredService<IArtisanDbFactory>();
            await new DemoCrm(App.Services.GetRequiredService<IBulkInsert>(), TimeProvider.System).FillAsync(App.Home, CancellationToken.None);
            await new DemoScores(databases, App.Services.GetRequiredService<ReadLeadBriefs>(), TimeProvider.System).FillAsync(App.Home, CancellationToken.None);
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
