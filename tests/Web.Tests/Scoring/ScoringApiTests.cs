using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Scoring;

/// <summary>Scoring by programs, through the real pipeline and the local provider.</summary>
public sealed class ScoringApiTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private TenantScope Manager => App.ScopeOf(Role.Manager);

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private async Task<Guid> LeadAsync(string last, string source = "referral")
    {
        Guid id = await Get<SaveLead>().ExecuteAsync(Manager, new SaveLead.Request { FirstName = "Sam", LastName = last, Title = "VP sales", Source = source, Email = $"{last.ToLowerInvariant()}@score.example" }, CancellationToken.None);
        await Get<RecordInteraction>().ExecuteAsync(Manager, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.PricingVisit }, CancellationToken.None);
        return id;
    }

    private static object ByRules(Guid lead) => new { lead_id = lead, model = "local/artisan-extract-1" };

    [Fact]
    public async Task A_score_adds_up_is_kept_and_stands_in_the_timeline()
    {
        Guid lead = await LeadAsync("Addup");
        using HttpClient client = App.Client(App.Home.ApiKey);
        HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/ai/scoring/leads", ByRules(lead));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        JsonElement score = await RunningArtisan.JsonAsync(response);
        int sum = score.GetProperty("base_score").GetInt32() + score.GetProperty("factors").EnumerateArray().Sum(f => f.GetProperty("impact").GetInt32());
        sum.ShouldBe(score.GetProperty("score").GetInt32());
        score.GetProperty("model").GetString().ShouldBe("artisan-extract-1");
        score.GetProperty("expires_at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(6));

        JsonElement kept = await RunningArtisan.JsonAsync(await client.GetAsync($"/api/v1/ai/scoring/leads/{lead}"));
        kept.GetProperty("id").GetGuid().ShouldBe(score.GetProperty("id").GetGuid());
        (await Get<GetLead>().ExecuteAsync(Manager, lead, CancellationToken.None)).Row.Score.ShouldBe(score.GetProperty("score").GetInt32());
        (await Get<GetLeadTimeline>().ExecuteAsync(Manager, lead, new PageRequest(), CancellationToken.None)).Items.ShouldContain(e => e.Kind == "scored" && e.RequestId == score.GetProperty("request_id").GetGuid());

        await App.DrainAsync();
        JsonElement request = await RunningArtisan.JsonAsync(await client.GetAsync($"/api/v1/ai/requests/{score.GetProperty("request_id").GetGuid()}"));
        request.GetProperty("request").GetProperty("use_case").GetString().ShouldBe("lead_scoring");
    }

    [Fact]
    public async Task A_current_score_is_given_again_until_something_happens()
    {
        Guid lead = await LeadAsync("Again");
        var ask = new LeadScoreRequestV1(lead, "local/artisan-extract-1", Force: false);
        LeadScoreResponseV1 first = await Get<ScoreLead>().ExecuteAsync(Manager, ask, "api", CancellationToken.None);
        (await Get<ScoreLead>().ExecuteAsync(Manager, ask, "api", CancellationToken.None)).Id.ShouldBe(first.Id);
        await Get<RecordInteraction>().ExecuteAsync(Manager, new RecordInteraction.Request { LeadId = lead, Kind = InteractionKind.Demo }, CancellationToken.None);
        LeadScoreResponseV1 second = await Get<ScoreLead>().ExecuteAsync(Manager, ask, "api", CancellationToken.None);
        second.Score.ShouldBeGreaterThan(first.Score);
        (await Get<GetLead>().ExecuteAsync(Manager, lead, CancellationToken.None)).Row.ScoreChange.ShouldBe(second.Score - first.Score);
    }

    [Fact]
    public async Task A_language_models_arithmetic_is_not_trusted()
    {
        Guid lead = await LeadAsync("Vendor");
        App.Vendor.AnswerStructured("""{"base_score":90,"confidence":0.8,"recommendation":"Call.","factors":[{"category":"fit","name":"Size","weight":0.5,"value":"large","number":null,"impact":40,"explanation":"Large."}]}""");
        LeadScoreResponseV1 score = await Get<ScoreLead>().ExecuteAsync(Manager, new LeadScoreRequestV1(lead, "gpt-4o-mini"), "api", CancellationToken.None);
        (score.Score, score.Grade, score.Provider).ShouldBe((100, "A", "openai"));
        score.Factors.Single(f => f.Category == "scale").Impact.ShouldBe(-30);
    }

    [Fact]
    public async Task A_batch_runs_as_a_job_and_says_how_far_it_is()
    {
        for (int i = 0; i < 7; i++)
            await LeadAsync($"Batch{i}", "batch-score");
        using HttpClient client = App.Client(App.Home.ApiKey);
        HttpResponseMessage queued = await client.PostAsJsonAsync("/api/v1/ai/scoring/leads/batch", new { filter = new { sources = new[] { "batch-score" } }, model = "local/artisan-extract-1" });
        queued.StatusCode.ShouldBe(HttpStatusCode.Accepted, await queued.Content.ReadAsStringAsync());
        Guid job = (await RunningArtisan.JsonAsync(queued)).GetProperty("job_id").GetGuid();
        await Get<JobRunner>().RunAsync(job, CancellationToken.None);
        JsonElement state = await EndAsync(client, job);
        state.GetProperty("status").GetString().ShouldBe("succeeded");
        state.GetProperty("result").GetProperty("scored").GetInt32().ShouldBe(7);
        (await Get<ListLeads>().ExecuteAsync(Manager, new LeadFilter { Sources = ["batch-score"] }, new PageRequest(), CancellationToken.None)).Items.ShouldAllBe(l => l.Score != null);
    }

    [Fact]
    public async Task Models_are_compared_without_changing_the_lead()
    {
        Guid lead = await LeadAsync("Compare");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement compared = await RunningArtisan.JsonAsync(await client.PostAsJsonAsync("/api/v1/ai/scoring/models/test", new { lead_ids = new[] { lead }, models = new[] { "local/artisan-extract-1", "no/model" } }));
        JsonElement[] results = [.. compared.GetProperty("results").EnumerateArray()];
        results[0].GetProperty("score").GetInt32().ShouldBeGreaterThan(0);
        results[1].GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        (await Get<GetLead>().ExecuteAsync(Manager, lead, CancellationToken.None)).Row.Score.ShouldBeNull();
    }

    [Fact]
    public async Task New_scores_arrive_at_the_socket_of_their_tenant_only()
    {
        using var own = new ClientWebSocket();
        using var foreign = new ClientWebSocket();
        own.Options.SetRequestHeader("Authorization", $"Bearer {App.Home.ApiKey}");
        foreign.Options.SetRequestHeader("Authorization", $"Bearer {App.Foreign.ApiKey}");
        var address = new Uri(App.Url.Replace("http://", "ws://", StringComparison.Ordinal) + "/ws/ai/scoring");
        await own.ConnectAsync(address, CancellationToken.None);
        await foreign.ConnectAsync(address, CancellationToken.None);
        Guid lead = await LeadAsync("Socket");
        await Get<ScoreLead>().ExecuteAsync(Manager, new LeadScoreRequestV1(lead, "local/artisan-extract-1"), "api", CancellationToken.None);
        JsonElement message = default;
        do
            message = await ReadAsync(own);
        while (message.GetProperty("lead_id").GetGuid() != lead);
        message.GetProperty("grade").GetString().ShouldNotBeNullOrEmpty();

        Guid theirs = await Get<SaveLead>().ExecuteAsync(App.ScopeOf(Role.Manager, App.Foreign), new SaveLead.Request { LastName = "Foreign" }, CancellationToken.None);
        await Get<ScoreLead>().ExecuteAsync(App.ScopeOf(Role.Manager, App.Foreign), new LeadScoreRequestV1(theirs, "local/artisan-extract-1"), "api", CancellationToken.None);
        (await ReadAsync(foreign)).GetProperty("lead_id").GetGuid().ShouldBe(theirs);
        await own.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await foreign.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    [Fact]
    public async Task A_ticket_opens_a_socket_and_nonsense_does_not()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        string ticket = (await RunningArtisan.JsonAsync(await client.PostAsync("/api/v1/tickets", null))).GetProperty("ticket").GetString()!;
        string address = App.Url.Replace("http://", "ws://", StringComparison.Ordinal) + "/ws/ai/scoring?ticket=";
        using var good = new ClientWebSocket();
        await good.ConnectAsync(new Uri(address + Uri.EscapeDataString(ticket)), CancellationToken.None);
        good.State.ShouldBe(WebSocketState.Open);
        using var bad = new ClientWebSocket();
        await Should.ThrowAsync<WebSocketException>(() => bad.ConnectAsync(new Uri(address + "nonsense"), CancellationToken.None));
        bad.State.ShouldNotBe(WebSocketState.Open);
    }

    private static async Task<JsonElement> ReadAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult read = await socket.ReceiveAsync(buffer, limit.Token);
        read.MessageType.ShouldBe(WebSocketMessageType.Text);
        return JsonDocument.Parse(Encoding.UTF8.GetString(buffer, 0, read.Count)).RootElement;
    }

    private static async Task<JsonElement> EndAsync(HttpClient client, Guid job)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            JsonElement state = await RunningArtisan.JsonAsync(await client.GetAsync($"/api/v1/ai/scoring/leads/batch/{job}", limit.Token));
            if (state.GetProperty("status").GetString() is not ("queued" or "running"))
                return state;
            await Task.Delay(50, limit.Token);
        }
    }
}
