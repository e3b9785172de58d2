using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Hosting;

/// <summary>Bodies and queries that cannot be taken: too large, empty, or with values and fields that nobody knows.</summary>
public sealed class BodyTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const int Megabyte = 1024 * 1024;

    private RunningArtisan App => fixture.App;

    private async Task<(int Status, JsonElement Body)> PostAsync(string path, string body)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        // The client asks before it sends: who is refused while sending may find the connection closed before the answer.
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { ExpectContinue = true } };
        using HttpResponseMessage response = await client.SendAsync(request);
        return ((int)response.StatusCode, await RunningArtisan.JsonAsync(response));
    }

    [Fact]
    public async Task A_JSON_body_beyond_four_megabytes_is_refused_before_it_is_held()
    {
        (int status, JsonElement body) = await PostAsync("/api/v1/crm/leads", $$"""{"last_name":"{{new string('a', 5 * Megabyte)}}"}""");
        (status, body.GetProperty("code").GetString()).ShouldBe((413, "payload_too_large"));
        body.GetProperty("detail").GetString().ShouldBe("The body is larger than 4 MB. Send less at once.");
    }

    [Fact]
    public async Task The_protocol_takes_bodies_up_to_its_own_limit()
    {
        (int status, JsonElement body) = await PostAsync("/v1/embeddings", $$"""{"model":"text-embedding-3-small","input":"Hello","x_padding":"{{new string('a', 5 * Megabyte)}}"}""");
        status.ShouldBe(200, body.ToString());
        (status, body) = await PostAsync("/v1/embeddings", $$"""{"model":"text-embedding-3-small","input":"Hello","x_padding":"{{new string('a', 21 * Megabyte)}}"}""");
        (status, body.GetProperty("error").GetProperty("code").GetString()).ShouldBe((413, "payload_too_large"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public async Task An_empty_body_is_told_in_words(string json)
    {
        (int status, JsonElement body) = await PostAsync("/api/v1/ai/email/generate", json);
        (status, body.GetProperty("detail").GetString()).ShouldBe((400, "The body is empty. Send a JSON object. See /docs for its fields."));
    }

    [Theory]
    [InlineData("/api/v1/ai/scoring/leads/batch", """{"filter":{"stage":["proposal"]}}""")]
    [InlineData("/api/v1/ai/email/batch", """{"objective":"Call","filter":{"soruces":["web"]}}""")]
    public async Task A_condition_that_is_not_known_is_refused_and_never_means_all_leads(string path, string json)
    {
        (int status, JsonElement body) = await PostAsync(path, json);
        (status, body.GetProperty("code").GetString()).ShouldBe((400, "invalid_input"), body.ToString());
        body.GetProperty("field").GetString().ShouldStartWith("filter.");
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_named_as_the_query_names_it()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.GetAsync("/api/v1/crm/leads?created_from=yesterday");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningArtisan.JsonAsync(response)).GetProperty("field").GetString().ShouldBe("created_from");
    }
}
