using System.Net;
using System.Net.Http.Json;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Requests;

/// <summary>The filtered list as CSV, over HTTP.</summary>
public sealed class RequestsExportTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    [Fact]
    public async Task Every_filtered_request_is_there_and_formulas_are_only_text()
    {
        using HttpClient client = fixture.App.Client(fixture.App.Home.ApiKey);
        await client.PostAsJsonAsync("/v1/chat/completions", new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = "one" } } });
        await client.PostAsJsonAsync("/v1/chat/completions", new { model = "=1+1", messages = new[] { new { role = "user", content = "two" } } });
        await fixture.App.DrainAsync();

        using HttpResponseMessage response = await client.GetAsync("/api/v1/ai/requests/export");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        string[] lines = (await response.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("id,at,workspace_id,");
        lines.Length.ShouldBe(3);
        // Quoted or not, the first character is none that a spreadsheet computes with.
        Assert.Matches(@",""?'=1\+1""?,", lines[1]);

        string one = await client.GetStringAsync("/api/v1/ai/requests/export?model=gpt-4o-mini&sort=cost&order=asc");
        one.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);

        string id = lines[2].Split(',')[0];
        (await client.GetStringAsync($"/api/v1/ai/requests/export?search={id[^8..]}")).ShouldContain(id);
        (await client.GetStringAsync("/api/v1/ai/requests/export?search=4O-MIN")).ShouldContain(id);
    }

    [Fact]
    public async Task A_wrong_filter_is_refused_before_anything_is_sent()
    {
        using HttpClient client = fixture.App.Client(fixture.App.Home.ApiKey);
        (await client.GetAsync("/api/v1/ai/requests/export?status=fine")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/api/v1/ai/requests/export?sort=colour")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await fixture.App.Client(null).GetAsync("/api/v1/ai/requests/export")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
