using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Hosting;

/// <summary>An address that exists says which methods it takes.</summary>
public sealed class WrongMethodTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    [Theory]
    [InlineData("GET", "/v1/chat/completions", "POST")]
    [InlineData("HEAD", "/v1/chat/completions", "POST")]
    [InlineData("DELETE", "/v1/chat/completions", "POST")]
    [InlineData("GET", "/v1/embeddings", "POST")]
    [InlineData("POST", "/v1/models", "GET")]
    [InlineData("POST", "/v1/models/openai/gpt-4o", "GET")]
    [InlineData("GET", "/api/v1/ai/email/generate", "POST")]
    [InlineData("POST", "/api/v1/ai/email/drafts/01890000-0000-7000-8000-0000000000ff", "DELETE, GET, PATCH")]
    public async Task A_wrong_method_is_a_405_that_names_the_right_ones(string method, string path, string allow)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)).ShouldBe(allow);
        if (method == "HEAD")
            return;
        JsonElement body = await RunningArtisan.JsonAsync(response);
        string message = path.StartsWith("/v1/", StringComparison.Ordinal) ? body.GetProperty("error").GetProperty("message").GetString()! : body.GetProperty("detail").GetString()!;
        message.ShouldStartWith($"{method} is not possible at {path}; it takes");
    }

    [Theory]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("GET", "/v1/chat")]
    [InlineData("POST", "/v1/chat/completions/more")]
    [InlineData("GET", "/api/v1/ai/email/drafts/no-id")]
    public async Task An_address_that_does_not_exist_stays_a_404(string method, string path)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.Allow.ShouldBeEmpty();
    }
}
