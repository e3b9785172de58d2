using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm.Drafts;

/// <summary>Campaign strategies by programs, streamed and whole, over the demonstration's history.</summary>
public sealed class CampaignStrategyApiTests(HistoryFixture fixture) : IClassFixture<HistoryFixture>
{
    private const string Path = "/api/v1/ai/campaigns/strategy";

    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task A_strategy_is_streamed_from_the_tenants_own_figures_and_kept()
    {
        Guid campaign = (await Get<ListCampaigns>().ExecuteAsync(App.ScopeOf(Role.Manager), null, null, new PageRequest(), CancellationToken.None)).Items[0].Id;
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.PostAsync(Path, new { campaign_id = campaign, duration_weeks = 6, budget_usd = 5000, model = UseCaseCalls.Rules });
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = new StringBuilder();
        JsonElement done = default;
        int deltas = 0;
        await foreach ((string name, JsonElement data) in response.EventsAsync())
        {
            if (name == "delta")
            {
                text.Append(data.GetProperty("text").GetString());
                deltas++;
            }
            else
            {
                name.ShouldBe("done");
                done = data;
            }
        }
        deltas.ShouldBeGreaterThan(10);
        done.GetProperty("text").GetString().ShouldBe(text.ToString());
        foreach (string heading in (string[])["## Audience", "## Sequence", "## Channels", "## Timing", "## Measures"])
            text.ToString().ShouldContain(heading);
        text.ToString().ShouldContain("2,000 leads");
        text.ToString().ShouldContain("**referral**");
        done.GetProperty("ai").GetProperty("request_id").GetGuid().ToString().ShouldBe(response.Headers.GetValues("X-Artisan-Request-Id").Single());

        JsonElement listed = await client.GetFromJsonAsync<JsonElement>($"/api/v1/ai/campaigns/strategies?campaign_id={campaign}");
        Guid id = listed.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetGuid();
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/ai/campaigns/strategies/{id}")).GetProperty("text").GetString().ShouldBe(text.ToString());
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.GetAsync($"/api/v1/ai/campaigns/strategies/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await foreign.BadAsync(Path, new { campaign_id = campaign })).Status.ShouldBe(404);
        (await client.DeleteAsync($"/api/v1/ai/campaigns/strategies/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync($"/api/v1/ai/campaigns/strategies/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_accepts_only_json_gets_the_whole()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (await client.GoodAsync(Path, new { objective = "Win 20 leads", model = UseCaseCalls.Rules })).GetProperty("text").GetString()!.ShouldContain("**Objective:** Win 20 leads");
    }

    [Theory]
    [InlineData("{}", "objective")]
    [InlineData("""{"objective":"x","duration_weeks":0}""", "duration_weeks")]
    [InlineData("""{"objective":"x","duration_weeks":53}""", "duration_weeks")]
    [InlineData("""{"objective":"x","budget_usd":-1}""", "budget_usd")]
    [InlineData("""{"objective":"x","language":"english"}""", "language")]
    [InlineData("""{"objective":"x","channels":["1","2","3","4","5","6","7","8","9","10","11"]}""", "channels")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (int status, string code, string? named, _) = await client.BadAsync(Path, JsonDocument.Parse(body).RootElement);
        (status, code, named).ShouldBe((400, "invalid_input", field));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_with_an_error_and_is_not_kept()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        int before = (await Get<CampaignStrategies>().ListAsync(App.ScopeOf(Role.Manager), null, new PageRequest(), CancellationToken.None)).Items.Count;
        App.Vendor.FailNext(VendorFault.Break(5, StreamBreak.SilentEnd));
        using HttpResponseMessage response = await client.PostAsync(Path, new { objective = "Win", model = "gpt-4o-mini" });
        var events = new List<(string Event, JsonElement Data)>();
        await foreach ((string, JsonElement) item in response.EventsAsync())
            events.Add(item);
        events[0].Event.ShouldBe("delta");
        events[^1].Event.ShouldBe("error");
        events[^1].Data.GetProperty("code").GetString().ShouldBe("provider_error");
        events[^1].Data.GetProperty("request_id").GetString().ShouldNotBeNullOrEmpty();
        (await Get<CampaignStrategies>().ListAsync(App.ScopeOf(Role.Manager), null, new PageRequest(), CancellationToken.None)).Items.Count.ShouldBe(before);
    }

    [Fact]
    public async Task What_fails_before_the_first_event_has_its_status()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        // Longer than a caller is ever made to wait, so that the answer comes at once.
        App.Vendor.FaultFor = _ => VendorFault.RateLimited(120);
        try
        {
            (await client.BadAsync(Path, new { objective = "Win", model = "gpt-4o-mini" })).ShouldSatisfyAllConditions(e => e.Status.ShouldBe(429), e => e.Code.ShouldBe("rate_limited"));
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }

    [Fact]
    public async Task Figures_are_plausible_and_a_rep_gets_those_of_reached_leads()
    {
        CampaignFigures all = await Get<ReadCampaignFigures>().ExecuteAsync(App.ScopeOf(Role.Manager), CancellationToken.None), own = await Get<ReadCampaignFigures>().ExecuteAsync(App.ScopeOf(Role.Rep), CancellationToken.None);
        all.Leads.ShouldBe(2000);
        all.Funnel.Sum(s => s.Leads).ShouldBe(2000);
        all.Sources.Sum(s => s.Leads).ShouldBe(2000);
        all.Mails.Sent.ShouldBeGreaterThan(500);
        all.Mails.OpenRate.ShouldBeInRange(0.2, 0.9);
        all.Mails.ReplyRate.ShouldBeLessThan(all.Mails.OpenRate);
        all.Weekdays.Count.ShouldBe(7);
        all.BeforeWins.ShouldContain(k => k.WonShare > k.LostShare);
        all.Campaigns.Count.ShouldBe(4);
        own.Leads.ShouldBeInRange(1, 1999);
        own.Campaigns.Sum(c => c.Leads).ShouldBeLessThan(all.Campaigns.Sum(c => c.Leads));
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Compliance)]
    public async Task Who_may_not_generate_is_refused(Role role) =>
        (await Should.ThrowAsync<ArtisanException>(() => Get<PlanCampaign>().PrepareAsync(App.ScopeOf(role), new CampaignStrategyRequestV1("Win"), "api", CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
}

/// <summary>One application with the demonstration's history.</summary>
public sealed class HistoryFixture : IAsyncLifetime
{
    /// <summary>The application.</summary>
    public RunningArtisan App { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => App = await RunningArtisan.StartAsync(history: true);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();
}
