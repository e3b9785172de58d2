using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm.Drafts;

/// <summary>E-mails to many leads, by rules, as a job.</summary>
public sealed class EmailBatchTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private Task<Guid> LeadAsync(string last, string? email) =>
        Get<SaveLead>().ExecuteAsync(App.ScopeOf(Role.Manager), new SaveLead.Request { FirstName = "Ann", LastName = last, Email = email, Company = "Batch Ltd" }, CancellationToken.None);

    [Fact]
    public async Task Each_reachable_lead_gets_one_draft_also_when_the_job_is_run_again()
    {
        Guid one = await LeadAsync("One", "one@batch.example"), two = await LeadAsync("Two", "two@batch.example"), mute = await LeadAsync("Mute", null), left = await LeadAsync("Left", "left@batch.example");
        await Get<RecordInteraction>().ExecuteAsync(App.ScopeOf(Role.Manager), new RecordInteraction.Request { LeadId = left, Kind = InteractionKind.Unsubscribed }, CancellationToken.None);
        using HttpClient client = App.Client(App.Home.ApiKey);
        HttpResponseMessage queued = await client.PostAsJsonAsync("/api/v1/ai/email/batch", new { objective = "Agree on a pilot", lead_ids = new[] { one, two, mute, left }, model = UseCaseCalls.Rules });
        queued.StatusCode.ShouldBe(HttpStatusCode.Accepted, await queued.Content.ReadAsStringAsync());
        Guid job = (await RunningArtisan.JsonAsync(queued)).GetProperty("job_id").GetGuid();
        JsonElement state = await EndAsync(client, job);
        (state.GetProperty("result").GetProperty("drafted").GetInt32(), state.GetProperty("result").GetProperty("skipped").GetInt32()).ShouldBe((2, 2));

        foreach ((Guid lead, int drafts) in ((Guid, int)[])[(one, 1), (two, 1), (mute, 0), (left, 0)])
            (await RunningArtisan.JsonAsync(await client.GetAsync($"/api/v1/ai/email/drafts?lead_id={lead}"))).GetProperty("items").GetArrayLength().ShouldBe(drafts);
        JobInfo done = await Get<GetOwnJob>().ExecuteAsync(App.ScopeOf(Role.Manager), job, "email.batch", CancellationToken.None);
        done.Title.ShouldBe("Draft e-mails to 4 leads");
    }

    [Fact]
    public async Task A_batch_without_an_objective_or_with_nobody_is_refused()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        HttpResponseMessage empty = await client.PostAsJsonAsync("/api/v1/ai/email/batch", new { objective = " " });
        empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningArtisan.JsonAsync(empty)).GetProperty("errors").EnumerateObject().Select(e => e.Name).Order().ShouldBe(["lead_ids", "objective"]);
        (await client.PostAsJsonAsync("/api/v1/ai/email/batch", new { objective = "x", lead_ids = new[] { Guid.NewGuid() } })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> EndAsync(HttpClient client, Guid job)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            JsonElement state = await RunningArtisan.JsonAsync(await client.GetAsync($"/api/v1/ai/email/batch/{job}", limit.Token));
            if (state.GetProperty("status").GetString() is not ("queued" or "running"))
                return state;
            await Task.Delay(50, limit.Token);
        }
    }
}
