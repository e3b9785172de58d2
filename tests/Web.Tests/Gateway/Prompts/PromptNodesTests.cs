using System.Text.Json;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Prompts;

/// <summary>What is released on one node holds on the other, without anybody's doing there.</summary>
public sealed class PromptNodesTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    [Fact]
    public async Task A_release_a_roll_back_and_an_override_on_one_node_take_effect_on_the_other()
    {
        var here = new PromptClient(App);
        (string slug, Guid id) = await here.MakeAsync(PromptClient.Saying("First."));
        // The same vendor, as two nodes of one deployment have it.
        await using RunningArtisan other = await RunningArtisan.StartAsync(database: App.Database, settings: [$"Artisan:Providers:openai:base_url={App.Vendor.BaseUrl}"]);
        var there = new PromptClient(other, App.Home.ApiKey);
        (await SaidAsync()).ShouldBe("system: First.", "the node started after the release");

        await here.ReleaseAsync(slug, PromptClient.Saying("Second."));
        await UseCaseCalls.UntilAsync(async () => await SaidAsync() == "system: Second.");

        JsonElement first = (await here.OkAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{id}")).GetProperty("versions").EnumerateArray().Single(v => v.GetProperty("version").GetInt32() == 1);
        await here.OkAsync(HttpMethod.Post, $"/api/v1/ai/prompts/versions/{first.GetProperty("id").GetString()}/roll-back");
        await UseCaseCalls.UntilAsync(async () => await SaidAsync() == "system: First.");

        await here.MakeAsync(PromptClient.Saying("Here."), slug: slug, workspaceId: App.Home.WorkspaceId);
        await UseCaseCalls.UntilAsync(async () => await SaidAsync() == "system: Here.");

        async Task<string> SaidAsync()
        {
            await there.OkAsync(HttpMethod.Post, "/v1/chat/completions", $$"""{"model":"gpt-4o-mini","prompt":{"id":"{{slug}}"},"messages":[{"role":"user","content":"Hello"}]}""");
            return here.LastMessages()[0];
        }
    }
}
