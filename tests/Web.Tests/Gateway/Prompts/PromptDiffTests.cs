using System.Net;
using System.Text.Json;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Prompts;

/// <summary>What differs between two versions of a prompt, for programs.</summary>
public sealed class PromptDiffTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string First = """
        {"content":{"messages":[{"role":"system","content":"You write mails.\nBe brief.\nBe kind."},{"role":"user","content":"To {{ name }}"}],"variables":[{"name":"name"}],"samples":{"name":"Ada"},"temperature":0.3}}
        """;

    private const string Second = """
        {"content":{"messages":[{"role":"system","content":"You write mails.\nBe thorough.\nBe kind."}],"variables":[{"name":"name","required":false},{"name":"tone","type":"enum","choices":["dry","warm"],"default":"dry"}],"max_output_tokens":90}}
        """;

    private PromptClient Client => new(fixture.App);

    private async Task<string> MakeAsync()
    {
        (string slug, _) = await Client.MakeAsync(First);
        await Client.OkAsync(HttpMethod.Post, $"/api/v1/ai/prompts/{slug}/drafts", Second);
        return slug;
    }

    private static string[] Summary(JsonElement diff) => [.. diff.GetProperty("changes").EnumerateArray().Select(c => $"{c.GetProperty("part")} {c.GetProperty("name")} {c.GetProperty("change")}")];

    [Fact]
    public async Task Without_versions_what_holds_is_compared_with_the_newest()
    {
        JsonElement diff = await Client.OkAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{await MakeAsync()}/diff");
        (diff.GetProperty("from").GetInt32(), diff.GetProperty("from_state").GetString(), diff.GetProperty("to").GetInt32(), diff.GetProperty("to_state").GetString()).ShouldBe((1, "live", 2, "draft"));
        Summary(diff).ShouldBe(["message 1 changed", "message 2 removed", "variable name changed", "variable tone added", "setting temperature removed", "setting max_output_tokens added"]);
        JsonElement[] changes = [.. diff.GetProperty("changes").EnumerateArray()];
        changes[0].GetProperty("unified").GetString().ShouldBe("@@ -1,4 +1,4 @@\n system:\n You write mails.\n-Be brief.\n+Be thorough.\n Be kind.\n");
        changes[1].TryGetProperty("after", out _).ShouldBeFalse();
        (changes[4].GetProperty("before").GetString(), changes[5].GetProperty("after").GetString()).ShouldBe(("0.3", "90"));
    }

    [Fact]
    public async Task Versions_are_compared_in_the_order_that_is_asked_for_and_a_version_with_itself_differs_in_nothing()
    {
        string slug = await MakeAsync();
        Summary(await Client.OkAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{slug}/diff?from=2&to=1")).ShouldContain("message 2 added");
        Summary(await Client.OkAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{slug}/diff?from=2&to=2")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?from=7", 404, "from", "1 to 2")]
    [InlineData("?to=0", 404, "to", "1 to 2")]
    [InlineData("?from=one", 400, "from", "one")]
    public async Task A_version_that_is_none_is_named(string query, int status, string field, string says)
    {
        (int Status, string? Field, string Text) error = await Client.BadAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{await MakeAsync()}/diff{query}");
        (error.Status, error.Field).ShouldBe((status, field));
        error.Text.ShouldContain(says);
    }

    [Fact]
    public async Task A_prompt_that_says_nothing_yet_has_nothing_to_compare()
    {
        string slug = $"p-{Guid.NewGuid():N}";
        await Client.OkAsync(HttpMethod.Post, "/api/v1/ai/prompts", JsonSerializer.Serialize(new { slug, name = "Empty" }));
        HttpResponseMessage response = await Client.SendAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{slug}/diff");
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Write a draft first");
    }

    [Fact]
    public async Task The_document_of_the_API_says_what_comes_back()
    {
        JsonElement document = await Client.OkAsync(HttpMethod.Get, "/docs/v1.json");
        JsonElement operation = document.GetProperty("paths").GetProperty("/api/v1/ai/prompts/{prompt}/diff").GetProperty("get");
        operation.GetProperty("parameters").EnumerateArray().Select(p => $"{p.GetProperty("name").GetString()} {(p.TryGetProperty("required", out JsonElement required) && required.GetBoolean() ? "required" : "optional")}").ShouldBe(["prompt required", "from optional", "to optional"]);
        operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString().ShouldEndWith("/PromptDiffV1");
        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");
        schemas.GetProperty("PromptDiffV1").GetProperty("properties").EnumerateObject().Select(p => p.Name).ShouldBe(["prompt_id", "slug", "from", "from_state", "to", "to_state", "changes"]);
        schemas.GetProperty("PromptChangeV1").GetProperty("properties").EnumerateObject().Select(p => p.Name).ShouldBe(["part", "name", "change", "before", "after", "unified"]);
        schemas.GetProperty("EmailGenerateRequestV1").GetProperty("properties").TryGetProperty("prompt", out _).ShouldBeTrue("a use case says that it takes a prompt");
        schemas.GetProperty("PromptChoiceV1").GetProperty("properties").EnumerateObject().Select(p => p.Name).ShouldBe(["id", "version", "variables"]);
    }
}
