using Artisan.Core.Crm;
using Artisan.Core.Crm.Leads;
using Artisan.Web.Features.Crm.Leads;
using Artisan.Web.Shell.Components;
using Artisan.Web.Tests.Shell;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm;

/// <summary>Filters in the address of the leads page.</summary>
public sealed class LeadsQueryTests : ShellContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 30, TimeSpan.Zero);
    private static readonly Guid Self = Guid.CreateVersion7();

    [Fact]
    public void Every_chip_narrows_the_list()
    {
        Guid campaign = Guid.CreateVersion7();
        Navigation.NavigateTo($"/leads?q=weber&stage=qualified&stage=won&stage=nonsense&grade=A&owner=me&source=webinar&only=needs_score&only=overdue&only=no_email&created=7d&campaign={campaign}");
        LeadFilter filter = LeadsQuery.Read(Url).Filter(Self, Now, TimeZoneInfo.Utc);
        filter.Query.ShouldBe("weber");
        filter.Stages.ShouldBe([LeadStage.Qualified, LeadStage.Won]);
        filter.Grades.ShouldBe(["A"]);
        (filter.OwnerId, filter.Unassigned, filter.NeedsScore, filter.DueBy, filter.Flag, filter.CampaignId).ShouldBe((Self, false, true, Now, "no_email", campaign));
        (filter.CreatedFrom, filter.CreatedTo).ShouldBe((Now.AddDays(-7), (DateTimeOffset?)null), "a range up to now stays open");
    }

    [Theory]
    [InlineData("/leads", false)]
    [InlineData("/leads?sort=-score", false)]
    [InlineData("/leads?owner=none", true)]
    [InlineData("/leads?only=overdue", true)]
    public void Order_alone_does_not_narrow(string address, bool narrows)
    {
        Navigation.NavigateTo(address);
        LeadsQuery.Read(Url).Narrows.ShouldBe(narrows);
    }

    [Fact]
    public void The_export_asks_for_the_same_leads()
    {
        Navigation.NavigateTo("/leads?q=a b&stage=won&owner=none&only=overdue&sort=name");
        LeadsQuery.Read(Url).ExportHref(Self, Now, TimeZoneInfo.Utc, "name")
            .ShouldBe("/api/v1/crm/leads/export?query=a%20b&stage=won&owner=none&due_by=2026-11-25T12%3A00%3A00Z&sort=name&descending=false");
        Navigation.NavigateTo("/leads?owner=me");
        LeadsQuery.Read(Url).ExportHref(Self, Now, TimeZoneInfo.Utc, null).ShouldBe($"/api/v1/crm/leads/export?owner={Self}");
    }

    [Fact]
    public void Chosen_rows_become_a_filter()
    {
        Guid one = Guid.CreateVersion7();
        var matching = new LeadFilter { Stages = [LeadStage.New] };
        var selection = new GridSelection();
        selection.Toggle(one);
        ChosenLeads.Of(selection, matching).ShouldBe(new LeadFilter { Ids = [one] });
        selection.ChooseAll();
        selection.Toggle(one);
        ChosenLeads.Of(selection, matching).ShouldBe(matching with { ExceptIds = [one] });
    }

    [Theory]
    [InlineData("http://localhost/leads?sort=-score&stage=won&lead=new&views=open", "sort=-score&stage=won")]
    [InlineData("http://localhost/leads", "")]
    [InlineData("stage=won&stage=new", "stage=new&stage=won")]
    public void A_view_keeps_filters_and_order_but_not_what_is_open(string address, string kept) => ViewQuery.Of(address).ShouldBe(kept);

    [Fact]
    public void Views_are_the_same_in_any_order()
    {
        ViewQuery.Same("stage=won&q=x", "http://localhost/leads?q=x&stage=won&views=open").ShouldBeTrue();
        ViewQuery.Same("stage=won", "http://localhost/leads?stage=new").ShouldBeFalse();
    }
}
