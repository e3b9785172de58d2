using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Contacts;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm;

/// <summary>What happens to leads, against the real database.</summary>
public sealed class LeadUseCasesTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private RunningArtisan App => fixture.App;

    private TenantScope Manager => App.ScopeOf(Role.Manager);

    private TenantScope Rep => App.ScopeOf(Role.Rep);

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private Task<Guid> AddAsync(TenantScope scope, string first, string last, string? email = null, string? company = null, string? source = null, Guid? ownerId = null) =>
        Get<SaveLead>().ExecuteAsync(scope, new SaveLead.Request { FirstName = first, LastName = last, Email = email, Company = company, Source = source, OwnerId = ownerId }, None);

    [Theory]
    [InlineData("name", false)]
    [InlineData("name", true)]
    [InlineData("company", false)]
    [InlineData("score", true)]
    [InlineData("score", false)]
    [InlineData("last_contact", true)]
    [InlineData("next_step", false)]
    [InlineData("created", true)]
    public async Task Every_order_is_paged_without_a_gap_or_a_row_twice(string sort, bool descending)
    {
        string source = $"paging-{sort}-{descending}";
        var expected = new HashSet<Guid>();
        for (int i = 0; i < 13; i++)
        {
            Guid id = await AddAsync(Manager, "Paula", i % 3 == 0 ? "Same" : $"N{i:00}", company: i % 4 == 0 ? null : $"C{i % 2}", source: source);
            expected.Add(id);
            if (i % 3 == 1)
                await Get<RecordInteraction>().ExecuteAsync(Manager, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.Call, At = DateTimeOffset.UtcNow.AddDays(-i % 2) }, None);
            if (i % 4 == 1)
                await Get<SaveLeadTask>().ExecuteAsync(Manager, new SaveLeadTask.Request(null, id, "Call back", i == 1 ? null : DateTimeOffset.UtcNow.AddDays(3)), None);
        }
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            Page<LeadRow> page = await Get<ListLeads>().ExecuteAsync(Manager, new LeadFilter { Sources = [source] }, new PageRequest(cursor, 3, sort, descending), None);
            seen.AddRange(page.Items.Select(r => r.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        seen.Count.ShouldBe(13);
        seen.ToHashSet().SetEquals(expected).ShouldBeTrue();
    }

    [Fact]
    public async Task Words_are_found_inside_name_company_and_email_and_percent_signs_are_only_text()
    {
        Guid id = await AddAsync(Manager, "Zoë", "Brückner", "zoe@brueckner-werke.example", "Brückner 100% Werke");
        foreach (string query in (string[])["brück", "ZOË", "werke zoë", "@brueckner", "100%"])
            (await Get<ListLeads>().ExecuteAsync(Manager, new LeadFilter { Query = query }, new PageRequest(), None)).Items.Select(r => r.Id).ShouldContain(id, query);
        foreach (string query in (string[])["zoë meier", "1_0%", "%%"])
            (await Get<ListLeads>().ExecuteAsync(Manager, new LeadFilter { Query = query }, new PageRequest(), None)).Items.Select(r => r.Id).ShouldNotContain(id, query);
    }

    [Fact]
    public async Task A_rep_works_on_own_and_unassigned_leads_only()
    {
        Guid colleague = App.Home.People.Last(p => p.Role == Role.Rep).MembershipId;
        Guid own = await AddAsync(Rep, "Own", "Lead"), free = await AddAsync(Manager, "Free", "Lead"), foreign = await AddAsync(Manager, "Colleague", "Lead", ownerId: colleague);
        (await Get<GetLead>().ExecuteAsync(Rep, own, None)).Row.OwnerId.ShouldBe(Rep.ActorId);
        (await Get<GetLead>().ExecuteAsync(Rep, free, None)).Row.OwnerId.ShouldBeNull();
        (await Should.ThrowAsync<ArtisanException>(() => Get<GetLead>().ExecuteAsync(Rep, foreign, None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<ArtisanException>(() => Get<SaveLead>().ExecuteAsync(Rep, new SaveLead.Request { Id = foreign, Title = "x" }, None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<ArtisanException>(() => Get<SaveLead>().ExecuteAsync(Rep, new SaveLead.Request { Id = own, OwnerId = colleague }, None))).Code.ShouldBe(ErrorCode.InvalidInput);
        (await Get<ListLeads>().ExecuteAsync(Rep, new LeadFilter { Query = "lead" }, new PageRequest(), None)).Items.Select(r => r.Id).ShouldNotContain(foreign);
        (await Should.ThrowAsync<ArtisanException>(() => AddAsync(App.ScopeOf(Role.Viewer), "No", "One"))).Code.ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Changes_are_told_in_the_timeline_and_an_old_version_overwrites_nothing()
    {
        Guid id = await AddAsync(Manager, "Vera", "Version", "vera@version.example");
        await Get<SaveLead>().ExecuteAsync(Manager, new SaveLead.Request { Id = id, Version = 1, Stage = LeadStage.Qualified }, None);
        (await Should.ThrowAsync<ArtisanException>(() => Get<SaveLead>().ExecuteAsync(Manager, new SaveLead.Request { Id = id, Version = 1, Title = "Lost" }, None))).Code.ShouldBe(ErrorCode.Conflict);
        (await Should.ThrowAsync<ArtisanException>(() => AddAsync(Manager, "Other", "Vera", " VERA@version.example "))).Code.ShouldBe(ErrorCode.Conflict);
        await Get<RecordInteraction>().ExecuteAsync(Manager, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.Demo, ExternalId = "demo-1", Outcome = "positive" }, None);
        Guid again = await Get<RecordInteraction>().ExecuteAsync(Manager, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.Demo, ExternalId = "demo-1" }, None);
        Page<LeadTimelineEntry> timeline = await Get<GetLeadTimeline>().ExecuteAsync(Manager, id, new PageRequest(Limit: 2), None);
        timeline.Items[0].Id.ShouldBe(again);
        timeline.Items[1].Title.ShouldBe("Stage changed from new to qualified");
        (await Get<GetLeadTimeline>().ExecuteAsync(Manager, id, new PageRequest(timeline.NextCursor, 2), None)).Items.ShouldHaveSingleItem().Kind.ShouldBe("created");
    }

    [Fact]
    public async Task A_merge_gathers_everything_and_can_be_undone()
    {
        Guid kept = await AddAsync(Manager, "Mia", "Merge", company: "Merge AG"), merged = await AddAsync(Manager, "Mia", "Merge", "mia@merge.example");
        await Get<RecordInteraction>().ExecuteAsync(Manager, new RecordInteraction.Request { LeadId = merged, Kind = InteractionKind.Meeting }, None);
        await Get<SaveLeadTask>().ExecuteAsync(Manager, new SaveLeadTask.Request(null, merged, "Send offer"), None);
        (await Get<FindDuplicateLeads>().ExecuteAsync(Manager, kept, None)).Select(l => l.Id).ShouldContain(merged);
        int score = (await Get<ScoreLead>().ExecuteAsync(Manager, new LeadScoreRequestV1(merged, UseCaseCalls.Rules), "api", None)).Score;
        Guid contact = await Get<SaveContact>().ExecuteAsync(Manager, new SaveContact.Request { LastName = "Merge", LeadId = merged }, None);

        Guid merge = await Get<MergeLeads>().ExecuteAsync(Manager, kept, merged, None);
        LeadDetails one = await Get<GetLead>().ExecuteAsync(Manager, kept, None);
        (one.Row.Email, one.Row.Company, one.Row.NextStep).ShouldBe(("mia@merge.example", "Merge AG", "Send offer"));
        one.Row.Score.ShouldBe(score);
        (await Get<ListContacts>().GetAsync(Manager, contact, None)).LeadId.ShouldBe(kept);
        (await Should.ThrowAsync<ArtisanException>(() => Get<GetLead>().ExecuteAsync(Manager, merged, None))).Code.ShouldBe(ErrorCode.NotFound);

        (await Get<UndoLeadMerge>().ExecuteAsync(Manager, merge, None)).ShouldBe(merged);
        LeadDetails back = await Get<GetLead>().ExecuteAsync(Manager, merged, None);
        (back.Row.Email, back.Row.NextStep, back.Row.LastContactAt is not null).ShouldBe(("mia@merge.example", "Send offer", true));
        one = await Get<GetLead>().ExecuteAsync(Manager, kept, None);
        (one.Row.Email, one.Row.NextStep, one.Row.LastContactAt, one.Row.Score).ShouldBe((null, null, null, null));
        back.Row.Score.ShouldBe(score);
        (await Get<ListContacts>().GetAsync(Manager, contact, None)).LeadId.ShouldBe(merged);
        (await Should.ThrowAsync<ArtisanException>(() => Get<UndoLeadMerge>().ExecuteAsync(Manager, merge, None))).Code.ShouldBe(ErrorCode.Conflict);
    }

    [Fact]
    public async Task Own_fields_keep_to_their_types()
    {
        TenantScope admin = App.ScopeOf(Role.Admin);
        await Get<SaveCustomField>().ExecuteAsync(admin, new SaveCustomField.Request(null, CrmRecord.Lead, "seats", "Seats", CustomFieldType.Number), None);
        await Get<SaveCustomField>().ExecuteAsync(admin, new SaveCustomField.Request(null, CrmRecord.Lead, "tier", "Tier", CustomFieldType.Choice, ["Gold", "Silver"]), None);
        ArtisanException refused = await Should.ThrowAsync<ArtisanException>(() => Get<SaveLead>().ExecuteAsync(Manager, new SaveLead.Request
        {
            LastName = "Fields",
            Custom = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"seats":"many","tier":"bronze","other":1}"""),
        }, None));
        refused.Faults!.Keys.Order().ShouldBe(["custom.other", "custom.seats", "custom.tier"]);
        Guid id = await Get<SaveLead>().ExecuteAsync(Manager, new SaveLead.Request { LastName = "Fields", Custom = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"seats":"40","tier":"gold"}""") }, None);
        (await Get<GetLead>().ExecuteAsync(Manager, id, None)).Row.CustomJson.ShouldBe("""{"seats":40,"tier":"Gold"}""");
    }

    [Fact]
    public async Task Many_leads_are_assigned_at_once()
    {
        for (int i = 0; i < 5; i++)
            await AddAsync(Manager, "Bulk", $"Lead {i}", source: "bulk-assign");
        var filter = new LeadFilter { Sources = ["bulk-assign"] };
        (await Get<ChangeLeads>().ExecuteAsync(Manager, new ChangeLeads.Request(filter, Rep.ActorId), null, None)).ShouldBe(5);
        (await Get<ChangeLeads>().ExecuteAsync(Manager, new ChangeLeads.Request(filter, Rep.ActorId), null, None)).ShouldBe(0);
        (await Get<ListLeads>().CountAsync(Rep, filter with { OwnerId = Rep.ActorId }, 1000, None)).ShouldBe(5);
        (await Should.ThrowAsync<ArtisanException>(() => Get<ChangeLeads>().ExecuteAsync(Rep, new ChangeLeads.Request(filter, Manager.ActorId), null, None))).Code.ShouldBe(ErrorCode.InvalidInput);
    }

    [Fact]
    public async Task Another_tenants_leads_do_not_exist()
    {
        Guid id = await AddAsync(Manager, "Walled", "Off"), other = await AddAsync(Manager, "Walled", "In");
        TenantScope foreign = App.ScopeOf(Role.Admin, App.Foreign);
        foreach (Func<Task> attempt in (Func<Task>[])
        [
            () => Get<GetLead>().ExecuteAsync(foreign, id, None), () => Get<SaveLead>().ExecuteAsync(foreign, new SaveLead.Request { Id = id, Title = "x" }, None),
            () => Get<DeleteLeads>().ExecuteAsync(foreign, [id], None), () => Get<MergeLeads>().ExecuteAsync(foreign, id, other, None),
            () => Get<GetLeadTimeline>().ExecuteAsync(foreign, id, new PageRequest(), None), () => Get<SaveLeadTask>().ExecuteAsync(foreign, new SaveLeadTask.Request(null, id, "x"), None),
            () => Get<RecordInteraction>().ExecuteAsync(foreign, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.Note }, None),
        ])
            (await Should.ThrowAsync<ArtisanException>(attempt)).Code.ShouldBe(ErrorCode.NotFound);
        (await Get<ListLeads>().ExecuteAsync(foreign, new LeadFilter { Query = "walled" }, new PageRequest(), None)).Items.ShouldBeEmpty();
    }
}
