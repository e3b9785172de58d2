using System.Net;
using Artisan.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

/// <summary>What every answer carries, and what people see instead of bare errors.</summary>
public sealed class PipelineTests : IAsyncLifetime
{
    private WebApplication _app = default!;
    private HttpClient _client = default!;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Artisan.Web", ContentRootPath = AppContext.BaseDirectory, EnvironmentName = "Testing" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddArtisanShell();
        builder.Services.AddScoped<ICurrentScope, FakeScope>();
        _app = builder.Build();
        _app.UseArtisanShell();
        _app.MapGet("/fails", () => { throw new InvalidOperationException("password=hunter2"); });
        _app.MapGet("/own-policy", (HttpContext http) => { http.Response.Headers.ContentSecurityPolicy = "default-src 'none'"; });
        _app.MapArtisanShell();
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/not-found")]
    [InlineData("/nowhere")]
    [InlineData("/api/nowhere")]
    [InlineData("/css/tokens.css")]
    public async Task Every_answer_carries_the_headers(string path)
    {
        using HttpResponseMessage answer = await PageAsync(path);
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldBe(SecurityHeaders.ContentPolicy);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
    }

    [Fact]
    public async Task An_endpoint_may_be_stricter()
    {
        using HttpResponseMessage answer = await PageAsync("/own-policy");
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'"]);
    }

    [Fact]
    public async Task People_see_a_page_where_programs_get_a_bare_status()
    {
        using HttpResponseMessage page = await PageAsync("/nowhere");
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await page.Content.ReadAsStringAsync()).ShouldContain("There is no page here");

        using HttpResponseMessage bare = await _client.GetAsync("/api/nowhere");
        bare.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await bare.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_of_the_server_shows_a_reference_and_no_secret()
    {
        using HttpResponseMessage answer = await PageAsync("/fails");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        string html = await answer.Content.ReadAsStringAsync();
        html.ShouldContain("Something went wrong");
        html.ShouldContain("Reference");
        html.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("artisan.theme=dark; artisan.nav=narrow", "<html lang=\"en\" data-theme=\"dark\" data-nav=\"narrow\">")]
    [InlineData("artisan.theme=%22%3E%3Cscript%3E", "<html lang=\"en\">")]
    [InlineData("", "<html lang=\"en\">")]
    public async Task The_document_is_rendered_in_the_chosen_theme(string cookies, string html)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/not-found");
        if (cookies.Length > 0)
            request.Headers.Add("Cookie", cookies);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(html);
    }

    [Fact]
    public async Task The_console_is_not_prerendered_and_has_no_inline_script()
    {
        using HttpResponseMessage answer = await PageAsync("/not-found");
        string html = await answer.Content.ReadAsStringAsync();
        html.ShouldNotContain("There is no page here");
        html.ShouldNotContain("<script>");
        html.ShouldNotContain(" onclick=");
        html.ShouldContain("__RequestVerificationToken");
    }

    private Task<HttpResponseMessage> PageAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");
        return _client.SendAsync(request);
    }
}
