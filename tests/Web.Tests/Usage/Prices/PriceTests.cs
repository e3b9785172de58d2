using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Core.Usage.Rating;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Usage.Prices;

/// <summary>Prices of one's own, corrections of what was recorded, and vendors' reports.</summary>
public sealed class PriceTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        HttpResponseMessage response = await client.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    private async Task<JsonElement> OkAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        HttpResponseMessage response = await SendAsync(method, path, body, type);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await RunningArtisan.JsonAsync(response);
    }

    private async Task SetAsync(string body)
    {
        await OkAsync(HttpMethod.Post, "/api/v1/admin/prices", body);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
    }

    private async Task<UsageRecord> CallAsync(string model)
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"one two three four"}]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        await App.DrainAsync();
        Guid id = Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single());
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        return await db.UsageRecords.AsNoTracking().SingleAsync(u => u.RequestId == id);
    }

    private async Task<RatingResult> RerateAsync(string model)
    {
        string body = JsonSerializer.Serialize(new { from = DateTimeOffset.UtcNow.AddDays(-2), models = new[] { model } });
        string id = (await OkAsync(HttpMethod.Post, "/api/v1/admin/prices/re-rate", body)).GetProperty("id").GetString()!;
        for (int i = 0; i < 200; i++)
        {
            JsonElement job = await OkAsync(HttpMethod.Get, $"/api/v1/admin/prices/re-rate/{id}");
            if (job.GetProperty("status").GetString() is "succeeded" or "failed")
            {
                job.GetProperty("status").GetString().ShouldBe("succeeded", job.ToString());
                JsonElement result = job.GetProperty("result");
                return new RatingResult(result.GetProperty("records").GetInt64(), result.GetProperty("corrected").GetInt64(), result.GetProperty("delta_usd").GetDecimal());
            }
            await Task.Delay(100);
        }
        throw new TimeoutException("The re-rating did not end.");
    }

    private async Task<decimal> HoursAsync(string model)
    {
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        return await db.UsageHours.Where(h => h.Model == model).SumAsync(h => h.CostUsd);
    }

    private static string Name() => $"openai/m-{Guid.NewGuid():N}";

    [Fact]
    public async Task An_own_price_applies_from_its_time_on_and_names_its_version()
    {
        string model = Name();
        (await CallAsync(model)).CostMethod.ShouldBe("unpriced");
        await SetAsync($$"""{"model":"{{model}}","input":2,"output":8}""");
        UsageRecord paid = await CallAsync(model);
        paid.CostUsd.ShouldBe((paid.InputTokens * 2m + paid.OutputTokens * 8m) / 1_000_000m);
        (paid.CostMethod, paid.PriceVersion).ShouldBe(("own", $"{model}@{DateTime.UtcNow:yyyy-MM-dd}#1"));
        await SetAsync($$"""{"model":"{{model}}","input":3,"output":9,"from_at":"{{DateTimeOffset.UtcNow.AddSeconds(2):O}}"}""");
        (await CallAsync(model)).PriceVersion!.ShouldEndWith("#1", Case.Sensitive, "the next price has not begun");
        await Task.Delay(2500);
        (await CallAsync(model)).PriceVersion!.ShouldEndWith("#2", Case.Sensitive, "nobody had to do anything");
    }

    [Fact]
    public async Task The_catalogues_price_can_be_taken_again()
    {
        await SetAsync("""{"model":"gpt-4.1-nano","input":0.2,"output":0.8}""");
        (await CallAsync("gpt-4.1-nano")).CostMethod.ShouldBe("own");
        await SetAsync("""{"model":"gpt-4.1-nano","use_catalogue":true}""");
        (await CallAsync("gpt-4.1-nano")).CostMethod.ShouldBe("catalogue");
    }

    [Theory]
    [InlineData("""{"model":"gpt-4o","input":-1,"output":1}""", "input")]
    [InlineData("""{"model":"gpt-4o","input":20000,"output":1}""", "input")]
    [InlineData("""{"model":"gpt-4o","input":0.0000001,"output":10}""", "input")]
    [InlineData("""{"model":"gpt-4o","input":2.5,"output":2000}""", "output")]
    [InlineData("""{"model":"gpt-4o","input":0.01,"output":10}""", "input")]
    [InlineData("""{"model":"gpt-4o"}""", "input")]
    [InlineData("""{"model":"","input":1}""", "model")]
    [InlineData("""{"model":"gpt-4o","input":1,"output":10,"from_at":"1999-01-01T00:00:00Z"}""", "from_at")]
    [InlineData("""{"model":"gpt-4o","use_catalogue":true,"input":1}""", "use_catalogue")]
    public async Task An_absurd_price_is_refused_at_its_field(string body, string field)
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/api/v1/admin/prices", body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
    }

    [Fact]
    public async Task A_large_change_is_taken_when_it_is_confirmed()
    {
        string model = Name();
        await SetAsync($$"""{"model":"{{model}}","input":1,"output":1}""");
        (await SendAsync(HttpMethod.Post, "/api/v1/admin/prices", $$"""{"model":"{{model}}","input":11,"output":1}""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await SetAsync($$"""{"model":"{{model}}","input":11,"output":1,"confirm_large_change":true}""");
    }

    [Fact]
    public async Task A_change_tells_first_what_it_would_have_meant()
    {
        string model = Name();
        await SetAsync($$"""{"model":"{{model}}","input":2,"output":8}""");
        UsageRecord paid = await CallAsync(model);
        JsonElement effect = await OkAsync(HttpMethod.Post, "/api/v1/admin/prices/preview", $$"""{"model":"{{model}}","input":4,"output":16}""");
        effect.GetProperty("attempts").GetInt64().ShouldBe(1);
        effect.GetProperty("usd_before").GetDecimal().ShouldBe(paid.CostUsd!.Value);
        effect.GetProperty("usd_after").GetDecimal().ShouldBe(paid.CostUsd.Value * 2);
        (await CallAsync(model)).PriceVersion!.ShouldEndWith("#1", Case.Sensitive, "a preview sets nothing");
    }

    [Fact]
    public async Task A_correction_is_new_lines_that_all_sums_take_in_and_twice_is_once()
    {
        string model = Name();
        UsageRecord unpriced = await CallAsync(model), second = await CallAsync(model);
        string yesterday = DateTimeOffset.UtcNow.AddDays(-1).ToString("O");
        await SetAsync($$"""{"model":"{{model}}","input":10,"output":20,"from_at":"{{yesterday}}"}""");
        decimal due = (unpriced.InputTokens * 10m + unpriced.OutputTokens * 20m + second.InputTokens * 10m + second.OutputTokens * 20m) / 1_000_000m;
        JsonElement preview = (await OkAsync(HttpMethod.Post, "/api/v1/admin/prices/re-rate/preview", JsonSerializer.Serialize(new { from = DateTimeOffset.UtcNow.AddDays(-2), models = new[] { model } }))).GetProperty("items")[0];
        (preview.GetProperty("records").GetInt64(), preview.GetProperty("priced").GetInt64(), preview.GetProperty("usd_after").GetDecimal()).ShouldBe((2, 2, due));
        (await RerateAsync(model)).ShouldSatisfyAllConditions(r => r.Corrected.ShouldBe(2), r => r.DeltaUsd.ShouldBe(due));
        (await HoursAsync(model)).ShouldBe(due);
        (await RerateAsync(model)).Corrected.ShouldBe(0, "what is rated so already stays");
        // Corrected once more, and back: the first price was right after all.
        await SetAsync($$"""{"model":"{{model}}","input":5,"output":10,"from_at":"{{yesterday}}"}""");
        (await RerateAsync(model)).DeltaUsd.ShouldBe(-due / 2);
        await SetAsync($$"""{"model":"{{model}}","input":10,"output":20,"from_at":"{{yesterday}}"}""");
        (await RerateAsync(model)).DeltaUsd.ShouldBe(due / 2);
        (await HoursAsync(model)).ShouldBe(due);
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        (await db.UsageRecords.AsNoTracking().SingleAsync(u => u.Id == unpriced.Id)).CostUsd.ShouldBeNull("the ledger's lines are never changed");
        (await db.UsageAdjustments.CountAsync(a => a.UsageId == unpriced.Id)).ShouldBe(3);
        (await db.UsageHours.Where(h => h.Model == model).SumAsync(h => h.Unpriced)).ShouldBe(0);
        RequestDetail detail = await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), unpriced.RequestId, CancellationToken.None);
        detail.Explanation.ShouldContain(l => l.Contains("corrected later", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_budgets_window_takes_a_correction_in()
    {
        string model = Name();
        JsonElement budget = await OkAsync(HttpMethod.Post, "/api/v1/admin/budgets", """{"name":"Rated","subject":"workspace","subject_id":"WS","window":"month","limit_tokens":100000000,"hard":false}""".Replace("WS", App.Home.WorkspaceId.ToString(), StringComparison.Ordinal));
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        await CallAsync(model);
        decimal before = await UsedAsync();
        await SetAsync($$"""{"model":"{{model}}","input":1000,"output":1000,"from_at":"{{DateTimeOffset.UtcNow.AddDays(-1):O}}"}""");
        decimal delta = (await RerateAsync(model)).DeltaUsd;
        delta.ShouldBeGreaterThan(0);
        (await UsedAsync()).ShouldBe(before + delta);

        async Task<decimal> UsedAsync()
        {
            await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
            Guid id = budget.GetProperty("id").GetGuid();
            return await db.BudgetCounts.Where(c => c.BudgetId == id).SumAsync(c => c.UsedUsd);
        }
    }

    [Fact]
    public async Task A_vendors_report_is_compared_day_by_day_and_bad_lines_cost_no_good_ones()
    {
        string model = Name();
        await SetAsync($$"""{"model":"{{model}}","input":100,"output":100}""");
        UsageRecord used = await CallAsync(model);
        string day = used.At.UtcDateTime.ToString("yyyy-MM-dd");
        string report = $"""
            start_time_iso,model,input_tokens,input_cached_tokens,output_tokens,cost_usd
            {day}T10:00:00Z,{model[7..]}-2025-01-01,{used.InputTokens},0,{used.OutputTokens},{used.CostUsd}
            {day}T11:00:00Z,=HYPERLINK("x"),1000,100,50,0.5
            yesterday-ish,{model},1,0,1,0
            {day}T12:00:00Z,{model},many,0,1,0
            """;
        JsonElement made = await OkAsync(HttpMethod.Post, "/api/v1/admin/prices/vendor-usage?provider=openai&file_name=november.csv", report, "text/csv");
        JsonElement result = made.GetProperty("result");
        (result.GetProperty("lines").GetInt32(), result.GetProperty("faulty_lines").GetInt32()).ShouldBe((2, 2));
        result.GetProperty("faults")[0].GetProperty("line").GetInt32().ShouldBe(4);
        JsonElement[] differences = [.. result.GetProperty("differences").EnumerateArray()];
        differences.Single(d => d.GetProperty("model").GetString() == model).GetProperty("state").GetString().ShouldBe("same");
        JsonElement foreign = differences.Single(d => d.GetProperty("model").GetString()!.StartsWith("=HYPER", StringComparison.Ordinal));
        (foreign.GetProperty("state").GetString(), foreign.GetProperty("vendor_input").GetInt64()).ShouldBe(("vendor_only", 1000));
        string csv = await (await SendAsync(HttpMethod.Get, $"/api/v1/admin/prices/vendor-usage/{made.GetProperty("id").GetString()}/export")).Content.ReadAsStringAsync();
        csv.ShouldContain("'=HYPERLINK", Case.Sensitive, "a spreadsheet must not run it");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,b\n1,2\n", "no column for day and model")]
    [InlineData("date,model\n2026-01-01,gpt-4o\n", "tokens or costs")]
    [InlineData("date,model,input_tokens\n,gpt-4o,1\n", "Line 2")]
    public async Task A_file_that_is_no_report_is_refused_with_what_it_lacks(string report, string words)
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/api/v1/admin/prices/vendor-usage?provider=openai", report, "text/csv");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(words);
    }
}
