using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Budgets;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Usage.Budgets;

/// <summary>Budgets refuse, warn, descend and start anew as they say, and what they count is what the ledger has.</summary>
public sealed class BudgetTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>, IAsyncLifetime
{
    private RunningArtisan App => fixture.App;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        IServiceProvider services = App.Services;
        foreach (BudgetOverview budget in await services.GetRequiredService<ListBudgets>().ExecuteAsync(App.ScopeOf(Role.Admin), CancellationToken.None))
        {
            if (budget.Setting is not null)
                await services.GetRequiredService<SaveBudget>().DeleteAsync(App.ScopeOf(Role.Admin), budget.BudgetId, CancellationToken.None);
        }
        await RefreshAsync();
    }

    private Task RefreshAsync() => App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }

    private async Task<Guid> MakeAsync(string setting)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/api/v1/admin/budgets", setting);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        await RefreshAsync();
        return (await RunningArtisan.JsonAsync(response)).GetProperty("id").GetGuid();
    }

    private static int s_asked;

    // Each another, so that the cache, which is preferred where a budget is nearly spent, cannot answer.
    private Task<HttpResponseMessage> AskAsync(int limit = 10, string more = "", string model = "gpt-4o-mini") =>
        SendAsync(HttpMethod.Post, "/v1/chat/completions", $$"""{"model":"{{model}}","max_tokens":{{limit}},{{more}}"messages":[{"role":"user","content":"one two n{{Interlocked.Increment(ref s_asked):000}}"}]}""");

    private async Task<JsonElement> StandingAsync(Guid budget)
    {
        await App.DrainAsync();
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/api/v1/ai/budget");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await RunningArtisan.JsonAsync(response)).GetProperty("items").EnumerateArray().Single(b => b.GetProperty("budget_id").GetGuid() == budget);
    }

    private async Task ResetAsync(Guid budget)
    {
        JsonElement standing = await StandingAsync(budget);
        using (HttpResponseMessage reset = await SendAsync(HttpMethod.Post, "/api/v1/ai/budget/reset", $$"""{"budget_id":"{{budget}}","subject_id":"{{standing.GetProperty("subject_id").GetGuid()}}","reason":"a new start"}"""))
            reset.StatusCode.ShouldBe(HttpStatusCode.NoContent, await reset.Content.ReadAsStringAsync());
        await RefreshAsync();
    }

    [Fact]
    public async Task A_call_that_does_not_fit_is_refused_with_what_is_left_and_what_to_do()
    {
        Guid budget = await MakeAsync("""{"name":"Day of the key","subject":"every_key","window":"day","limit_tokens":100}""");
        await ResetAsync(budget);
        using HttpResponseMessage fits = await AskAsync();
        fits.StatusCode.ShouldBe(HttpStatusCode.OK, await fits.Content.ReadAsStringAsync());
        string left = fits.Headers.GetValues("X-Artisan-Budget-Remaining").Single();
        left.ShouldMatch("^tokens=\\d+$");
        using HttpResponseMessage refused = await AskAsync(limit: 500);
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        JsonElement error = (await RunningArtisan.JsonAsync(refused)).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("insufficient_quota", "what OpenAI's clients know it by");
        error.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("Day of the key");
        error.GetProperty("message").GetString()!.ShouldContain(budget.ToString());
        JsonElement standing = await StandingAsync(budget);
        long used = standing.GetProperty("used").GetProperty("tokens").GetInt64();
        used.ShouldBeInRange(1, 99);
        left.ShouldBe($"tokens={100 - used}");
        standing.GetProperty("resets_at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Never_a_token_more_than_the_cap_however_many_call_at_once_and_all_is_given_back()
    {
        Guid budget = await MakeAsync("""{"name":"Tight","subject":"tenant","window":"day","limit_tokens":100000000}""");
        long before = (await StandingAsync(budget)).GetProperty("used").GetProperty("tokens").GetInt64();
        long cap = before + 600;
        using (HttpResponseMessage lowered = await SendAsync(HttpMethod.Put, $"/api/v1/admin/budgets/{budget}", $$"""{"name":"Tight","subject":"tenant","window":"day","limit_tokens":{{cap}}}"""))
            lowered.StatusCode.ShouldBe(HttpStatusCode.OK, await lowered.Content.ReadAsStringAsync());
        await RefreshAsync();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync()));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBeInRange(1, 99);
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK || a.StatusCode == HttpStatusCode.PaymentRequired);
        JsonElement standing = await StandingAsync(budget);
        standing.GetProperty("used").GetProperty("tokens").GetInt64().ShouldBeInRange(before + 1, cap);
        await using (ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
        {
            BudgetCount count = await db.BudgetCounts.SingleAsync(c => c.BudgetId == budget);
            BudgetLease lease = await db.BudgetLeases.SingleAsync(l => l.CountId == count.Id);
            (count.LeasedTokens, count.LeasedUsd, count.LeasedRequests).ShouldBe((lease.Tokens, lease.Usd, lease.Requests), "what is booked is the sum of the leases");
            (await db.UsageRecords.SumAsync(u => u.InputTokens + u.CachedInputTokens + u.OutputTokens)).ShouldBe(count.UsedTokens, "the count is the ledger's sum, also of what was before the budget");
        }
        LeasePool pool = App.Services.GetRequiredService<BudgetLeases>().Pools.Single(p => p.Key.BudgetId == budget);
        await App.Services.GetRequiredService<BudgetLeases>().GiveBackAsync(pool, CancellationToken.None);
        (await StandingAsync(budget)).GetProperty("reserved").GetProperty("tokens").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_reset_counts_anew_and_an_adjustment_adds_until_it_is_taken_back()
    {
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        await App.DrainAsync();
        Guid budget = await MakeAsync("""{"name":"Small","subject":"every_key","window":"day","limit_requests":1}""");
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired, "what was used before the budget was made counts");
        await ResetAsync(budget);
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        Guid change;
        using (HttpResponseMessage adjusted = await SendAsync(HttpMethod.Post, "/api/v1/ai/budget/adjust", $$"""{"budget_id":"{{budget}}","requests":1,"reason":"one more for the fair"}"""))
        {
            adjusted.StatusCode.ShouldBe(HttpStatusCode.OK, await adjusted.Content.ReadAsStringAsync());
            change = (await RunningArtisan.JsonAsync(adjusted)).GetProperty("id").GetGuid();
        }
        await RefreshAsync();
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, $"/api/v1/ai/budget/adjust/{change}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await RefreshAsync();
        using HttpResponseMessage over = await AskAsync();
        over.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
    }

    [Fact]
    public async Task A_rate_limit_refuses_with_the_time_to_wait()
    {
        await MakeAsync("""{"name":"Two a minute","subject":"every_key","window":"minute","limit_requests":2}""");
        // The three calls must fall into one minute.
        if (DateTimeOffset.UtcNow.Second > 50)
            await Task.Delay(TimeSpan.FromSeconds(61 - DateTimeOffset.UtcNow.Second));
        HttpResponseMessage? refused = null;
        for (int i = 0; i < 4 && refused is null; i++)
        {
            HttpResponseMessage answer = await AskAsync();
            if (answer.StatusCode != HttpStatusCode.OK)
                refused = answer;
        }
        refused.ShouldNotBeNull().StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Where_money_is_capped_a_model_without_a_price_is_refused()
    {
        await MakeAsync("""{"name":"Money","subject":"tenant","window":"month","limit_usd":1000}""");
        using HttpResponseMessage refused = await AskAsync(model: "openai/never-priced");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningArtisan.JsonAsync(refused)).GetProperty("error").GetProperty("code").GetString().ShouldBe("unpriced_model");
        using HttpResponseMessage priced = await AskAsync();
        priced.StatusCode.ShouldBe(HttpStatusCode.OK);
        priced.Headers.GetValues("X-Artisan-Budget-Remaining").Single().ShouldContain("usd=");
    }

    [Fact]
    public async Task A_request_larger_than_one_may_be_is_refused_and_an_answer_that_nobody_limited_is_shortened_to_fit()
    {
        await MakeAsync("""{"name":"One request","subject":"tenant","window":"request","limit_tokens":300}""");
        using HttpResponseMessage refused = await AskAsync(limit: 400);
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await RunningArtisan.JsonAsync(refused)).GetProperty("error").GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("300 tokens");
        int before = App.Vendor.Requests.Count;
        using HttpResponseMessage shortened = await SendAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"one two three"}]}""");
        shortened.StatusCode.ShouldBe(HttpStatusCode.OK, await shortened.Content.ReadAsStringAsync());
        var sent = App.Vendor.Requests.Skip(before).ShouldHaveSingleItem().Json!;
        ((int?)sent["max_completion_tokens"]).ShouldNotBeNull().ShouldBeLessThan(300);
    }

    [Fact]
    public async Task Calls_descend_to_the_cheaper_model_that_the_budget_names_and_warn()
    {
        await MakeAsync("""{"name":"Descending","subject":"tenant","window":"day","limit_tokens":1000000000,"soft_share":0.0000000001,"steps":[{"share":0.0000000001,"action":"cheaper_model","model":"gpt-4.1-nano"}]}""");
        // The first call draws and is counted; the second knows.
        (await SendAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"artisan/gateway","messages":[{"role":"user","content":"hi"}]}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"artisan/gateway","messages":[{"role":"user","content":"hi"}]}""");
        answer.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4.1-nano");
        answer.Headers.GetValues("X-Artisan-Warnings").Single().ShouldContain("soft_cap");
        await App.DrainAsync();
        RequestDetail detail = await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), Guid.Parse(answer.Headers.GetValues("X-Artisan-Request-Id").Single()), CancellationToken.None);
        detail.Trace.Descent.ShouldNotBeNull().ShouldHaveSingleItem().ShouldContain("gpt-4.1-nano");
        using HttpResponseMessage named = await AskAsync();
        named.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini", "a model that the caller named stays");
    }

    [Fact]
    public async Task Who_needs_more_asks_and_an_admin_grants_it()
    {
        Guid budget = await MakeAsync("""{"name":"Short","subject":"every_key","window":"day","limit_tokens":1}""");
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        Guid request;
        using (HttpResponseMessage asked = await SendAsync(HttpMethod.Post, "/api/v1/ai/budget/requests", $$"""{"budget_id":"{{budget}}","tokens":1000000,"reason":"the fair is tomorrow"}"""))
        {
            asked.StatusCode.ShouldBe(HttpStatusCode.Created, await asked.Content.ReadAsStringAsync());
            request = (await RunningArtisan.JsonAsync(asked)).GetProperty("id").GetGuid();
        }
        (await SendAsync(HttpMethod.Post, $"/api/v1/admin/budgets/requests/{request}/decide", """{"grant":true,"note":"good luck"}""")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await RefreshAsync();
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpResponseMessage again = await SendAsync(HttpMethod.Post, $"/api/v1/admin/budgets/requests/{request}/decide", """{"grant":false}""");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Crossing_the_limit_is_told_once()
    {
        Guid budget = await MakeAsync("""{"name":"Told","subject":"every_key","window":"day","limit_tokens":1,"hard":false}""");
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK, "a budget that only warns refuses nothing");
        LeasePool pool = App.Services.GetRequiredService<BudgetLeases>().Pools.Single(p => p.Key.BudgetId == budget);
        for (int i = 0; i < 2; i++)
            await App.Services.GetRequiredService<RaiseBudgetAlerts>().ExecuteAsync(pool, DateTimeOffset.UtcNow, CancellationToken.None);
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        (await db.BudgetAlerts.CountAsync(a => a.BudgetId == budget && a.Hard)).ShouldBe(1);
        (await db.AuditEntries.CountAsync(a => a.Action == "budget.spent" && a.Target == "Budget Told")).ShouldBe(1);
    }

    [Fact]
    public async Task The_export_has_every_budget_and_built_in_ones_stand_with_their_origin()
    {
        using HttpResponseMessage csv = await SendAsync(HttpMethod.Get, "/api/v1/ai/budget/export");
        string text = await csv.Content.ReadAsStringAsync();
        text.ShouldContain("Tokens a day,deployment,");
        using HttpResponseMessage list = await SendAsync(HttpMethod.Get, "/api/v1/admin/budgets");
        JsonElement[] budgets = [.. (await RunningArtisan.JsonAsync(list)).GetProperty("items").EnumerateArray()];
        budgets.ShouldContain(b => b.GetProperty("name").GetString() == "Tokens a day for every member" && b.GetProperty("origin").GetString() == "deployment");
    }
}
