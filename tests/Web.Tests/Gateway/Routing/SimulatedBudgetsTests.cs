using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>A simulation counts in every budget, not only in the organisation's month.</summary>
public sealed class SimulatedBudgetsTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    [Fact]
    public async Task Every_budget_counts_as_it_would_have()
    {
        using HttpClient admin = App.Client(App.Home.ApiKey);
        // Requests that named their model are not the policy's to decide, but they use up the organisation's budget all the same.
        foreach (string model in new[] { "gpt-4o-mini", "gpt-4o-mini", "artisan/gateway" })
            await Simulations.AskAsync(admin, model, null);
        await App.DrainAsync();
        using HttpResponseMessage saved = await admin.PostAsJsonAsync("/api/v1/admin/budgets", new { name = "Two a month", subject = "tenant", window = "month", limit_requests = 2, hard = false });
        saved.StatusCode.ShouldBe(HttpStatusCode.Created, await saved.Content.ReadAsStringAsync());
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        JsonElement warned = await Simulations.SimulateAsync(App, admin, """{"rules":[]}""");
        warned.GetProperty("cap_hits").GetInt32().ShouldBe(0, "a budget that only warns refuses nothing");
        JsonElement budget = warned.GetProperty("budgets").EnumerateArray().Single(b => b.GetProperty("name").GetString() == "Two a month");
        budget.GetProperty("most_share").GetDouble().ShouldBeGreaterThanOrEqualTo(1.5);
        Guid id = budget.GetProperty("id").GetGuid();
        try
        {
            using HttpResponseMessage hard = await admin.PutAsJsonAsync($"/api/v1/admin/budgets/{id}", new { name = "Two a month", subject = "tenant", window = "month", limit_requests = 2, hard = true });
            hard.StatusCode.ShouldBe(HttpStatusCode.OK, await hard.Content.ReadAsStringAsync());
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
            JsonElement refused = await Simulations.SimulateAsync(App, admin, """{"rules":[]}""");
            refused.GetProperty("cap_hits").GetInt32().ShouldBeGreaterThan(0);
            refused.GetProperty("cap_hits").GetInt32().ShouldBe(refused.GetProperty("budgets").EnumerateArray().Single(b => b.GetProperty("id").GetGuid() == id).GetProperty("refused").GetInt32());
            refused.GetProperty("cap_hits_before").GetInt32().ShouldBe(0);
        }
        finally
        {
            await admin.DeleteAsync($"/api/v1/admin/budgets/{id}");
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        }
    }
}
